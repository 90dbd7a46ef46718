import { enrolment } from '../manifest/enrolment';
import type { ManifestSet } from '../manifest/manifest-set';
import { addressed } from './addressed';
import type { Call, Client, HttpMessage } from './call';
import type { DataPlanes, HopSender, NetworkCut } from './data-planes';
import type { Admission, Arrival, Forwarded, Peer, RouteOutcome, Target } from './outcome';
import { Trace } from './trace';

/** What became of one call: what the hops made of it, and what the pods said at each place where it ended. */
export interface Journey {
  readonly call: Call;
  /** The hops in order: the caller's side or a gateway, then waypoints of its targets. The last that forwards carries the effects. */
  readonly outcome: RouteOutcome;
  readonly ends: readonly End[];
  readonly trace: Trace;
}

/** One target at which a share of the calls ends. */
export interface End {
  readonly target: Target;
  /** In percent of all calls. */
  readonly share: number;
  /** The hop that sent it there. */
  readonly hop: Forwarded | undefined;
  /** Where a hop on the way there (a waypoint) ended it. */
  readonly stopped: Exclude<RouteOutcome, Forwarded> | undefined;
  readonly arrivals: readonly { readonly arrival: Arrival; readonly admission: Admission }[];
}

/** Follows a call through everything between its caller and pods. */
export function follow(set: ManifestSet, planes: DataPlanes, call: Call, through: boolean, trace = new Trace()): Journey {
  const { outcome, sender } = through ? planes.gateway(set, call, trace) : clientSide(set, planes, call, trace);
  const ends = outcome.kind === 'forward' ? outcome.targets.filter(({ share }) => share > 0).flatMap(target => endsOf(set, planes, call, outcome, target, sender, trace)) : [];
  return { call, outcome, ends, trace };
}

function clientSide(set: ManifestSet, planes: DataPlanes, call: Call, trace: Trace): { readonly outcome: RouteOutcome; readonly sender: HopSender } {
  const { dataPlane, namespace } = call.client;
  const where = addressed(set, call);
  const outcome = planes.client[dataPlane](set, call, where, trace);
  return { outcome, sender: { proxy: outcome.proxy, peer: identityOf(call), namespace, toPods: where.kind === 'pods' } };
}

/** By client: one who calls often shows one identity. */
const identities = new WeakMap<Client, { readonly peer: Peer | undefined }>();

/** The identity that a caller's proxy shows for it. */
export function identityOf({ client }: Call): Peer | undefined {
  let known = identities.get(client);
  if (!known) identities.set(client, known = { peer: newIdentity(client) });
  return known.peer;
}

function newIdentity({ dataPlane, namespace, serviceAccount }: Client): Peer | undefined {
  if (namespace === undefined || dataPlane === 'none' || dataPlane === 'gateway-api') return undefined;
  return { namespace, serviceAccount: serviceAccount ?? 'default', mesh: dataPlane === 'linkerd' ? 'linkerd' : 'istio' };
}

function endsOf(set: ManifestSet, planes: DataPlanes, call: Call, hop: Forwarded, target: Target, sender: HopSender, trace: Trace): End[] {
  const { share } = target;
  if (target.unusable) return [{ target, share, hop, stopped: undefined, arrivals: [] }];
  const message = target.http ?? hop.http;
  const cut = target.service || target.empty || target.endpoints.length > 0 ? undefined : planes.egress(set, call, target, sender, message !== undefined, trace);
  if (cut) return [{ target, share, hop: undefined, stopped: stop(cut, hop), arrivals: [] }];
  const waypoint = planes.waypoint(set, call, message, target, sender, trace);
  if (!waypoint) return [{ target, share, hop, stopped: undefined, arrivals: arrivalsOf(set, planes, call, message, hop, target, sender, trace) }];
  const { outcome, sender: next } = waypoint;
  if (outcome.kind !== 'forward') return [{ target, share, hop: undefined, stopped: outcome, arrivals: [] }];
  return outcome.targets.filter(beyond => beyond.share > 0).map((beyond): End => ({
    target: beyond, share: share * beyond.share / 100, hop: outcome, stopped: undefined,
    arrivals: beyond.unusable ? [] : arrivalsOf(set, planes, call, beyond.http ?? outcome.http, outcome, beyond, next, trace),
  }));
}

/** The network ended it before it left. */
function stop(cut: NetworkCut, { proxy, route }: Forwarded): End['stopped'] {
  return cut.kind === 'unknown' ? { kind: 'unknown', proxy, route, reason: cut.reason } : { ...cut, kind: 'refused', proxy: 'none', route };
}

function arrivalsOf(
  set: ManifestSet, planes: DataPlanes, call: Call, message: HttpMessage | undefined, hop: Forwarded, target: Target, sender: HopSender, trace: Trace,
): End['arrivals'] {
  const arrivals: End['arrivals'][number][] = [];
  const own = call.through === undefined && hop.proxy !== 'istio-waypoint';
  for (const endpoint of target.endpoints) {
    if (endpoint.port === undefined) continue;
    const transport = planes.transport(set, sender, target, endpoint);
    const arrival: Arrival = {
      workload: endpoint.workload, port: endpoint.port, service: target.service, servicePort: target.service && target.port, transport,
      peer: transport === 'mtls' ? sender.peer : undefined, sender: sender.proxy, sourceIp: own ? call.client.ip : undefined, kubelet: call.client.kind === 'kubelet',
      http: message, sni: message ? undefined : call.scheme === 'https' || call.scheme === 'tls' ? call.host : undefined,
    };
    const admission = planes.network(set, arrival, call, sender, trace) ?? planes.server[enrolment(set, endpoint.workload).dataPlane](set, arrival, call, trace);
    arrivals.push({ arrival, admission });
  }
  return arrivals;
}
