import { knownHosts } from '../../manifest/istio/host-registry';
import type { KnownHost } from '../../manifest/istio/host-registry';
import type { Waypoint, WaypointUse } from '../../manifest/istio/waypoints';
import { serviceWaypoint, waypointUse } from '../../manifest/istio/waypoints';
import { list, record } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { exactHost } from './clusters';
import { destinationsOf } from './route-destinations';
import { routeSources } from './route-sources';

/** The waypoint that a host asks for. */
export const hostUse = viewOf((set, { service, namespace, object }: KnownHost): WaypointUse | undefined => service ? serviceWaypoint(set, service) : waypointUse(set, namespace, object.labels));

/** Whether a waypoint takes calls to hosts: it has an address, and is for such traffic. */
export function takesHosts({ object, traffic }: Waypoint): boolean {
  const { addresses } = record(object.body['status']);
  return (addresses === undefined || list(addresses).length > 0) && (traffic === 'service' || traffic === 'all');
}

/** Hosts that a waypoint can send to: those that it stands in front of, and those that routes of just these hosts name. Routes of a wildcard do not count. */
const reachableHosts = viewOf((set, waypoint: Waypoint): ReadonlySet<string> => {
  const own = takesHosts(waypoint) ? knownHosts(set).filter(known => hostUse(set, known)?.waypoint === waypoint).map(({ host }) => host) : [];
  const index = routeSources(set);
  return new Set([...own, ...own.flatMap(host => index.exactly(host).flatMap(source => destinationsOf(set, source).map(destination => destination.host)))]);
});

/** What a waypoint has a cluster for under just this host; of an ExternalName Service, its target has to be reachable too. */
export function reachableHost(set: ManifestSet, waypoint: Waypoint, host: string): KnownHost | undefined {
  const known = exactHost(set, host, waypoint.namespace);
  return known && (known.service?.externalName !== undefined || reachableHosts(set, waypoint).has(host)) ? known : undefined;
}
