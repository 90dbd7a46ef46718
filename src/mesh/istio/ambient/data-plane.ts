import type { DataPlane, Plan } from '../../../model/data-plane';
import type { NamespaceModel, ServiceModel } from '../../../model/model';
import { speaksHttp } from '../../../model/protocol';
import type { Resource } from '../../../model/resource';
import type { RouteSet } from '../../../model/routes';
import { routeSets } from '../../../model/routes';
import { besideRoutes, overrulingRoute } from '../../shared/foreign-routes';
import { httpRoutes } from '../../shared/http-route';
import { versionServices } from '../../shared/version-services';
import { serviceNames } from '../../../model/service-names';
import { appProtocol } from '../app-protocol';
import { destinationRule } from '../destination-rule';
import { istioOverruled } from '../foreign-objects';
import { foreignRules } from '../foreign-policies';
import { meshWidePolicies, namespacePolicies } from '../mesh-defaults';
import { mtlsExceptions } from '../peer-authentication';
import { ambientDialect } from './dialect';
import { foreignAtWaypoint } from './foreign-policies';
import { foreignWaypointPods } from './foreign-pods';
import { foreignWay } from './foreign-ways';
import { podPolicies } from './pod-policies';
import { ambientProblems } from './problems';
import { withBareCatchAll } from './route-order';
import { lateProblems, workloadProblems } from './rule-problems';
import { support } from './support';
import { templateProblems } from './template-problems';
import type { WaypointModel } from './waypoint-model';
import { waypointObjects } from './waypoint-objects';
import { servicePolicies, waypointPolicies } from './waypoint-policies';
import { usesWaypoint, waypointLabels, waypointsToMake } from './waypoint-use';

const DATAPLANE_MODE = 'istio.io/dataplane-mode';

/**
 * Istio with a proxy on every node, and waypoints for what has to look into requests. All routes are HTTPRoutes: a VirtualService beside one
 * would never act, and gRPC ports have HTTPRoutes too, because a GRPCRoute has neither timeouts nor retries.
 */
export function istioAmbient({ version, waypoint }: { readonly version: string; readonly waypoint: WaypointModel }): DataPlane {
  return {
    name: 'istio-ambient',
    version,
    support,
    appProtocol,
    problems: service => ambientProblems(service, waypoint),
    workloadProblems: workload => workloadProblems(workload, waypoint),
    lateProblems: workload => lateProblems(workload, waypoint),
    templateProblems,
    overruledRules: (model, object) => foreignRules(model, object) ?? foreignAtWaypoint(model, object, waypoint) ?? foreignWay(model, object)
      ?? foreignWaypointPods(model, object, waypoint),
    overruled: (model, object) => istioOverruled(model, object, () => serviceResources(model, waypoint))
      // A waypoint has no routes for the callers of single namespaces.
      ?? overrulingRoute(model, object, httpSets(model), (_, ofCallers) => (ofCallers ? undefined : besideRoutes(object.kind, 'HTTPRoute'))),
    usesWaypoint,
    namespace: model => ({ labels: { [DATAPLANE_MODE]: 'ambient' }, annotations: {}, resources: namespaceResources(model, waypoint) }),
    service: model => ({ labels: waypointLabels(waypoint, model), annotations: {}, resources: serviceResources(model, waypoint) }),
    workload: (model): Plan => ({
      labels: model.enrolled ? {} : { [DATAPLANE_MODE]: 'none' }, annotations: {}, resources: [...mtlsExceptions(model), ...podPolicies(model, waypoint)],
    }),
    meshWide: meshWidePolicies,
  };
}

function namespaceResources(namespace: NamespaceModel, waypoint: WaypointModel): Resource[] {
  const waypoints = waypoint.kind === 'existing' ? [] : waypointsToMake(waypoint, namespace).flatMap(name => waypointObjects(name, namespace.name, waypoint.shape));
  return [...namespacePolicies(namespace), ...waypoints, ...waypointPolicies(namespace, waypoint)];
}

function serviceResources(service: ServiceModel, waypoint: WaypointModel): Resource[] {
  const dialect = ambientDialect(service.namespace.cluster);
  const routes = httpSets(service).flatMap(set => withBareCatchAll(httpRoutes(service, set, dialect), set));
  return [
    ...versionServices(service, { appProtocol }, { labels: waypointLabels(waypoint, service) }),
    ...routes,
    ...destinationRules(service),
    ...servicePolicies(service, waypoint),
  ];
}

function httpSets(service: ServiceModel): RouteSet[] {
  return routeSets(service).filter(set => speaksHttp(set.port.protocol));
}

/** A waypoint keeps the limits of the Service that a request was routed to, not of the one that was called. */
function destinationRules(service: ServiceModel): Resource[] {
  return serviceNames(service).map(serviceName => destinationRule(service, { serviceName })).filter(rule => rule !== undefined);
}
