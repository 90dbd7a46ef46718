import { olderFirst } from '../../../manifest/linkerd/order';
import { grouped, routeParents } from '../../../manifest/linkerd/route-parents';
import type { Rule } from '../../rule';
import type { HttpMatch } from './http-matches';
import { canMeet, httpMatches } from './http-matches';

/** Matches of one parent beyond which nobody would compare them by hand. */
const MANY = 100;

export const linkerdRegexTakesPaths: Rule = {
  id: 'linkerd-regex-takes-paths',
  severity: 'warning',
  what: 'A regular expression takes the calls of a rule for an exact path, or for the paths under a prefix that it is wider than.',
  why: 'Linkerd prefers the longer path match, and an expression counts with the whole path of the call: it beats every prefix, however long that is, and ties with an exact path. What ties goes to more headers, and at last to the older route.',
  remedy: 'Write the wide rule as a PathPrefix, which the longer prefix beats.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/httproute/'],
  check(set, report) {
    const parents = routeParents(set).filter(({ route }) => route.kind === 'HTTPRoute');
    for (const group of grouped(parents, ({ kind, namespace, name, port }) => `${kind}/${namespace}/${name}:${port ?? ''}`).values()) {
      const matches = [...new Set(group.map(({ route }) => route))].sort(olderFirst).flatMap(httpMatches).slice(0, MANY);
      const expressions = matches.flatMap((match, order) => (match.pathKind === 'regex' ? [{ match, order, takes: compiled(match.path) }] : []));
      if (expressions.length === 0) continue;
      matches.forEach((match, order) => {
        const taker = match.pathKind === 'regex' || match.path === '/' ? undefined
          : expressions.find(e => !isSameRule(e.match, match) && canMeet(e.match, match) && e.takes !== undefined && takesOver(e.match, e.order, e.takes, match, order));
        if (!taker) return;
        const where = taker.match.route === match.route ? `rule ${taker.match.rule}` : `rule ${taker.match.rule} of HTTPRoute ${taker.match.route.namespace}/${taker.match.route.name}`;
        report(match.route, [...match.at, 'path'], {
          message: `Calls to ${match.pathKind === 'exact' ? match.path : `paths below ${match.path}`} go to ${where}, whose expression "${taker.match.path}" counts with the whole path.`,
          remedy: match.pathKind === 'exact' ? `Put this rule before the expression, in one route, with at least as many headers, or write ${where} as a PathPrefix.`
            : `Write ${where} as path: { type: PathPrefix, value: / } if it is for everything else, or this prefix as an expression too.`,
          related: taker.match.route === match.route ? [] : [taker.match.route],
        });
      });
    }
  },
};

function takesOver(expression: HttpMatch, itsOrder: number, takes: (path: string) => boolean, match: HttpMatch, order: number): boolean {
  if (match.pathKind === 'prefix') return takes(`${match.path}/x`) && takes(`/zq${match.path.slice(1)}/x`);
  if (!takes(match.path)) return false;
  const ranks = ({ headers, queries, method }: HttpMatch) => [headers.length, queries.length, method === undefined ? 0 : 1];
  const [its, own] = [ranks(expression), ranks(match)];
  const index = its.findIndex((rank, i) => rank !== own[i]);
  return index < 0 ? itsOrder < order : its[index]! > own[index]!;
}

function isSameRule(a: HttpMatch, b: HttpMatch): boolean {
  return a.route === b.route && a.rule === b.rule;
}

/** Whole-path match of an expression, by an engine without backtracking that reads what Rust's reads, but for rarities. */
function compiled(expression: string): ((path: string) => boolean) | undefined {
  const { RE2JS } = require('re2js') as typeof import('re2js', { with: { 'resolution-mode': 'require' } });
  try {
    const pattern = RE2JS.compile(`^(?:${expression})$`);
    return path => pattern.matcher(path).matches();
  } catch {
    return undefined;
  }
}
