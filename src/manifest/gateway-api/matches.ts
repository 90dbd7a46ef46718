import type { PathStep } from '../field-path';
import type { Json } from '../manifest-object';
import { record, records, text } from '../manifest-object';

/** How text is compared: `Exact`, `PathPrefix`, `RegularExpression`. */
export interface TextMatch {
  readonly type: string;
  readonly value: string;
}

/** A header (its name in lower case) or a query parameter that has to have a value. */
export interface NamedMatch extends TextMatch {
  readonly name: string;
}

/** One match of an HTTPRoute's rule, with the defaults filled in. */
export interface HttpMatch {
  readonly protocol: 'http';
  readonly url: TextMatch;
  readonly method: string | undefined;
  readonly headers: readonly NamedMatch[];
  readonly queryParams: readonly NamedMatch[];
  /** The match in the route; the rule where it has none. */
  readonly path: readonly PathStep[];
}

/** One match of a GRPCRoute's rule, with the defaults filled in. */
export interface GrpcMatch {
  readonly protocol: 'grpc';
  readonly type: string;
  readonly service: string | undefined;
  readonly method: string | undefined;
  readonly headers: readonly NamedMatch[];
  readonly path: readonly PathStep[];
}

export type RouteMatch = HttpMatch | GrpcMatch;

export function httpMatches(rule: Record<string, Json>, path: readonly PathStep[]): HttpMatch[] {
  return eachMatch(rule, path, (match, at) => {
    const url = record(match['path']);
    return {
      protocol: 'http',
      url: { type: text(url['type']) ?? 'PathPrefix', value: text(url['value']) ?? '/' },
      method: text(match['method']),
      headers: namedMatches(match['headers'], true), queryParams: namedMatches(match['queryParams'], false),
      path: at,
    };
  });
}

export function grpcMatches(rule: Record<string, Json>, path: readonly PathStep[]): GrpcMatch[] {
  return eachMatch(rule, path, (match, at) => {
    const called = record(match['method']);
    return {
      protocol: 'grpc',
      type: text(called['type']) ?? 'Exact', service: text(called['service']) || undefined, method: text(called['method']) || undefined,
      headers: namedMatches(match['headers'], true),
      path: at,
    };
  });
}

/** Equal for two matches that the same requests meet, as far as that can be told from their text. */
export function matchKey(match: RouteMatch): string {
  if (match.protocol === 'grpc') return JSON.stringify(['grpc', match.type, match.service, match.method, conditions(match.headers)]);
  const { type, value } = match.url;
  return JSON.stringify(['http', type, type === 'PathPrefix' ? withoutSlash(value) : value, match.method, conditions(match.headers), conditions(match.queryParams)]);
}

/** Whether every request meets it. */
export function matchesAll(match: RouteMatch): boolean {
  if (match.headers.length > 0 || match.method !== undefined) return false;
  if (match.protocol === 'grpc') return match.service === undefined;
  const { type, value } = match.url;
  return match.queryParams.length === 0 && (type === 'PathPrefix' ? withoutSlash(value) === '' : type === 'RegularExpression' && (value === '.*' || value === '/.*'));
}

/** "path prefix /v2, method GET, header x-user". */
export function matchText(match: RouteMatch): string {
  const headers = match.headers.map(({ name, value }) => `header ${name}: ${value}`);
  if (match.protocol === 'grpc') {
    const { service, method } = match;
    return [service === undefined && method === undefined ? 'every method' : `method ${service ?? '*'}/${method ?? '*'}`, ...headers].join(', ');
  }
  const { url: { type, value }, method, queryParams } = match;
  const how = type === 'PathPrefix' ? 'path prefix ' : type === 'RegularExpression' ? 'path pattern ' : 'path ';
  return [`${how}${value}`, ...(method === undefined ? [] : [`method ${method}`]), ...headers, ...queryParams.map(({ name, value: v }) => `query ${name}=${v}`)].join(', ');
}

/** A prefix means the same with and without a slash at its end. */
export function withoutSlash(prefix: string): string {
  return prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
}

function eachMatch<M>(rule: Record<string, Json>, path: readonly PathStep[], read: (match: Record<string, Json>, at: readonly PathStep[]) => M): M[] {
  const matches = records(rule['matches']);
  return matches.length === 0 ? [read({}, path)] : matches.map(([match, index]) => read(match, [...path, 'matches', index]));
}

/** Of conditions on one name, the first counts. */
function namedMatches(conditionsList: unknown, caseless: boolean): NamedMatch[] {
  const byName = new Map<string, NamedMatch>();
  for (const [condition] of records(conditionsList)) {
    const written = text(condition['name']) ?? '';
    const name = caseless ? written.toLowerCase() : written;
    if (!byName.has(name)) byName.set(name, { name, type: text(condition['type']) ?? 'Exact', value: text(condition['value']) ?? '' });
  }
  return [...byName.values()];
}

function conditions(matches: readonly NamedMatch[]): string[] {
  return matches.map(({ name, type, value }) => JSON.stringify([name, type, value])).sort();
}
