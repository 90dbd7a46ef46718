import type { HttpRouteSpecRulesRetry, HttpRouteSpecRulesTimeouts } from '../../../../imports/gateway-networking-k8s-io';
import { gatewayDuration } from '../../../model/duration';
import type { RetryCondition } from '../../../model/retries';
import type { RouteRule } from '../../../model/routes';

/** The status codes that Istio knows; it passes over any other one in silence. */
const KNOWN_SERVER_ERRORS = [500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511];
const KNOWN_CLIENT_ERRORS = [
  ...Array.from({ length: 19 }, (_, i) => 400 + i), 421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
];
const KNOWN = new Set([...KNOWN_CLIENT_ERRORS, ...KNOWN_SERVER_ERRORS]);
const GATEWAY_ERRORS = [502, 503, 504];

/** gRPC statuses on which Istio retries whenever an HTTPRoute has retries. */
const RETRIED_STATUSES: readonly string[] = ['cancelled', 'unavailable'];

/** Without any, Istio makes two retries of its own, and only `attempts: 0` takes these away. */
export function retry({ retries }: RouteRule): HttpRouteSpecRulesRetry | undefined {
  if (!retries) return undefined;
  if (retries.additional === 0) return { attempts: 0 };
  const codes = [...new Set(retries.on.flatMap(statusCodes))].sort((a, b) => a - b);
  return { attempts: retries.additional, ...(codes.length > 0 && { codes }) };
}

/** Beside retries only: without them, Istio would take the limit of one attempt for that of the whole request. */
export function timeouts({ timeoutMs, retries }: RouteRule): HttpRouteSpecRulesTimeouts | undefined {
  const perTryMs = retries && retries.additional > 0 ? retries.perTryMs : undefined;
  if (timeoutMs === undefined && perTryMs === undefined) return undefined;
  return {
    ...(timeoutMs !== undefined && { request: gatewayDuration(timeoutMs) }),
    ...(perTryMs !== undefined && { backendRequest: gatewayDuration(perTryMs) }),
  };
}

function statusCodes(condition: RetryCondition): readonly number[] {
  switch (condition.kind) {
    case 'server-errors': return KNOWN_SERVER_ERRORS;
    case 'gateway-errors': return GATEWAY_ERRORS;
    case 'http-status': return [condition.code];
    default: return [];
  }
}

/** Why an HTTPRoute has no place for a condition, or Istio would not act on it, and what to do instead; or undefined. */
export function conditionRefusal(condition: RetryCondition): string | undefined {
  const refusal = (what: string, instead: string) => `a waypoint cannot retry ${what}; ${instead}, or use Istio sidecar`;
  if (condition.kind === 'reset') {
    return refusal('when a connection breaks ("reset")', 'leave that condition out (connections that cannot be made and refused streams are retried in any case)');
  }
  if (condition.kind === 'grpc-status' && !RETRIED_STATUSES.includes(condition.status)) {
    return refusal(`on gRPC status "${condition.status}"`, 'leave that condition out ("unavailable" and "cancelled" are retried in any case)');
  }
  if (condition.kind === 'http-status' && !KNOWN.has(condition.code)) {
    return refusal(`on HTTP status ${condition.code}, which is not a registered code of 400 or more`, 'have the service answer with a registered one');
  }
  return undefined;
}
