import type { RouteKind } from '../shared/foreign-routes';
import { singleUnit } from '../../model/duration';
import type { StringMap } from '../../model/resource';
import type { RetryCondition } from '../../model/retries';
import type { RouteRule } from '../../model/routes';

/** What Linkerd reads as the number of retries is 16 bits wide. */
export const MAX_RETRIES = 65_535;

/**
 * Timeouts and retries as annotations of a route. Linkerd takes a group of annotations whole, from the route or from the Service, so each group
 * is complete. No retries are no annotations: a limit of 0 would count as not given, and that as 1.
 */
export function resilienceAnnotations(rule: RouteRule, kind: RouteKind): StringMap {
  return { ...(rule.timeoutMs !== undefined && { 'timeout.linkerd.io/request': singleUnit(rule.timeoutMs) }), ...retryAnnotations(rule, kind) };
}

function retryAnnotations({ retries }: RouteRule, kind: RouteKind): StringMap {
  const conditions = retries ? retryConditions(retries.on, kind) : [];
  if (!retries || retries.additional === 0 || conditions.length === 0) return {};
  return {
    // A blank after a comma would make the whole route invalid.
    [kind === 'GRPCRoute' ? 'retry.linkerd.io/grpc' : 'retry.linkerd.io/http']: conditions.join(','),
    'retry.linkerd.io/limit': String(retries.additional),
    ...(retries.perTryMs !== undefined && { 'retry.linkerd.io/timeout': singleUnit(retries.perTryMs) }),
  };
}

/** The conditions that a route of this kind can state; one without any retries nothing. */
export function retryConditions(on: readonly RetryCondition[], kind: RouteKind): string[] {
  return [...new Set(on.flatMap(condition => {
    if (condition.kind === 'grpc-status') return kind === 'GRPCRoute' ? [condition.status] : [];
    return kind === 'HTTPRoute' ? httpCondition(condition) : [];
  }))].sort();
}

function httpCondition(condition: RetryCondition): string[] {
  switch (condition.kind) {
    case 'server-errors': return ['5xx'];
    case 'gateway-errors': return ['gateway-error'];
    case 'http-status': return [String(condition.code)];
    default: return [];
  }
}
