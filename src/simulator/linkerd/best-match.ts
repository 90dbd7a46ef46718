import type { RouteMatch } from '../../manifest/gateway-api/matches';
import type { Route, RouteRule } from '../../manifest/gateway-api/routes';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import type { HttpMessage } from '../call';
import { grpcMethod, headerOf, hostOf, meetsHostname, pathOf, queryOf } from '../gateway-api/message-match';
import { findsWhole } from '../regular-expression';

/** The match that Linkerd's proxy picks for a request. */
export interface BestMatch {
  readonly route: Route;
  readonly rule: RouteRule;
  readonly match: RouteMatch;
}

/** What a match counts, most important first; the larger wins. */
type Rank = readonly number[];

/**
 * Linkerd's own order: the hostname, then how long the path is that was matched, whatever the kind of match; then headers, query parameters and the
 * method, or, in proxies after 2.20, the method first. Of equals the first in the order of the routes counts.
 */
export function bestMatch(set: ManifestSet, routes: readonly Route[], message: HttpMessage): BestMatch | undefined {
  const methodFirst = comparesMethodFirst(set);
  const path = pathOf(message);
  let best: (BestMatch & { readonly host: Rank; readonly own: Rank }) | undefined;
  for (const route of routes) {
    const host = hostRank(route, message);
    if (!host) continue;
    for (const rule of route.rules) {
      for (const match of rule.matches) {
        const own = match.protocol === 'http' ? httpRank(match, message, path, methodFirst) : grpcRank(match, message);
        if (own && (!best || (compare(host, best.host) || compare(own, best.own)) > 0)) best = { route, rule, match, host, own };
      }
    }
  }
  return best;
}

const comparesMethodFirst = view(({ settings }): boolean => {
  const [major = 0, minor = 0] = settings.linkerdVersion.split('.').map(Number);
  return major > 2 || (major === 2 && minor > 20);
});

function compare(a: Rank, b: Rank): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** Routes without hostnames come last. */
function hostRank({ hostnames }: Route, message: HttpMessage): Rank | undefined {
  if (hostnames.length === 0) return [0, 0];
  const host = hostOf(message).replace(/\.$/, '');
  const fitting = hostnames.filter(hostname => meetsHostname(hostname, host)).map((hostname): Rank => (hostname.startsWith('*') ? [1, hostname.length] : [2, hostname.length]));
  return fitting.sort((a, b) => compare(b, a))[0];
}

function httpRank({ url, method, headers, queryParams }: Extract<RouteMatch, { protocol: 'http' }>, message: HttpMessage, path: string, methodFirst: boolean): Rank | undefined {
  if (method !== undefined && method !== message.method) return undefined;
  const length = pathLength(url, path);
  if (length === undefined || !headers.every(header => hasValue(header, [headerOf(message, header.name)])) || !queryParams.every(param => hasValue(param, queryOf(message).getAll(param.name)))) return undefined;
  const withMethod = method === undefined ? 0 : 1;
  return methodFirst ? [length, withMethod, headers.length, queryParams.length] : [length, headers.length, queryParams.length, withMethod];
}

function pathLength({ type, value }: { readonly type: string; readonly value: string }, path: string): number | undefined {
  if (type === 'Exact') return path === value ? path.length : undefined;
  // An expression counts as long as the path that it takes.
  if (type === 'RegularExpression') return findsWhole(value, path) ? path.length : undefined;
  const prefix = withoutSlashes(value);
  if (prefix === '') return 1;
  const trimmed = withoutSlashes(path);
  return trimmed === prefix || trimmed.startsWith(`${prefix}/`) ? prefix.length : undefined;
}

function withoutSlashes(path: string): string {
  return path.endsWith('/') ? path.replace(/\/+$/, '') : path;
}

/** Every call is a POST. */
function grpcRank({ service, method, headers }: Extract<RouteMatch, { protocol: 'grpc' }>, message: HttpMessage): Rank | undefined {
  const called = message.method === 'POST' ? grpcMethod(message) : undefined;
  if (!called || (service !== undefined && service !== called.service) || (method !== undefined && method !== called.method)) return undefined;
  return headers.every(header => hasValue(header, [headerOf(message, header.name)])) ? [service?.length ?? 0, method?.length ?? 0, headers.length] : undefined;
}

/** Any of repeated values may be the one. */
function hasValue({ type, value }: { readonly type: string; readonly value: string }, values: readonly (string | undefined)[]): boolean {
  return values.some(actual => actual !== undefined && (type === 'RegularExpression' ? findsWhole(value, actual) : actual === value));
}
