import type { MtlsMode } from '../../manifest/istio/peer-authentication';
import { workloadMtls } from '../../manifest/istio/peer-authentication';
import { policiesOnPods } from '../../manifest/istio/policy-targets';
import { areProbesRewritten } from '../../manifest/istio/probe-rewriting';
import { isHttp } from '../../manifest/istio/protocols';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Call, HttpMessage } from '../call';
import type { ServerSide } from '../data-planes';
import { grpcStatusOf } from '../grpc-status';
import type { Undecided } from '../known';
import type { Admission, Arrival, Decider, ProxyName } from '../outcome';
import { plainServer } from '../plain';
import type { Trace } from '../trace';
import { inboundProtocol, uncaptured } from './inbound-port';
import { authenticate } from './jwt';
import { decide } from './rbac-decision';
import type { Claims, RbacSubject } from './rbac-subject';
import { CALLER_ADDRESS, pathSeen, principalOf, remoteAddress } from './rbac-subject';

const PROXY = 'istio-sidecar';

/** Those that answer an HTTP caller themselves when their connection fails. */
const ANSWERS: ReadonlySet<ProxyName> = new Set(['istio-sidecar', 'istio-waypoint', 'istio-gateway', 'linkerd', 'gateway-api']);

/** The sidecar beside the pods: mutual TLS as PeerAuthentication asks, then tokens, then authorization. */
export const sidecarServer: ServerSide = (set, arrival, call, trace) => {
  const { workload, port } = arrival;
  const at = `sidecar of ${workload.id}`;
  const around = uncaptured(workload, port);
  if (around !== undefined) {
    trace.add(at, workload.object, () => `passed by: ${around}`);
    return plainServer(set, arrival, call, trace);
  }
  const probe = arrival.kubelet ? probeAnswer(set, arrival, call) : undefined;
  if (probe !== undefined) {
    trace.add(at, workload.object, probe);
    return { kind: 'allowed', proxy: PROXY, reason: probe, decidedBy: [] };
  }
  return transportRefusal(set, arrival, at, trace) ?? wrongProtocol(set, arrival, call, at, trace) ?? authorized(set, arrival, call, at, trace);
};

/** The status that a caller sees whose connection fails: of the proxy that made it for an HTTP caller, else none. */
export function failedConnectionStatus({ http, sender }: Pick<Arrival, 'http' | 'sender'>): 503 | null {
  return http && ANSWERS.has(sender) ? 503 : null;
}

/** Why a probe does not meet the sidecar: the agent answers it in its place, and a bare connection is taken before anybody is asked. */
function probeAnswer(set: ManifestSet, { workload }: Arrival, { scheme }: Call): string | undefined {
  if (scheme === 'tcp') return 'A probe that only connects is taken by the proxy without asking anybody';
  return areProbesRewritten(set, workload) ? 'The probe is rewritten: the kubelet asks the agent, past the sidecar' : undefined;
}

function transportRefusal(set: ManifestSet, arrival: Arrival, at: string, trace: Trace): Admission | undefined {
  const { workload, port, transport } = arrival;
  const { mode, decidedBy } = workloadMtls(set, workload, port);
  const peer = transport === 'mtls' && arrival.peer?.mesh === 'istio';
  const why = refusalText(mode, transport, peer, isHttp(inboundProtocol(set, workload, port)));
  trace.add(at, decidedBy, () => `mode of port ${port} is ${mode}, the connection is ${transport}${why === undefined ? '' : `: ${why}`}`);
  if (decidedBy) trace.use(decidedBy, null);
  if (why === undefined) return undefined;
  const deciders: Decider[] = decidedBy ? [{ object: decidedBy, rule: null }] : [];
  return { kind: 'denied', proxy: PROXY, status: failedConnectionStatus(arrival), ...grpcStatus(arrival.http, failedConnectionStatus(arrival)), reason: `Mutual TLS mode ${mode} of ${workload.id} port ${port}: ${why}`, decidedBy: deciders };
}

function refusalText(mode: MtlsMode, transport: Arrival['transport'], peer: boolean, http: boolean): string | undefined {
  if (mode === 'STRICT') return peer ? undefined : `${transport === 'plaintext' ? 'plaintext' : 'TLS without an identity of the mesh'} is refused`;
  if (transport === 'mtls' && mode === 'DISABLE') return 'nobody there understands mutual TLS of the mesh';
  // TLS that is not the mesh's goes through to the application, where the port is not one for HTTP.
  if (transport === 'tls' && http) return 'the port is for HTTP, and takes no TLS but the mesh\'s';
  return undefined;
}

function wrongProtocol(set: ManifestSet, { workload, port, http, transport }: Arrival, { http: sent, scheme }: Call, at: string, trace: Trace): Admission | undefined {
  if (http ?? sent) return undefined;
  const protocol = inboundProtocol(set, workload, port);
  if (!isHttp(protocol) || transport === 'tls') return undefined;
  trace.add(at, undefined, () => `port ${port} is ${protocol}, and what comes is no HTTP`);
  return { kind: 'unroutable', proxy: PROXY, status: scheme === 'tcp' ? 400 : null, reason: `Port ${port} of ${workload.id} is ${protocol} by declaration, and what is sent is no HTTP` };
}

function authorized(set: ManifestSet, arrival: Arrival, { http: sent, client }: Call, at: string, trace: Trace): Admission {
  const { workload } = arrival;
  const protocol = inboundProtocol(set, workload, arrival.port);
  const http = isHttp(protocol) || protocol === 'auto' ? arrival.http ?? sent : undefined;
  const token = http ? authenticate(policiesOnPods(set, 'RequestAuthentication', workload), http, at, trace) : undefined;
  if (token?.kind === 'refused') return { ...token, kind: 'denied', proxy: PROXY, ...grpcStatus(http, token.status) };
  const sourceIp = arrival.sourceIp ?? (arrival.kubelet ? client.ip : undefined);
  const subject = podSubject(set, { ...arrival, sourceIp }, http, token?.claims);
  const decision = decide(set, policiesOnPods(set, 'AuthorizationPolicy', workload), subject, { at, tcp: http === undefined }, trace);
  switch (decision.kind) {
    case 'allowed': return { kind: 'allowed', proxy: PROXY, reason: decision.reason, decidedBy: decision.decidedBy, ...(token && token.http !== http && { http: token.http }) };
    case 'unknown': return { kind: 'unknown', proxy: PROXY, reason: decision.reason };
    case 'denied': return { kind: 'denied', proxy: PROXY, status: http ? 403 : null, ...grpcStatus(http, 403), reason: decision.reason, decidedBy: decision.decidedBy };
  }
}

const POD_ADDRESS: Undecided = { unless: 'the address of the pod is known' };
const SERVER_NAME: Undecided = { unless: 'the server name that the caller\'s proxy sends is known' };

/** What a call that arrives at pods is to authorization there. */
export function podSubject(set: ManifestSet, arrival: Arrival, http: HttpMessage | undefined, claims: Claims | undefined): RbacSubject {
  const { peer, port, sourceIp, transport, sni } = arrival;
  const address = sourceIp ?? CALLER_ADDRESS;
  return {
    principal: principalOf(set, peer), port, http, path: pathSeen(set, http), claims,
    directIp: address, remoteIp: remoteAddress(http, address),
    destinationIp: POD_ADDRESS, sni: transport === 'mtls' ? SERVER_NAME : sni,
  };
}

/** What a gRPC caller is told in place of a status that a proxy answers. */
export function grpcStatus(http: HttpMessage | undefined, status: number | null): { readonly grpcStatus?: number } {
  const code = status === null || !http?.headers['content-type']?.startsWith('application/grpc') ? null : grpcStatusOf(PROXY, status);
  return code === null ? {} : { grpcStatus: code };
}
