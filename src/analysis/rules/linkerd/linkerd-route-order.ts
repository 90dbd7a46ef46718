import { olderFirst } from '../../../manifest/linkerd/order';
import { grouped, routeParents } from '../../../manifest/linkerd/route-parents';
import type { HttpMatch } from './http-matches';
import { canMeet, httpMatches } from './http-matches';
import type { Rule } from '../../rule';

/** Matches of one path beyond which nobody would compare them by hand. */
const MANY = 200;

export const linkerdRouteOrder: Rule = {
  id: 'linkerd-route-order',
  severity: 'warning',
  what: 'Two rules match the same calls, and Linkerd prefers another one than the Gateway API says.',
  why: 'The Gateway API prefers an exact path to a prefix of the same length, and a method to any number of headers. Linkerd compares the length of paths only, then headers, then query parameters, then the method; what is equal goes to the older route, then the first by name, then the first rule.',
  remedy: 'Put the rule that shall win first, and give it every condition that the other one has.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule'],
  check(set, report) {
    const parents = routeParents(set).filter(({ route }) => route.kind === 'HTTPRoute');
    for (const group of grouped(parents, ({ kind, namespace, name, port, route }) => `${kind}/${namespace}/${name}:${port ?? ''} ${(route.spec['hostnames'] ?? []).toString()}`).values()) {
      const routes = [...new Set(group.map(({ route }) => route))].sort(olderFirst);
      const matches = routes.flatMap(httpMatches).map((match, order) => ({ ...match, order }));
      for (const samePath of grouped(matches.filter(({ pathKind }) => pathKind !== 'regex'), ({ length, path }) => `${length} ${path}`).values()) {
        for (const [loser, winner] of disagreements(samePath.slice(0, MANY))) {
          report(loser.route, loser.at, {
            message: `Calls that this match and ${winner.route === loser.route ? `rule ${winner.rule}` : `rule ${winner.rule} of HTTPRoute ${winner.route.namespace}/${winner.route.name}`} both match go there on Linkerd, which ${reason(loser, winner)}; by the Gateway API they come here.`,
            remedy: loser.route === winner.route && tied(loser, winner) ? `Move this rule before rule ${winner.rule}.` : `Give this match every header and query parameter of the other one too${tied(loser, winner) ? '' : ', or take them out there'}.`,
            related: winner.route === loser.route ? [] : [winner.route],
          });
        }
      }
    }
  },
};

type Ordered = HttpMatch & { readonly order: number };

/** Pairs of which the first wins by the Gateway API, the second on Linkerd. */
function* disagreements(matches: readonly Ordered[]): Generator<readonly [Ordered, Ordered]> {
  for (const [index, a] of matches.entries()) {
    for (const b of matches.slice(index + 1)) {
      if ((a.route === b.route && a.rule === b.rule) || !canMeet(a, b)) continue;
      const bySpec = standard(a, b);
      const byLinkerd = proxy(a, b);
      if (bySpec !== undefined && bySpec !== byLinkerd) yield [bySpec, byLinkerd];
    }
  }
}

/** Which one the Gateway API prefers; undefined where it comes to the age of routes or their order, as it does on Linkerd. */
function standard(a: Ordered, b: Ordered): Ordered | undefined {
  const ranks = (match: Ordered) => [match.pathKind === 'exact' ? 1 : 0, match.method === undefined ? 0 : 1, match.headers.length, match.queries.length];
  return higher(ranks, a, b);
}

function proxy(a: Ordered, b: Ordered): Ordered {
  return higher(match => [match.headers.length, match.queries.length, match.method === undefined ? 0 : 1], a, b) ?? (a.order < b.order ? a : b);
}

function higher(ranks: (match: Ordered) => readonly number[], a: Ordered, b: Ordered): Ordered | undefined {
  const [ranksA, ranksB] = [ranks(a), ranks(b)];
  const index = ranksA.findIndex((rank, i) => rank !== ranksB[i]);
  return index < 0 ? undefined : ranksA[index]! > ranksB[index]! ? a : b;
}

function tied(a: HttpMatch, b: HttpMatch): boolean {
  return a.headers.length === b.headers.length && a.queries.length === b.queries.length && (a.method === undefined) === (b.method === undefined);
}

function reason(loser: HttpMatch, winner: HttpMatch): string {
  if (tied(loser, winner)) return 'takes an exact path and a prefix of the same length for equal, and prefers the earlier one';
  if (winner.headers.length > loser.headers.length) return 'prefers more headers to an exact path and to a method';
  if (winner.queries.length > loser.queries.length) return 'prefers more query parameters to an exact path and to a method';
  return 'takes an exact path and a prefix of the same length for equal, and prefers the one with a method';
}
