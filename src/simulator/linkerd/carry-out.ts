import { matchText } from '../../manifest/gateway-api/matches';
import type { Route, RouteRule } from '../../manifest/gateway-api/routes';
import { POLICY_GROUP } from '../../manifest/linkerd/references';
import type { Json } from '../../manifest/manifest-object';
import { records } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { Call, HttpMessage } from '../call';
import { routeRef, ruleText } from '../gateway-api/carry-out';
import type { FilterContext } from '../gateway-api/filters';
import { filtered } from '../gateway-api/filters';
import { mergedChanges } from '../gateway-api/header-changes';
import type { ResponseChanges, RetriesInForce, RouteOutcome, Target } from '../outcome';
import type { Trace } from '../trace';
import type { Backend, Backends } from './backends';
import { backendsOf } from './backends';
import type { BestMatch } from './best-match';
import { bestMatch } from './best-match';
import { limitsOf } from './limits';
import type { OutboundParent } from './outbound-routes';
import type { Timeouts } from './times';
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
  const context: FilterContext = { match, port: call.port, addsFirst: true };
  const { filters, backends, timeouts, retries } = actionOf(set, best, parent, own);
  const { http, response, redirect, problem } = filtered(filters, message, context);
  if (problem !== undefined) return { kind: 'unroutable', proxy: 'linkerd', route: ref, status: 500, reason: `A filter of ${ruleText(ref)} cannot be carried out. ${problem}` };
  if (redirect) return { kind: 'answer', proxy: 'linkerd', route: ref, status: redirect.status, location: redirect.location, headers: {}, reason: `${ruleText(ref)} redirects` };
  if ('unknown' in backends) return { kind: 'unknown', proxy: 'linkerd', route: ref, reason: backends.unknown };
  if ('panic' in backends) return { kind: 'unroutable', proxy: 'linkerd', route: ref, status: null, reason: `${ruleText(ref)}: ${backends.panic}` };
  if (timeouts.idle) trace.add(AT, undefined, () => `a request that passes no byte for ${timeouts.idle}ms ends`);
  return {
    kind: 'forward', proxy: 'linkerd', route: ref, targets: backends.backends.map(backend => seenBy(backend, http, context, response)), mirrors: [], http, response,
    timeoutMs: shortest(timeouts, call.backend.delayMs), retries, fault: undefined,
  };
}

/** What a rule does with every request to a parent that it takes. */
interface Action {
  readonly filters: readonly Record<string, Json>[];
  readonly backends: Backends;
  readonly timeouts: Timeouts;
  readonly retries: RetriesInForce | undefined;
}

/** Each port of a Service is a parent of its own, an EgressNetwork one for each call. */
const actions = viewOf((_set, _rule: RouteRule) => new WeakMap<OutboundParent, Action>());

function actionOf(set: ManifestSet, best: BestMatch, parent: OutboundParent, own: (share: number) => Target): Action {
  const known = actions(set, best.rule);
  let action = known.get(parent);
  if (!action) known.set(parent, action = findAction(set, best, parent, own));
  return action;
}

function findAction(set: ManifestSet, { route, rule }: BestMatch, parent: OutboundParent, own: (share: number) => Target): Action {
  const { annotations } = route.object;
  const found = backendsOf(set, route, rule, parent, own, true);
  const limits = limitsOf(parent);
  const limited = (target: Target): Target => (limits && target.service ? { ...target, limits } : target);
  return {
    filters: readFilters(route, rule.spec),
    backends: 'backends' in found ? { backends: found.backends.map(({ target, filters }) => ({ target: limited(target), filters })) } : found, timeouts: timeoutsOf(annotations, rule.spec, parent.object.annotations),
    retries: retriesOf(annotations, parent.object.annotations, route.kind === 'GRPCRoute' ? 'GRPCRoute' : 'HTTPRoute'),
  };
}

/** Linkerd's own HTTPRoutes have what they say of responses done to the request. */
function readFilters(route: Route, rule: Record<string, Json>): Record<string, Json>[] {
  return records(rule['filters']).map(([filter]) => (route.object.group === POLICY_GROUP && filter['type'] === 'ResponseHeaderModifier'
    ? { type: 'RequestHeaderModifier', requestHeaderModifier: filter['responseHeaderModifier'] } : filter));
}

function seenBy({ target, filters }: Backend, http: HttpMessage, context: FilterContext, response: ResponseChanges): Target {
  if (filters.length === 0) return target;
  const own = filtered(filters, http, context);
  return { ...target, http: own.http, responseChanges: mergedChanges(own.response, response), ...(own.problem !== undefined && { unusable: { status: 500, reason: own.problem } }) };
}
