import type { KnownHost } from '../../manifest/istio/host-registry';
import { isVisibleIn } from '../../manifest/istio/export';
import { MESH } from '../../manifest/istio/virtual-services';
import type { Waypoint } from '../../manifest/istio/waypoints';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { HttpMessage } from '../call';
import type { RouteOutcome } from '../outcome';
import type { Trace } from '../trace';
import type { RouteProxy } from './http-rule';
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
  const { namespace } = waypoint;
  return {
    set, at, trace, name: 'istio-waypoint', namespace, labels: NO_LABELS, client: waypoint, proxy: proxyAt(set, waypoint, port),
    find: host => reachableHost(set, waypoint, host),
    leavesOut: () => 'is not behind this waypoint, and only routes of a wildcard send there from hosts that are: it has no cluster for it',
  };
}

const NO_LABELS = {};
const AT_WAYPOINTS = new Set([MESH]);

/** By port. */
const proxiesOf = viewOf((_set, _waypoint: Waypoint) => new Map<number, RouteProxy>());

function proxyAt(set: ManifestSet, waypoint: Waypoint, port: number): RouteProxy {
  const known = proxiesOf(set, waypoint);
  let proxy = known.get(port);
  if (!proxy) known.set(port, proxy = { kind: 'waypoint', namespace: waypoint.namespace, labels: { 'gateway.networking.k8s.io/gateway-name': waypoint.name }, gateways: AT_WAYPOINTS, port });
  return proxy;
}

/** Requests for a host at its waypoint: the routes of all sources one after the other, whatever the Host header says. */
export function routeAtWaypoint(hop: RoutingHop, known: KnownHost, message: HttpMessage): RouteOutcome {
  const { entries } = routesOf(hop, known);
  if (entries.length > 0) return applyHttpRoutes(hop, entries, { message });
  hop.trace.add(hop.at, known.object, 'no route for it: calls go to it as it is');
  return plainHttpRoute(hop, { host: known.host, port: hop.proxy.port, subset: undefined }, message);
}

export function connectAtWaypoint(hop: RoutingHop, known: KnownHost): RouteOutcome {
  return waypointConnection(hop, routesOf(hop, known).sources, known);
}

/** What routes say of calls to a host, at one port of a waypoint. */
interface HostRoutes {
  readonly sources: readonly RouteSource[];
  /** Those of other namespaces, which are not there. */
  readonly elsewhere: readonly RouteSource[];
  readonly entries: readonly RouteEntry[];
}

/** A port of a waypoint is a proxy of its own. */
const kept = viewOf((_set, _known: KnownHost) => new WeakMap<RouteProxy, HostRoutes>());

function routesOf({ set, proxy, at, trace }: RoutingHop, known: KnownHost): HostRoutes {
  const byProxy = kept(set, known);
  let routes = byProxy.get(proxy);
  if (!routes) byProxy.set(proxy, routes = findRoutes(set, proxy, known));
  for (const { object } of routes.elsewhere) trace.add(at, object, () => `is not used at a waypoint: it stands neither in namespace ${known.namespace} nor in the waypoint's`);
  return routes;
}

/** Sources that stand with the host or with the waypoint. */
function findRoutes(set: ManifestSet, proxy: RouteProxy, known: KnownHost): HostRoutes {
  const { namespace } = proxy;
  const index = routeSources(set);
  const all = [...new Set(index.covering(known.host).flatMap(name => index.exactly(name)))];
  const isNear = (source: RouteSource) => source.namespace === known.namespace || source.namespace === namespace;
  const sources = ordered(all.filter(source => isNear(source) && isVisibleIn(source.visibility, namespace)), { namespace });
  return { sources, elsewhere: all.filter(source => !isNear(source)), entries: sources.flatMap(source => routeEntries(source.rules, proxy)) };
}
