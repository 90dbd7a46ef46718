import type { ServiceModel, WorkloadModel } from '../../../model/model';
import { containerPortOf } from '../../../model/port-rules';
import type { StringMap } from '../../../model/resource';
import { principal } from '../authorization';
import type { WaypointModel } from './waypoint-model';
import { USE_WAYPOINT, USE_WAYPOINT_NAMESPACE, waypointLabels } from './waypoint-use';

/** A waypoint, by its Gateway. */
export interface WaypointRef {
  readonly namespace: string;
  readonly name: string;
}

export function waypointOf(waypoint: WaypointModel, service: ServiceModel): WaypointRef | undefined {
  return named(waypointLabels(waypoint, service), service);
}

/**
 * The identities of the waypoints from which requests come to a port of the pods: that of their own Services, and those of services that send to
 * one of these as to a version, without passing another waypoint. The latter are trusted on no other port: what they let through there is
 * nobody's care.
 */
export function waypointPrincipals(workload: WorkloadModel, port: number, waypoint: WaypointModel): string[] {
  const own = workload.services.flatMap(door => waypointOf(waypoint, door) ?? []);
  const ofApexes = workload.services.flatMap(door => door.versionOf.map(v => v.service).filter(apex => sendsTo(apex, door, port))
    .flatMap(apex => named(apex.namespace.dataPlane.service(apex).labels, apex) ?? []));
  // Istio runs a waypoint under a ServiceAccount of its Gateway's name.
  const all = [...own, ...ofApexes].map(ref => principal(workload.namespace.cluster, ref.namespace, ref.name));
  return [...new Set(all)].sort();
}

function sendsTo(apex: ServiceModel, door: ServiceModel, port: number): boolean {
  return apex.splits.some(split => split.shares.some(({ version }) => version.kind === 'service' && version.service === door)
    && split.ports.some(p => containerPortOf(door, p) === port));
}

function named(labels: StringMap, service: ServiceModel): WaypointRef | undefined {
  const name = labels[USE_WAYPOINT];
  return name === undefined ? undefined : { name, namespace: labels[USE_WAYPOINT_NAMESPACE] ?? service.namespace.name };
}
