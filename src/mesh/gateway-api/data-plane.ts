import type { DataPlane, Plan } from '../../model/data-plane';
import type { ServiceModel } from '../../model/model';
import { Protocol, speaksHttp } from '../../model/protocol';
import type { RouteSet } from '../../model/routes';
import { routeSets } from '../../model/routes';
import { besideRoutes, callersGoByIt, overrulingRoute } from '../shared/foreign-routes';
import { httpRoutes } from '../shared/http-route';
import { versionServices } from '../shared/version-services';
import { gatewayApiDialect } from './dialect';
import { foreignNetworkPolicy } from './foreign-policies';
import { namespacePolicies, workloadPolicies } from './network-policy';
import { gatewayApiProblems } from './problems';
import { gatewayRuleProblems, unknownCallers } from './rule-problems';
import { SUPPORT } from './support';

/** Names without a prefix are those of registered services, and bytes or TLS have none. */
const APP_PROTOCOLS: Readonly<Record<Protocol, string | undefined>> = {
  [Protocol.HTTP]: 'http',
  [Protocol.HTTP2]: 'kubernetes.io/h2c',
  [Protocol.GRPC]: 'kubernetes.io/h2c',
  [Protocol.HTTPS]: 'https',
  [Protocol.TLS]: undefined,
  [Protocol.TCP]: undefined,
};

const NOTHING: Plan = { labels: {}, annotations: {}, resources: [] };

/**
 * Any implementation of the Gateway API for meshes (GAMMA): what the specification promises and no more. gRPC ports get HTTPRoutes too, since a
 * GRPCRoute has neither timeouts nor retries. Who may call whom is not in the specification: NetworkPolicies say it as far as they can.
 */
export function gatewayApi(): DataPlane {
  const appProtocol = (protocol: Protocol) => APP_PROTOCOLS[protocol];
  return {
    name: 'gateway-api',
    version: '',
    support: (feature, target) => SUPPORT[feature](target),
    appProtocol,
    problems: gatewayApiProblems,
    workloadProblems: gatewayRuleProblems,
    lateProblems: unknownCallers,
    // No proxy that could be gone around is known.
    templateProblems: () => [],
    overruledRules: foreignNetworkPolicy,
    overruled: (service, object) => overrulingRoute(service, object, httpSets(service),
      (_, ofCallers) => (ofCallers ? callersGoByIt('HTTPRoute') : besideRoutes(object.kind, 'HTTPRoute'))),
    usesWaypoint: () => false,
    namespace: model => ({ ...NOTHING, resources: namespacePolicies(model) }),
    workload: model => ({ ...NOTHING, resources: workloadPolicies(model) }),
    // A NetworkPolicy reaches no further than its namespace.
    meshWide: () => [],
    service: service => {
      const dialect = gatewayApiDialect(service.namespace.cluster);
      return { ...NOTHING, resources: [...versionServices(service, { appProtocol }), ...httpSets(service).flatMap(set => httpRoutes(service, set, dialect))] };
    },
  };
}

function httpSets(service: ServiceModel): RouteSet[] {
  return routeSets(service).filter(set => speaksHttp(set.port.protocol));
}
