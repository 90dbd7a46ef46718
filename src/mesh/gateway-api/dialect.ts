import type { ClusterModel } from '../../model/model';
import { hasRuleNames } from '../shared/gateway-api-fields';
import type { HttpRouteDialect } from '../shared/http-route';
import { gatewayRetry, gatewayTimeouts } from '../shared/http-route-resilience';

/** Implementations differ in whether an expression must match the whole text by itself, so it says so. */
export function wholeRegex(expression: string): string {
  return `^(?:${expression})$`;
}

/** HTTPRoutes as the specification has them, for the fields that the cluster's version and channel know. */
export function gatewayApiDialect(cluster: ClusterModel): HttpRouteDialect {
  return {
    ruleNames: hasRuleNames(cluster.gatewayApi),
    zeroWeights: 'kept',
    timeouts: gatewayTimeouts,
    retry: gatewayRetry,
    regex: wholeRegex,
  };
}
