import type { Problem } from '../../model/data-plane';
import { comparePrecedence, matchKey, mayOverlap, segmentPrefix, type MatchModel, type TextMatch } from '../../model/match';
import type { RouteRule } from '../../model/routes';
import { effectKey } from '../shared/rule-effect';
import { grpcMethod } from './grpc-route';
import type { RouteKind } from '../shared/foreign-routes';

interface Placed {
  readonly rule: RouteRule;
  /** Which route object, and which place in it. */
  readonly object: number;
  readonly index: number;
}

/**
 * The pairs of rules that one request can match, that do different things with it, and of which Linkerd's proxies would not surely take the one
 * that comes first by the Gateway API. `objects`: the rules of each route object of one Service port, in their order. Inside an object the
 * first of two equal rules wins; among objects their age decides, which nobody chooses.
 */
export function orderProblems(objects: readonly (readonly RouteRule[])[], kind: RouteKind): Problem[] {
  const placed = objects.flatMap((rules, object) => rules.map((rule, index): Placed => ({ rule, object, index })));
  const effects = new Map(placed.map(({ rule }) => [rule, effectKey(rule)]));
  return placed.flatMap((b, j) => placed.slice(0, j).flatMap(a => {
    if (effects.get(a.rule) === effects.get(b.rule)) return [];
    const pairs = a.rule.matches.flatMap(x => b.rule.matches.map(y => [x, y] as const));
    const pair = pairs.find(([x, y]) => mayOverlap(x, y) && !sameWinner(a, x, b, y, kind));
    return pair ? [problem(a.rule, pair[0], b.rule, pair[1])] : [];
  }));
}

function sameWinner(a: Placed, x: MatchModel, b: Placed, y: MatchModel, kind: RouteKind): boolean {
  const together = a.object === b.object;
  const byPlace = Math.sign(a.index - b.index);
  const wanted = Math.sign(comparePrecedence(x, y)) || byPlace;
  return linkerdOrders(x, y, kind).every(order => (order === 0 ? together && wanted === byPlace : Math.sign(order) === wanted));
}

/** How the proxies may compare two matches of one request; negative: the first is more specific, 0: they tie. */
function linkerdOrders(x: MatchModel, y: MatchModel, kind: RouteKind): number[] {
  const headers = y.headers.length - x.headers.length;
  if (kind === 'GRPCRoute') return [grpcOrder(x, y) || headers];
  const query = y.query.length - x.query.length;
  const method = (y.method === undefined ? 0 : 1) - (x.method === undefined ? 0 : 1);
  // Up to 2.20 the method comes last, in later proxies first.
  return pathOrders(x.path, y.path).flatMap(path => [path || headers || query || method, path || method || headers || query]);
}

function grpcOrder(x: MatchModel, y: MatchModel): number {
  const [a, b] = [x, y].map(match => match.path && grpcMethod(match.path));
  return (b?.service.length ?? 0) - (a?.service.length ?? 0) || (b?.method?.length ?? 0) - (a?.method?.length ?? 0);
}

/** Only lengths count, and a regular expression counts the whole path of the request, which may be as long as a prefix or longer. */
function pathOrders(x: TextMatch | undefined, y: TextMatch | undefined): number[] {
  if (x?.kind !== 'regex' && y?.kind !== 'regex') return [pathLength(y) - pathLength(x)];
  if ([x, y].every(path => path && path.kind !== 'prefix')) return [0];
  return x?.kind === 'regex' ? [-1, 0] : [1, 0];
}

function pathLength(path: TextMatch | undefined): number {
  return path?.kind === 'exact' ? path.value.length : Math.max(1, segmentPrefix(path?.value ?? '').length);
}

function problem(a: RouteRule, x: MatchModel, b: RouteRule, y: MatchModel): Problem {
  return {
    id: 'ambiguous-rules', paths: [...new Set([...a.paths, ...b.paths])],
    message: `a request can match both ${matchKey(x)} (rule "${a.name}") and ${matchKey(y)} (rule "${b.name}"), and Linkerd may take the wrong one: `
      + 'it compares the lengths of the paths (an expression counts the whole path), then the numbers of headers and query parameters, with the method before or after them, '
      + 'and rules that stand in several route objects must not tie; give one of the two the longer path or more headers, or make them exclude each other',
  };
}
