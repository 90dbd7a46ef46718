import type { ManifestSet } from '../../manifest/manifest-set';
import { servicesOf, targetPortOf } from '../../manifest/services';
import type { Call, HttpMessage } from '../call';
import type { GatewayPodsSide, HopSender } from '../data-planes';
import { networkAdmission } from '../network-policy';
import type { Arrival, Endpoint, RouteOutcome, Target } from '../outcome';
import { istioGatewaySide } from './gateway';
import type { GatewayPlace } from './gateway-place';
import { placeOfPods } from './gateway-place';
import { failedConnectionStatus } from '../failed-connection';

/**
 * A gateway of Istio's whose pods a call is addressed to, as any others may be: by their Service, or themselves. No sidecar takes it, and no
 * PeerAuthentication acts there, but the gateway's own listeners. To what looks for mutual TLS by itself, gateways are none that can.
 */
export const gatewayPodsSide: GatewayPodsSide = (set, call, message, target, sender, trace) => {
  const [endpoint] = target.endpoints;
  const place = endpoint?.port === undefined ? undefined : placeOfPods(set, endpoint.workload);
  if (!endpoint || !place) return undefined;
  const sent = message ?? call.http;
  const secured = target.connection === 'mtls' || target.connection === 'tls';
  const arrival = arrivalAt(call, target, endpoint, sender, sent);
  const cut = networkAdmission(set, arrival, call, sender, trace);
  const received = receivedCall(call, addressPort(set, place, target, endpoint), sender, sent, secured);
  const { outcome, sender: next } = istioGatewaySide(set, received, place, trace);
  if (cut) return { outcome: cut.kind === 'unknown' ? { ...cut, route: null } : { ...cut, kind: 'refused', route: null }, sender: next, call: received };
  return { outcome: secured ? mismatched(outcome, target, arrival) : answered(outcome, arrival), sender: next, call: received };
};

function arrivalAt(call: Call, { service, port: servicePort, connection }: Target, { workload, port }: Endpoint, sender: HopSender, http: HttpMessage | undefined): Arrival {
  return {
    workload, port: port!, service, servicePort: service && servicePort, transport: connection === 'auto' ? 'plaintext' : connection, peer: undefined, unsure: sender.unsure, sender: sender.proxy,
    sourceIp: call.client.ip, kubelet: call.client.kind === 'kubelet', http, sni: undefined,
  };
}

/** The port of the gateway's address by which its pods' port is reached. */
function addressPort(set: ManifestSet, { deployedFor }: GatewayPlace, { port }: Target, endpoint: Endpoint): number {
  if (deployedFor) return port;
  const leading = servicesOf(set, endpoint.workload).flatMap(({ ports }) => ports).filter(one => one.protocol === 'TCP' && targetPortOf(one, endpoint.workload) === endpoint.port);
  return leading.some(one => one.port === port) ? port : leading[0]?.port ?? endpoint.port ?? port;
}

/** The call as it comes to the gateway: what the hop before it wraps in TLS is read by whoever ends that. */
function receivedCall(call: Call, port: number, { proxy, peer }: HopSender, sent: HttpMessage | undefined, secured: boolean): Call {
  const client = peer && (proxy === 'istio-gateway' || proxy === 'istio-waypoint')
    ? { ...call.client, kind: 'pod' as const, namespace: peer.namespace, serviceAccount: peer.serviceAccount, labels: {}, workload: undefined, dataPlane: 'istio-sidecar' as const, ip: undefined } : call.client;
  if (!secured) return { ...call, client, port, http: sent };
  const host = sent?.host.toLowerCase().replace(/:\d+$/, '') ?? call.host;
  return { ...call, client, port, scheme: sent ? 'https' : 'tls', host, http: undefined, inside: sent && { ...sent, scheme: 'https' } };
}

/** Whoever reads HTTP on this side of a connection that fails answers in its place. */
function answered(outcome: RouteOutcome, arrival: Arrival): RouteOutcome {
  return outcome.kind === 'unroutable' && outcome.status === null ? { ...outcome, status: failedConnectionStatus(arrival) } : outcome;
}

/** TLS that the gateway does not take as it comes is refused, by the object that asks for it. */
function mismatched(outcome: RouteOutcome, { connectionBy = [] }: Target, arrival: Arrival): RouteOutcome {
  if ((outcome.kind !== 'unroutable' && outcome.kind !== 'refused') || outcome.status !== null) return outcome;
  const decidedBy = [...(outcome.kind === 'refused' ? outcome.decidedBy : []), ...connectionBy.map(object => ({ object, rule: null }))];
  return { ...outcome, kind: 'refused', status: failedConnectionStatus(arrival), decidedBy };
}
