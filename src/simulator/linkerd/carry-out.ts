import { matchText } from '../../manifest/gateway-api/matches';
import type { Route } from '../../manifest/gateway-api/routes';
import { POLICY_GROUP } from '../../manifest/linkerd/references';
import type { Json } from '../../manifest/manifest-object';
import { records } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Call, HttpMessage } from '../call';
import { routeRef, ruleText } from '../gateway-api/carry-out';
import type { FilterContext } from '../gateway-api/filters';
import { filtered } from '../gateway-api/filters';
import type { RouteOutcome, Target } from '../outcome';
import type { Trace } from '../trace';
import type { Backend } from './backends';
import { backendsOf } from './backends';
import { bestMatch } from './best-match';
import { limitsOf } from './limits';
import type { OutboundParent } from './outbound-routes';
import { retriesOf, shortest, timeoutsOf } from './times';

export const AT = 'linkerd proxy of the caller';

/** A request to a parent that has routes: what Linkerd's proxy makes of it. */
export function byRoutes(
  set: ManifestSet, call: Call, message: HttpMessage, parent: OutboundParent, routes: readonly Route[], own: (share: number) => Target, trace: Trace,
): RouteOutcome {
  const best = bestMatch(set, routes, message);
  for (const route of routes) if (route !== best?.route) trace.add(AT, route.object, () => best ? 'another route matches better, or this one does not match' : `no rule matches ${message.method} ${message.path}`);
  if (!best) return { kind: 'unroutable', proxy: 'linkerd', route: null, status: 404, reason: `No rule of ${routes.map(({ object: { ref } }) => `${ref.kind} ${ref.namespace ?? ''}/${ref.name}`).join(', ')} matches` };
  const { route, rule, match } = best;
  trace.add(AT, route.object, () => `rule ${rule.index} matches best: ${matchText(match)}`);
  trace.use(route.object, rule.index);
  const ref = routeRef(best);
  const hop = { proxy: 'linkerd', route: ref } as const;
  const context: FilterContext = { match, port: call.port, addsFirst: true };
  const { http, response, redirect, problem } = filtered(readFilters(route, rule.spec), message, context);
  if (problem !== undefined) return { ...hop, kind: 'unroutable', status: 500, reason: `A filter of ${ruleText(ref)} cannot be carried out. ${problem}` };
  if (redirect) return { ...hop, kind: 'answer', status: redirect.status, location: redirect.location, headers: {}, reason: `${ruleText(ref)} redirects` };
  const backends = backendsOf(set, route, rule, parent, own, true);
  if ('unknown' in backends) return { ...hop, kind: 'unknown', reason: backends.unknown };
  if ('panic' in backends) return { ...hop, kind: 'unroutable', status: null, reason: `${ruleText(ref)}: ${backends.panic}` };
  const limits = limitsOf(parent);
  const timeouts = timeoutsOf(route.object.annotations, rule.spec, parent.object.annotations);
  if (timeouts.idle) trace.add(AT, undefined, () => `a request that passes no byte for ${timeouts.idle}ms ends`);
  return {
    ...hop, kind: 'forward', targets: backends.backends.map(backend => seenBy(backend, http, context, limits)), mirrors: [], http, response,
    timeoutMs: shortest(timeouts, call.backend.delayMs), retries: retriesOf(route.object.annotations, parent.object.annotations, route.kind === 'GRPCRoute' ? 'GRPCRoute' : 'HTTPRoute'), fault: undefined,
  };
}

/** Linkerd's own HTTPRoutes have what they say of responses done to the request. */
function readFilters(route: Route, rule: Record<string, Json>): Record<string, Json>[] {
  return records(rule['filters']).map(([filter]) => (route.object.group === POLICY_GROUP && filter['type'] === 'ResponseHeaderModifier'
    ? { type: 'RequestHeaderModifier', requestHeaderModifier: filter['responseHeaderModifier'] } : filter));
}

function seenBy({ target, filters }: Backend, http: HttpMessage, context: FilterContext, limits: Target['limits']): Target {
  const limited = limits && target.service ? { ...target, limits } : target;
  if (filters.length === 0) return limited;
  const own = filtered(filters, http, context);
  return { ...limited, http: own.http, responseChanges: own.response, ...(own.problem !== undefined && { unusable: { status: 500, reason: own.problem } }) };
}
