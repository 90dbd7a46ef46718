import type { Problem } from '../../../model/data-plane';
import type { ServiceModel } from '../../../model/model';
import { routeSets } from '../../../model/routes';
import { routeSetProblems, versionServiceProblems } from '../../shared/http-route-problems';
import { istioProblems } from '../problems';
import { fullRegex } from './dialect';
import { orderProblems } from './route-order';
import type { WaypointModel } from './waypoint-model';
import { waypointName } from './waypoint-use';

/** What HTTPRoutes at a waypoint cannot hold, though each intent alone could be had. */
export function ambientProblems(service: ServiceModel, waypoint: WaypointModel): Problem[] {
  return [
    ...istioProblems(service),
    ...versionServiceProblems(service),
    ...routeSets(service).flatMap(set => [...routeSetProblems(set, { regex: fullRegex }), ...orderProblems(set)]),
    ...takenName(service, waypoint),
  ];
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

function intentPaths({ splits, timeouts, retries, breakers }: ServiceModel): string[] {
  return [...splits, ...timeouts, ...retries, ...breakers].map(intent => intent.path);
}
