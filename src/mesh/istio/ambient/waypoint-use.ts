import type { NamespaceModel, ServiceModel } from '../../../model/model';
import { contentHash, MAX_LABEL, objectName } from '../../../model/names';
import { needsL7 } from '../../../model/routes';
import type { StringMap } from '../../../model/resource';
import type { WaypointModel } from './waypoint-model';

export const USE_WAYPOINT = 'istio.io/use-waypoint';
export const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/** Whether something a waypoint does is asked for a service in front of the same pods. */
export function usesWaypoint(service: ServiceModel): boolean {
  return doors(service).some(needsL7);
}

/** Name of the waypoint that requests to the service go through; undefined: none. */
export function waypointName(waypoint: WaypointModel, service: ServiceModel): string | undefined {
  const owner = waypointOwner(service);
  if (!owner) return undefined;
  return waypoint.kind === 'per-service' ? ownWaypointName(owner) : waypoint.name;
}

/** What the Service says about its waypoint. It is never said by the namespace: that would send every Service in it through the waypoint. */
export function waypointLabels(waypoint: WaypointModel, service: ServiceModel): StringMap {
  const name = waypointName(waypoint, service);
  if (name === undefined) return {};
  const elsewhere = waypoint.kind === 'existing' && waypoint.namespace !== undefined && waypoint.namespace !== service.namespace.name;
  return { [USE_WAYPOINT]: name, ...(elsewhere && { [USE_WAYPOINT_NAMESPACE]: waypoint.namespace! }) };
}

/** Names of the waypoints that the App has to make in a namespace. */
export function waypointsToMake(waypoint: WaypointModel, namespace: NamespaceModel): string[] {
  if (waypoint.kind === 'existing') return [];
  const names = namespace.services.map(service => waypointName(waypoint, service));
  return [...new Set(names.filter(name => name !== undefined))].sort();
}

/**
 * All Services in front of the same pods use one waypoint or none: a waypoint calls under an identity of its own, so that pods with several
 * doors would otherwise have to know several callers.
 */
function doors(service: ServiceModel): readonly ServiceModel[] {
  return [...new Set([service, ...(service.workload?.services ?? [])])];
}

/**
 * The service on whose account a waypoint stands before this one: itself, or the service that sends to it as to a version. The pods of such a
 * version hear from that waypoint anyway; with the label they hear from nobody else, whichever Service is called.
 */
function waypointOwner(service: ServiceModel): ServiceModel | undefined {
  const all = doors(service);
  if (all.some(asksForL7)) return service;
  const apexes = all.flatMap(door => door.versionOf.map(v => v.service)).filter(apex => apex.namespace === service.namespace && asksForL7(apex));
  const [first] = apexes.sort((a, b) => (a.name < b.name ? -1 : 1));
  return first ?? (all.some(needsL7) ? service : undefined);
}

/** Whether the service needs a waypoint for what is asked of itself, breakers of services that it is a version of left aside. */
function asksForL7(service: ServiceModel): boolean {
  return needsL7({ ...service, versionOf: [] });
}

/** Istio gives the waypoint's Service the same name, so it must be fit for one. */
function ownWaypointName(owner: ServiceModel): string {
  const name = owner.workload?.name ?? owner.name;
  const fit = name.toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^[^a-z]+/, '');
  return objectName([...(fit === name ? [name] : [`w-${fit}`, contentHash([name])]), 'waypoint'], MAX_LABEL);
}
