import { knownHosts } from '../../manifest/istio/host-registry';
import type { KnownHost } from '../../manifest/istio/host-registry';
import { fullHost } from '../../manifest/istio/hosts';
import type { Waypoint, WaypointUse } from '../../manifest/istio/waypoints';
import { serviceWaypoint, waypointUse } from '../../manifest/istio/waypoints';
import { list, record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { routeSources } from './route-sources';
import type { RouteSource } from './route-sources';

/** The waypoint that a host asks for. */
export const hostUse = viewOf((set, { service, namespace, object }: KnownHost): WaypointUse | undefined => service ? serviceWaypoint(set, service) : waypointUse(set, namespace, object.labels));

/** Whether a waypoint takes calls to hosts: it has an address, and is for such traffic. */
export function takesHosts({ object, traffic }: Waypoint): boolean {
  const { addresses } = record(object.body['status']);
  return (addresses === undefined || list(addresses).length > 0) && (traffic === 'service' || traffic === 'all');
}

/** Hosts that a waypoint can send to: those that it stands in front of, and those that routes of just these hosts name. Routes of a wildcard do not count. */
export const reachableHosts = viewOf((set, waypoint: Waypoint): ReadonlySet<string> => {
  const own = takesHosts(waypoint) ? knownHosts(set).filter(known => hostUse(set, known)?.waypoint === waypoint).map(({ host }) => host) : [];
  const index = routeSources(set);
  return new Set([...own, ...own.flatMap(host => index.exactly(host).flatMap(source => destinationsOf(set, source)))]);
});

function destinationsOf(set: ManifestSet, { rules, spec, namespace }: RouteSource): string[] {
  const http = rules.flatMap(({ fields, namespace: home }) => [
    ...records(fields['route']).map(([route]) => route['destination']), fields['mirror'], ...records(fields['mirrors']).map(([mirror]) => mirror['destination']),
  ].map(destination => hostOf(set, destination, home)));
  const connections = [spec['tcp'], spec['tls']].flatMap(list => records(list)).flatMap(([rule]) => records(rule['route']).map(([route]) => hostOf(set, route['destination'], namespace)));
  return [...http, ...connections].filter(host => host !== '');
}

function hostOf(set: ManifestSet, destination: unknown, namespace: string): string {
  return fullHost(text(record(destination)['host']) ?? '', namespace, set);
}
