import type { Problem } from '../../../model/data-plane';
import type { MatchModel } from '../../../model/match';
import { matchKey, segmentPrefix } from '../../../model/match';
import type { Resource } from '../../../model/resource';
import type { RouteSet } from '../../../model/routes';
import { overlaps } from '../../shared/http-route-problems';

const ISTIO_RANK = { exact: 3, prefix: 2, regex: 1 } as const;

/**
 * The order into which Istio brings the rules of HTTPRoutes: that of the Gateway API, but for regular expressions on paths, which come after
 * every prefix (a rule without a path has one: `/`), the longer ones first. Negative: `a` first.
 */
function compareAsIstio(a: MatchModel, b: MatchModel): number {
  const rank = (m: MatchModel) => ISTIO_RANK[m.path?.kind ?? 'prefix'];
  const length = ({ path }: MatchModel) => (path && path.kind !== 'prefix' ? path.value : segmentPrefix(path?.value ?? '') || '/').length;
  const flag = (m: MatchModel) => (m.method === undefined ? 0 : 1);
  return rank(b) - rank(a) || length(b) - length(a) || flag(b) - flag(a) || b.headers.length - a.headers.length || b.query.length - a.query.length;
}

/**
 * Rules with different effects for one request that Istio would try in another order than the one that holds on every mesh. The catch-all, which
 * comes last in every route set, does so for Istio too: see `withBareCatchAll`.
 */
export function orderProblems(set: RouteSet): Problem[] {
  const swapped = overlaps({ ...set, rules: set.rules.slice(0, -1) }, (earlier, later) => compareAsIstio(later, earlier) < 0);
  return swapped.map(({ rules: [first, second], matches: [earlier, later] }) => ({
    id: 'ambiguous-rules' as const, paths: [...new Set([...first.paths, ...second.paths])],
    message: `a request can match both ${matchKey(earlier)} (rule "${first.name}") and ${matchKey(later)} (rule "${second.name}"); the first must win, but a waypoint `
      + 'tries regular expressions on paths last, the longest of them first; use exact paths or path prefixes, or add a condition that tells the two apart',
  }));
}

/**
 * Lets regular expressions on paths live: they come behind prefixes, and a catch-all that is written as prefix `/` ends the list. One without any
 * match comes last of all.
 */
export function withBareCatchAll(routes: readonly Resource[], set: RouteSet): Resource[] {
  if (!set.rules.some(rule => rule.matches.some(match => match.path?.kind === 'regex'))) return [...routes];
  const last = routes[routes.length - 1]!;
  const spec = last.body.spec as { readonly rules: readonly object[] };
  const rules = spec.rules.map((rule, i) => (i === spec.rules.length - 1 ? { ...rule, matches: [] } : rule));
  return [...routes.slice(0, -1), { ...last, body: { ...last.body, spec: { ...spec, rules } } }];
}
