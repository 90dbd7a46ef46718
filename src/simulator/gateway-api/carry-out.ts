import type { RankedMatch } from '../../manifest/gateway-api/precedence';
import { milliseconds } from '../../manifest/resilience/durations';
import type { RouteRule } from '../../manifest/gateway-api/routes';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { list, record, records } from '../../manifest/manifest-object';
import type { HttpMessage } from '../call';
import type { Connection, ProxyName, ResponseChanges, RetriesInForce, RouteOutcome, RouteRef, Target } from '../outcome';
import { cors } from './cors';
import type { FilterContext } from './filters';
import { filtered } from './filters';
import { mergedChanges } from './header-changes';
import { mirrorsOf, sharesOf } from './shares';
import type { Share } from './shares';

/** In whose hands a rule is. */
export interface Executor {
  readonly proxy: ProxyName;
  readonly connection: Connection;
  /** Whether backends elsewhere need a ReferenceGrant. */
  readonly grants: boolean;
  /** The port at which the request came. */
  readonly port: number;
}

/** Attempts that are made where `retry` does not say how many. */
const DEFAULT_ATTEMPTS = 2;

/** What a rule of an HTTPRoute or GRPCRoute does with a request that it matched, by the Gateway API. */
export function carryOut(set: ManifestSet, { route, rule, match }: RankedMatch, message: HttpMessage, { proxy, connection, grants, port }: Executor): RouteOutcome {
  const ref = routeRef({ route, rule, match });
  const filters = records(rule.spec['filters']).map(([filter]) => filter);
  const across = cors(filters, message);
  if (across?.kind === 'preflight') return { kind: 'answer', proxy, route: ref, status: 200, location: undefined, headers: across.headers, reason: `The CORS filter of ${ruleText(ref)} answers the preflight` };
  const context: FilterContext = { match, port, addsFirst: false };
  const { http, response, redirect, problem } = filtered(filters, message, context);
  if (problem !== undefined) return { kind: 'unroutable', proxy, route: ref, status: 500, reason: `A filter of ${ruleText(ref)} cannot be carried out. ${problem}` };
  if (redirect) return { kind: 'answer', proxy, route: ref, status: redirect.status, location: redirect.location, headers: {}, reason: `${ruleText(ref)} redirects` };
  const targets = sharesOf(set, rule, { group: route.object.group, kind: route.kind, namespace: route.namespace }, connection, grants).map(share => seenBy(share, http, context, response));
  if (targets.length === 0) return { kind: 'unroutable', proxy, route: ref, status: 500, reason: `${ruleText(ref)} has no backend that takes requests` };
  const { timeoutMs, retries } = timesOf(set, rule);
  return {
    kind: 'forward', proxy, route: ref, targets, mirrors: mirrorsOf(set, rule), http,
    response: across ? mergedChanges(response, { set: across.headers, add: {}, remove: [] }) : response,
    timeoutMs, retries, fault: undefined,
  };
}

/** How results name a rule that matched. */
export function routeRef({ route, rule, match }: Pick<RankedMatch, 'route' | 'rule'> & { readonly match?: RankedMatch['match'] }): RouteRef {
  const place = match ? rule.matches.indexOf(match) : -1;
  return { object: route.object, rule: rule.index, ruleName: rule.name ?? null, match: place >= 0 && list(rule.spec['matches']).length > 0 ? place : null };
}

export function ruleText({ object: { ref }, rule }: RouteRef): string {
  return `Rule ${rule} of ${ref.kind} ${ref.namespace ?? ''}/${ref.name}`;
}

/** A target with what filters of its own make of the request. */
function seenBy({ target, filters }: Share, http: HttpMessage, context: FilterContext, response: ResponseChanges): Target {
  if (filters.length === 0) return target;
  const own = filtered(filters, http, context);
  return { ...target, http: own.http, responseChanges: mergedChanges(own.response, response), ...(own.problem !== undefined && { unusable: { status: 500, reason: own.problem } }) };
}

interface Times {
  readonly timeoutMs: number | undefined;
  readonly retries: RetriesInForce | undefined;
}

/** A try has its own limit also where nothing is tried again. */
const timesOf = viewOf((_set, { spec }: RouteRule): Times => {
  const { request, backendRequest } = record(spec['timeouts']);
  const perTryTimeoutMs = milliseconds(backendRequest) || undefined;
  const retry = spec['retry'] === undefined ? undefined : record(spec['retry']);
  const attempts: unknown = retry?.['attempts'];
  return {
    timeoutMs: milliseconds(request) || undefined,
    retries: !retry && perTryTimeoutMs === undefined ? undefined : {
      additional: !retry ? 0 : typeof attempts === 'number' ? attempts : DEFAULT_ATTEMPTS, on: list(retry?.['codes']).map(String), perTryTimeoutMs, from: 'route',
    },
  };
});
