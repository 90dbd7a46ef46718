import type { ClusterModel } from '../../../model/model';
import { hasRuleNames } from '../../shared/gateway-api-fields';
import type { HttpRouteDialect } from '../../shared/http-route';
import { retry, timeouts } from './retries';

/** Istio matches the whole text with an expression as it stands. */
export function fullRegex(expression: string): string {
  return expression;
}

/** HTTPRoutes as a waypoint reads them. */
export function ambientDialect(cluster: ClusterModel): HttpRouteDialect {
  return { ruleNames: hasRuleNames(cluster.gatewayApi), zeroWeights: 'kept', timeouts, retry, regex: fullRegex };
}
