import type { HttpMessage } from './call';
import { grpcStatusOf } from './grpc-status';
import type { Arrival, ProxyName } from './outcome';

/** Those that answer an HTTP caller themselves when their connection fails. */
const ANSWERS: ReadonlySet<ProxyName> = new Set(['istio-sidecar', 'istio-waypoint', 'istio-gateway', 'linkerd', 'gateway-api']);

/** The status that a caller sees whose connection fails: of the proxy that made it for an HTTP caller, else none. */
export function failedConnectionStatus({ http, sender }: Pick<Arrival, 'http' | 'sender'>): 503 | null {
  return http && ANSWERS.has(sender) ? 503 : null;
}

/** What a gRPC caller is told in place of a status that a proxy of Istio's answers. */
export function grpcStatus(http: HttpMessage | undefined, status: number | null): { readonly grpcStatus?: number } {
  const code = status === null || !http?.headers['content-type']?.startsWith('application/grpc') ? null : grpcStatusOf('istio-sidecar', status);
  return code === null ? {} : { grpcStatus: code };
}
