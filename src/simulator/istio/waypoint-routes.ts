import type { KnownHost } from '../../manifest/istio/host-registry';
import { isVisibleIn } from '../../manifest/istio/export';
import { MESH } from '../../manifest/istio/virtual-services';
import type { Waypoint } from '../../manifest/istio/waypoints';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { HttpMessage } from '../call';
import type { RouteOutcome } from '../outcome';
import type { Trace } from '../trace';
import { applyHttpRoutes, plainHttpRoute } from './http-routing';
import type { RoutingHop } from './http-routing';
import type { RouteEntry } from './route-entries';
import { routeEntries } from './route-entries';
import type { RouteSource } from './route-sources';
import { ordered, routeSources } from './route-sources';
import { reachableHost } from './waypoint-clusters';
import { waypointConnection } from './waypoint-connections';

/** A waypoint as routes see it, on a port of a Service. A workloadSelector of a DestinationRule does not select it: to istiod its own hosts are inbound. */
export function waypointHop(set: ManifestSet, waypoint: Waypoint, port: number, at: string, trace: Trace): RoutingHop {
  const { namespace, name } = waypoint;
  const labels = { 'gateway.networking.k8s.io/gateway-name': name };
  return {
    set, at, trace, name: 'istio-waypoint', namespace, labels: {}, client: waypoint, proxy: { kind: 'waypoint', namespace, labels, gateways: new Set([MESH]), port },
    find: host => reachableHost(set, waypoint, host),
    leavesOut: () => 'is not behind this waypoint, and only routes of a wildcard send there from hosts that are: it has no cluster for it',
  };
}

/** Requests for a host at its waypoint: the routes of all sources one after the other, whatever the Host header says. */
export function routeAtWaypoint(hop: RoutingHop, known: KnownHost, message: HttpMessage): RouteOutcome {
  const entries = entriesOf(hop, known, waypointSources(hop, known));
  if (entries.length > 0) return applyHttpRoutes(hop, entries, { message });
  hop.trace.add(hop.at, known.object, 'no route for it: calls go to it as it is');
  return plainHttpRoute(hop, { host: known.host, port: hop.proxy.port, subset: undefined }, message);
}

const kept = viewOf((_set, _client: object) => new Map<string, readonly RouteEntry[]>());

function entriesOf({ set, client, proxy }: RoutingHop, { host, namespace }: KnownHost, sources: readonly RouteSource[]): readonly RouteEntry[] {
  const known = kept(set, client);
  const key = `${namespace}/${host}:${proxy.port}`;
  let entries = known.get(key);
  if (!entries) known.set(key, entries = sources.flatMap(source => routeEntries(source.rules, proxy)));
  return entries;
}

export function connectAtWaypoint(hop: RoutingHop, known: KnownHost): RouteOutcome {
  return waypointConnection(hop, waypointSources(hop, known), known);
}

/** Those that stand with the host or with the waypoint; routes of other namespaces are not there. */
function waypointSources({ set, namespace, at, trace }: RoutingHop, known: KnownHost): readonly RouteSource[] {
  const all = covering(set, known);
  const seen = all.filter(source => source.namespace === known.namespace || source.namespace === namespace);
  for (const source of all) if (!seen.includes(source)) trace.add(at, source.object, () => `is not used at a waypoint: it stands neither in namespace ${known.namespace} nor in the waypoint's`);
  return ordered(seen.filter(source => isVisibleIn(source.visibility, namespace)), { namespace });
}

const covering = viewOf((set, { host }: KnownHost): readonly RouteSource[] => {
  const index = routeSources(set);
  return [...new Set(index.covering(host).flatMap(name => index.exactly(name)))];
});
