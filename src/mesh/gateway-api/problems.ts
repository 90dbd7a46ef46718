import type { Problem } from '../../model/data-plane';
import { matchKey } from '../../model/match';
import type { ServiceModel } from '../../model/model';
import { routeSets, type RouteSet } from '../../model/routes';
import { overlaps, routeSetProblems, versionServiceProblems } from '../shared/http-route-problems';
import { wholeRegex } from './dialect';

/** What an HTTPRoute cannot hold, and what every implementation would order or retry differently. */
export function gatewayApiProblems(service: ServiceModel): Problem[] {
  return [...versionServiceProblems(service), ...routeSets(service).flatMap(gatewayRouteProblems)];
}

export function gatewayRouteProblems(set: RouteSet): Problem[] {
  return [...routeSetProblems(set, { regex: wholeRegex }), ...regexPlaces(set), ...retryCodesOutOfRange(set)];
}

/** The Gateway API gives a path expression no place: it may stand before exact paths or behind the catch-all. */
function regexPlaces(set: RouteSet): Problem[] {
  return overlaps(set, (a, b) => a.path?.kind === 'regex' || b.path?.kind === 'regex').map(({ rules: [a, b], matches: [x, y] }) => ({
    id: 'ambiguous-rules' as const, paths: [...new Set([...a.paths, ...b.paths])],
    message: `a request can match both ${matchKey(x)} (rule "${a.name}") and ${matchKey(y)} (rule "${b.name}"), and which of them comes first is `
      + 'up to the implementation where a path is a regular expression; use exact paths, path prefixes or headers instead',
  }));
}

function retryCodesOutOfRange(set: RouteSet): Problem[] {
  const found = set.rules.flatMap(rule => (rule.retries?.on ?? [])
    .flatMap(on => (on.kind === 'http-status' && (on.code < 400 || on.code > 599) ? [{ code: on.code, rule }] : [])));
  return [...new Map(found.map(f => [f.code, f])).values()].map(({ code, rule }) => ({
    id: 'unsupported-feature' as const, paths: rule.paths,
    message: `an HTTPRoute retries on status codes from 400 to 599, not on ${code}; leave it out`,
  }));
}
