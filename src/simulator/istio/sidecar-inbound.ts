import type { MtlsMode } from '../../manifest/istio/peer-authentication';
import { workloadMtls } from '../../manifest/istio/peer-authentication';
import { policiesOnPods } from '../../manifest/istio/policy-targets';
import { areProbesRewritten } from '../../manifest/istio/probe-rewriting';
import { isHttp } from '../../manifest/istio/protocols';
import type { ManifestSet } from '../../manifest/manifest-set';
import { probesOf } from '../../manifest/probes';
import type { Call, HttpMessage } from '../call';
import type { ServerSide } from '../data-planes';
import { failedConnectionStatus, grpcStatus } from '../failed-connection';
import type { Undecided } from '../known';
import type { Admission, Arrival, Decider, ProxyName } from '../outcome';
import { plainAdmission } from '../plain';
import type { Trace } from '../trace';
import { inboundProtocol, uncaptured } from './inbound-port';
import { authenticate } from './jwt';
import { decide } from './rbac-decision';
import type { Claims, RbacSubject } from './rbac-subject';
import { CALLER_ADDRESS, GATEWAY_ADDRESS, pathSeen, principalOf, remoteAddress } from './rbac-subject';

const PROXY = 'istio-sidecar';

/** Whose connections have an address of their own, and not the caller's. */
const GATEWAYS: ReadonlySet<ProxyName> = new Set(['istio-gateway', 'istio-waypoint']);

/** The sidecar beside the pods: mutual TLS as PeerAuthentication asks, then tokens, then authorization. */
export const sidecarServer: ServerSide = (set, arrival, call, trace) => {
  const { workload, port } = arrival;
  const at = `sidecar of ${workload.id}`;
  const around = uncaptured(workload, port);
  if (around !== undefined) {
    trace.add(at, workload.object, () => `passed by: ${around}`);
    return plainAdmission(arrival, 'its sidecar is passed by', `The sidecar of ${workload.id} is passed by (${around})`, trace);
  }
  const probe = arrival.kubelet ? probeAnswer(set, arrival, call) : undefined;
  if (probe !== undefined) {
    trace.add(at, workload.object, probe);
    return { kind: 'allowed', proxy: PROXY, reason: probe, decidedBy: [] };
  }
  return transportRefusal(set, arrival, at, trace) ?? wrongProtocol(set, arrival, call, at, trace) ?? authorized(set, arrival, call, at, trace);
};

/** Why a probe does not meet the sidecar: the agent answers it in its place, and a bare connection is taken before anybody is asked. */
function probeAnswer(set: ManifestSet, { workload, port }: Arrival, { scheme }: Call): string | undefined {
  if (scheme === 'tcp') return 'A probe that only connects is taken by the proxy without asking anybody';
  if (!areProbesRewritten(set, workload)) return undefined;
  const asked = probesOf(workload).some(({ number }) => number === port);
  return asked ? 'The probe is rewritten: the kubelet asks the agent, past the sidecar'
    : `No container of ${workload.id} has a probe of port ${port}; one that it had would be rewritten, so that the kubelet asks the agent, past the sidecar`;
}

function transportRefusal(set: ManifestSet, arrival: Arrival, at: string, trace: Trace): Admission | undefined {
  const { workload, port, transport } = arrival;
  const { mode, decidedBy } = workloadMtls(set, workload, port);
  const peer = transport === 'mtls' && arrival.peer?.mesh === 'istio';
  const why = refusalText(mode, transport, peer, isHttp(inboundProtocol(set, workload, port)));
  trace.add(at, decidedBy, () => `mode of port ${port} is ${mode}, the connection is ${transport}${why === undefined ? '' : `: ${why}`}`);
  if (decidedBy) trace.use(decidedBy, null);
  if (why === undefined) return undefined;
  if (mode === 'STRICT' && arrival.unsure) return { kind: 'unknown', proxy: PROXY, reason: `Whether mutual TLS mode STRICT of ${workload.id} port ${port} takes this cannot be told unless ${arrival.unsure.unless}` };
  // What the caller's side was told to send has its part in it.
  const deciders: Decider[] = [...(decidedBy ? [decidedBy] : []), ...arrival.transportBy ?? []].map(object => ({ object, rule: null }));
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
  const { peer, unsure, port, sourceIp, transport, sni, sender, forwardedFor } = arrival;
  const address = sourceIp ?? (GATEWAYS.has(sender) ? GATEWAY_ADDRESS : CALLER_ADDRESS);
  return {
    principal: unsure ?? principalOf(set, peer), port, http, path: pathSeen(set, http), claims,
    directIp: address, // A gateway adds the address of its peer to X-Forwarded-For, as the last.
    remoteIp: http && sender === 'istio-gateway' ? forwardedFor ?? CALLER_ADDRESS : remoteAddress(http, address),
    destinationIp: POD_ADDRESS, sni: transport === 'mtls' ? SERVER_NAME : sni,
  };
}
