import type { HttpRouteSpecRulesRetry, HttpRouteSpecRulesTimeouts } from '../../../imports/gateway-networking-k8s-io';
import { gatewayDuration } from '../../model/duration';
import type { RetryCondition } from '../../model/retries';
import type { RouteRule } from '../../model/routes';

/**
 * The timeouts of a rule. The limit for each attempt only counts beside retries: without them an implementation may take it for the limit of the
 * whole request.
 */
export function gatewayTimeouts(rule: RouteRule): HttpRouteSpecRulesTimeouts | undefined {
  const perTryMs = rule.retries?.perTryMs;
  if (rule.timeoutMs === undefined && perTryMs === undefined) return undefined;
  return {
    request: rule.timeoutMs === undefined ? undefined : gatewayDuration(rule.timeoutMs),
    backendRequest: perTryMs === undefined ? undefined : gatewayDuration(perTryMs),
  };
}

/** The retries of a rule: `attempts: 0` switches off those that an implementation makes by default. */
export function gatewayRetry(rule: RouteRule): HttpRouteSpecRulesRetry | undefined {
  if (!rule.retries) return undefined;
  const codes = [...new Set(rule.retries.on.flatMap(retryCodes))].sort((a, b) => a - b);
  return { attempts: rule.retries.additional, codes: codes.length === 0 ? undefined : codes };
}

/** Status codes of a condition. Of the server errors those that every implementation must be able to retry on. */
function retryCodes(condition: RetryCondition): readonly number[] {
  switch (condition.kind) {
    case 'server-errors': return [500, 502, 503, 504];
    case 'gateway-errors': return [502, 503, 504];
    case 'http-status': return [condition.code];
    default: return [];
  }
}
