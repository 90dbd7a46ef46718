import type { ForeignManifest } from '../../../model/data-plane';
import type { WorkloadModel } from '../../../model/model';
import { podTemplateWay } from '../../../model/pod-makers';
import { portRules } from '../../../model/port-rules';
import { principal } from '../authorization';
import { apiGroup, field, namespaceOf } from '../../shared/foreign-json';
import type { WaypointModel } from './waypoint-model';
import { waypointPrincipals } from './waypoint-trust';

/** Why pods of somebody else get in whatever the lists of the workload say: they run under the account of a waypoint, which its pods trust. */
export function foreignWaypointPods(workload: WorkloadModel, object: ForeignManifest, waypoint: WaypointModel): string | undefined {
  const way = podTemplateWay(apiGroup(object.apiVersion), object.kind);
  if (!way || !workload.enrolled || workload.allowLists.length === 0) return undefined;
  const pods = [...way, 'spec'].reduce(field, object);
  // The second is the old name of the first; without either, pods run under `default`.
  const account = field(pods, 'serviceAccountName') ?? field(pods, 'serviceAccount') ?? 'default';
  if (typeof account !== 'string' || !mayBeWaypoint(account, workload, waypoint)) return undefined;
  const identity = principal(workload.namespace.cluster, namespaceOf(object.metadata), account);
  if (!portRules(workload).some(({ port, rules }) => rules.length > 0 && waypointPrincipals(workload, port, waypoint).includes(identity))) return undefined;
  return `${object.kind} "${object.metadata.name}" runs under ServiceAccount "${account}", that of the waypoint which the pods of "${workload.name}" trust, so that it gets in whatever their lists say; `
    + 'give it an account of its own (`serviceAccountName`)';
}

/** Most pods can be told by the name of their account, before anything is worked out. */
function mayBeWaypoint(account: string, { services }: WorkloadModel, waypoint: WaypointModel): boolean {
  return waypoint.kind === 'per-service' || account === waypoint.name || services.some(door => door.versionOf.length > 0);
}
