import type { ForeignManifest } from '../../../model/data-plane';
import type { ServiceModel, WorkloadModel } from '../../../model/model';
import { field, namespaceOf } from '../../shared/foreign-json';
import { serviceNames } from '../../../model/service-names';
import { isAllow, targetsOf } from '../foreign-policies';
import type { WaypointModel } from './waypoint-model';
import { DEFAULT_GATEWAY_CLASS } from './waypoint-model';
import type { WaypointRef } from './waypoint-trust';
import { waypointOf } from './waypoint-trust';

/**
 * Why an ALLOW policy that somebody else puts at a waypoint lets callers through that no list names: what is allowed there adds up, be it said of
 * the Service, of the waypoint or of all waypoints, and the pods trust the waypoint.
 */
export function foreignAtWaypoint(workload: WorkloadModel, object: ForeignManifest, waypoint: WaypointModel): string | undefined {
  if (!workload.enrolled || workload.allowLists.length === 0 || !isAllow(object)) return undefined;
  const targets = targetsOf(object);
  for (const door of workload.services) {
    const ref = waypointOf(waypoint, door);
    const hit = ref && targets.find(target => isAt(target, namespaceOf(object.metadata), door, ref, waypoint));
    if (!hit) continue;
    return `AuthorizationPolicy "${object.metadata.name}" is for ${String(field(hit, 'kind'))} "${String(field(hit, 'name'))}", and lets others through waypoint "${ref.name}" to Service "${door.name}" `
      + 'beside the callers of its lists, since ALLOW policies add up; remove it, and say with ServiceAllowList whom it lets in';
  }
  return undefined;
}

/** Targets stand in the namespace of the policy; a class of waypoints has none, and is spoken of in the root namespace. */
function isAt(target: unknown, namespace: string, door: ServiceModel, ref: WaypointRef, waypoint: WaypointModel): boolean {
  const name = String(field(target, 'name'));
  switch (field(target, 'kind')) {
    case 'Service': return namespace === door.namespace.name && serviceNames(door).includes(name);
    case 'Gateway': return namespace === ref.namespace && name === ref.name;
    case 'GatewayClass': {
      const classes = [DEFAULT_GATEWAY_CLASS, ...(waypoint.kind === 'existing' ? [] : [waypoint.shape.gatewayClassName])];
      return namespace === door.namespace.cluster.rootNamespace && classes.includes(name);
    }
    default: return false;
  }
}
