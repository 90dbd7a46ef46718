import type { Problem } from '../../../model/data-plane';
import type { ServiceModel } from '../../../model/model';
import { routeSets } from '../../../model/routes';
import { routeSetProblems, versionServiceProblems } from '../../shared/http-route-problems';
import { istioProblems } from '../problems';
import { fullRegex } from './dialect';
import { orderProblems } from './route-order';
import { closedWaypoint, intentPaths, waypointProblems } from './rule-problems';
import type { WaypointModel } from './waypoint-model';
import { waypointName } from './waypoint-use';

/** What HTTPRoutes at a waypoint cannot hold, though each intent alone could be had. */
export function ambientProblems(service: ServiceModel, waypoint: WaypointModel): Problem[] {
  return [
    ...istioProblems(service),
    ...versionServiceProblems(service),
    ...routeSets(service).flatMap(set => [...routeSetProblems(set, { regex: fullRegex }), ...orderProblems(set)]),
    ...takenName(service, waypoint),
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

/** Istio makes a Service for each waypoint, named like it. */
function takenName(service: ServiceModel, waypoint: WaypointModel): Problem[] {
  const name = waypointName(waypoint, service);
  const other = waypoint.kind === 'existing' ? undefined : service.namespace.services.find(s => s.name === name);
  if (!other) return [];
  const instead = waypoint.kind === 'per-namespace' ? 'name the waypoint otherwise: Waypoint.perNamespace({ name: … })' : 'rename that service, or use Waypoint.perNamespace';
  return [{
    id: 'conflicting-declarations', paths: [other.path, ...intentPaths(service)],
    message: `Service "${name}" has the name of the waypoint that "${service.name}" needs, and Istio makes a Service of that name for the waypoint; ${instead}`,
  }];
}
