import type { Workload } from '../../manifest/workloads';
import type { HttpMessage } from '../call';
import { isGrpc } from '../gateway-api/message-match';

/** How traces name the proxy of pods. */
export function placeOf(workload: Workload): string {
  return `linkerd proxy of ${workload.id}`;
}

/** What a caller without authorization gets; nothing but a closed connection where the proxy reads no requests. */
export function refusal(http: HttpMessage | undefined): { readonly status: number | null; readonly grpcStatus?: number } {
  return http ? { status: 403, ...(isGrpc(http) && { grpcStatus: 7 }) } : { status: null };
}
