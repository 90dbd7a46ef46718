import { byAge, isAgeKnown } from '../istio/age';
import type { GrpcMatch, HttpMatch, RouteMatch } from './matches';
import { withoutSlash } from './matches';
import { hostnameRank } from './hostnames';
import type { Route, RouteRule } from './routes';

/** A match of a rule of a route, for requests to one hostname of it. */
export interface RankedMatch {
  readonly route: Route;
  readonly rule: RouteRule;
  readonly match: RouteMatch;
  /** `''` for every host. */
  readonly hostname: string;
}

/**
 * The order in which a request is held against the matches of all routes of one parent (Gateway API, "the most specific match"): hostname, exact
 * path, longest prefix, method, headers, query parameters; of equals, the older route, then the one whose name comes first, then its first rule.
 * Where the API leaves it open, patterns come between exact paths and prefixes.
 */
export function byPrecedence(a: RankedMatch, b: RankedMatch): number {
  const specific = compareNumbers(specificity(b), specificity(a));
  if (specific !== 0) return specific;
  const older = compareAge(a.route, b.route);
  return older !== 0 ? older : a.rule.index - b.rule.index || placeIn(a) - placeIn(b);
}

/** Negative where route `a` wins ties: it is older, or of the same age and comes first by namespace and name. */
export function compareAge(a: Route, b: Route): number {
  if (a === b) return 0;
  if (isAgeKnown(a.object, b.object)) return byAge(a.object, b.object);
  const [name, otherName] = [`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`];
  return name < otherName ? -1 : name > otherName ? 1 : 0;
}

function specificity({ match, hostname }: RankedMatch): number[] {
  return [...hostnameRank(hostname), ...(match.protocol === 'http' ? httpSpecificity(match) : grpcSpecificity(match))];
}

function httpSpecificity({ url: { type, value }, method, headers, queryParams }: HttpMatch): number[] {
  const [kind, length] = type === 'Exact' ? [2, 0] : type === 'RegularExpression' ? [1, value.length] : [0, withoutSlash(value).length];
  return [kind, length, method === undefined ? 0 : 1, headers.length, queryParams.length];
}

function grpcSpecificity({ type, service, method, headers }: GrpcMatch): number[] {
  return [type === 'Exact' && service !== undefined ? 1 : 0, service?.length ?? 0, method?.length ?? 0, headers.length];
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at]! - (b[at] ?? 0);
}

function placeIn({ match, rule }: RankedMatch): number {
  return rule.matches.indexOf(match);
}
