import type { Problem } from '../../../model/data-plane';
import type { ServiceModel } from '../../../model/model';
import { routeSets, versionsOf } from '../../../model/routes';
import { routeSetProblems, versionServiceProblems } from '../../shared/http-route-problems';
import { istioProblems } from '../problems';
import { fullRegex } from './dialect';
import { versionServiceName } from '../../../model/service-names';
import { orderProblems } from './route-order';
import { closedWaypoint, intentPaths, waypointProblems } from './rule-problems';
import type { WaypointModel } from './waypoint-model';
import { waypointOf } from './waypoint-trust';
import { waypointName } from './waypoint-use';

/** What HTTPRoutes at a waypoint cannot hold, though each intent alone could be had. */
export function ambientProblems(service: ServiceModel, waypoint: WaypointModel): Problem[] {
  return [
    ...istioProblems(service),
    ...versionServiceProblems(service),
    ...routeSets(service).flatMap(set => [...routeSetProblems(set, { regex: fullRegex }), ...orderProblems(set)]),
    ...takenName(service, waypoint),
    ...takenAccount(service, waypoint),
    ...closedWaypoint(service, waypoint),
    ...listProblems(service, waypoint),
  ];
}

/** An intent can be what leads requests through a waypoint that lists of the same pods cannot have; of several doors, one reports it. */
function listProblems(service: ServiceModel, waypoint: WaypointModel): Problem[] {
  const { workload } = service;
  const reports = workload && [...workload.services].sort((a, b) => (a.name < b.name ? -1 : 1))[0] === service;
  return reports ? waypointProblems(workload, waypoint) : [];
}

/** Istio makes a Service and a ServiceAccount for each waypoint, named like it; pods under that account would be the waypoint to everybody. */
function takenName(service: ServiceModel, waypoint: WaypointModel): Problem[] {
  const name = waypoint.kind === 'existing' ? undefined : waypointName(waypoint, service);
  if (name === undefined) return [];
  const instead = waypoint.kind === 'per-namespace' ? 'name the waypoint otherwise: Waypoint.perNamespace({ name: … })' : 'call it otherwise, or use Waypoint.perNamespace';
  const taken = (what: string, path: string): Problem => ({
    id: 'conflicting-declarations', paths: [path, ...intentPaths(service)],
    message: `${what} "${name}" has the name of the waypoint that "${service.name}" needs, and Istio makes one of that name for the waypoint; ${instead}`,
  });
  const { services, workloads } = service.namespace;
  return [
    ...services.filter(s => s.name === name).map(s => taken('Service', s.path)),
    ...services.flatMap(s => versionsOf(s).filter(v => v.kind === 'labels' && versionServiceName(s, v) === name).map(() => taken('version Service', s.path))),
    ...workloads.filter(w => w.account.name === name).map(w => taken('ServiceAccount', w.path)),
  ].slice(0, 1);
}

/** A waypoint that is made elsewhere has an account too; other pods under it would be the waypoint to those that have lists. */
function takenAccount(service: ServiceModel, waypoint: WaypointModel): Problem[] {
  const { namespace, name, workload } = service;
  const ref = waypoint.kind === 'existing' ? waypointOf(waypoint, service) : undefined;
  if (ref?.namespace !== namespace.name || !workload?.enrolled || workload.allowLists.length === 0) return [];
  const pods = namespace.workloads.find(w => w.account.name === ref.name);
  return pods === undefined ? [] : [{
    id: 'conflicting-declarations', paths: [pods.path, ...intentPaths(service)],
    message: `ServiceAccount "${ref.name}" of the pods of "${pods.name}" has the name of the waypoint that "${name}" needs, which runs under one of that name, and whatever they send would get in to "${workload.name}"; `
      + 'give them an account of their own (`serviceAccountName`)',
  }];
}
