import * as fc from 'fast-check';
import type { RouteKind } from '../../../src/mesh/shared/foreign-routes';
import { orderProblems } from '../../../src/mesh/linkerd/rule-order';
import { effectKey } from '../../../src/mesh/shared/rule-effect';
import type { MatchModel, TextMatch } from '../../../src/model/match';
import { matchKey } from '../../../src/model/match';
import type { RouteRule } from '../../../src/model/routes';
import { byHeader } from '../../support/model';
import { aMatch, aRouteSet, aRule, onPath } from '../shared/route-sets';

interface Request { readonly path: string; readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly query: Readonly<Record<string, string>> }

const PATHS = ['/', '/a', '/a/', '/ab', '/a/b', '/a/b/c', '/b'];
const VALUES: readonly Readonly<Record<string, string>>[] = [{}, { x: '1' }, { x: '12' }, { x: '1', y: '1' }];
const REQUESTS: Request[] = PATHS.flatMap(path => ['GET', 'POST'].flatMap(method => VALUES.flatMap(headers => VALUES.slice(0, 3).map(query => ({ path, method, headers, query })))));
const CALLS: Request[] = ['/s.A/M', '/s.A/MM', '/s.AB/M', '/s/M'].flatMap(path => VALUES.map(headers => ({ path, method: 'POST', headers, query: {} })));

const trimmed = (path: string) => path.replace(/\/+$/, '');

function pathMatches(match: TextMatch | undefined, path: string): boolean {
  switch (match?.kind) {
    case undefined: return true;
    case 'exact': return path === match.value;
    case 'regex': return new RegExp(`^(?:${match.value})$`).test(path);
    case 'prefix': return `${trimmed(path)}/`.startsWith(`${trimmed(match.value)}/`);
  }
}

function matches(match: MatchModel, { path, method, headers, query }: Request): boolean {
  const named = (list: MatchModel['headers'], values: Readonly<Record<string, string>>) => list.every(m => values[m.name] !== undefined
    && (m.kind === 'exact' ? values[m.name] === m.value : values[m.name]!.startsWith(m.value)));
  return pathMatches(match.path, path) && (match.method ?? method) === method && named(match.headers, headers) && named(match.query, query);
}

type Rank = (match: MatchModel, request: Request) => number[];

const method = (m: MatchModel) => (m.method ? 1 : 0);
const prefixLength = (m: MatchModel) => Math.max(1, trimmed(m.path?.value ?? '').length);
const gateway: Rank = m => [
  m.path?.kind === 'exact' ? 3 : m.path?.kind === 'regex' ? 2 : 1, m.path && m.path.kind !== 'prefix' ? 0 : prefixLength(m), method(m), m.headers.length, m.query.length,
];
const length: Rank = (m, r) => [m.path?.kind === 'regex' ? r.path.length : m.path?.kind === 'exact' ? m.path.value.length : prefixLength(m)];
const upTo220: Rank = (m, r) => [...length(m, r), m.headers.length, m.query.length, method(m)];
const later: Rank = (m, r) => [...length(m, r), method(m), m.headers.length, m.query.length];
const grpc: Rank = m => {
  const [, service, call] = m.path ? trimmed(m.path.value).split('/') : [];
  return [service?.length ?? 0, call?.length ?? 0, m.headers.length];
};

/** The first of the highest, as all of them do it: in the order of the rules given. */
function pick(rules: readonly RouteRule[], request: Request, rank: Rank): RouteRule | undefined {
  const ranked = rules.flatMap(rule => rule.matches.filter(m => matches(m, request)).map(m => ({ rule, rank: rank(m, request) })));
  const above = (a: number[], b: number[]) => (a.map((n, i) => n - b[i]!).find(n => n !== 0) ?? 0) > 0;
  return ranked.reduce<(typeof ranked)[number] | undefined>((best, next) => (best && !above(next.rank, best.rank) ? best : next), undefined)?.rule;
}

const named = fc.uniqueArray(fc.record({ name: fc.constantFrom('x', 'y'), kind: fc.constantFrom('exact' as const, 'prefix' as const), value: fc.constantFrom('1', '12') }), { maxLength: 2, selector: m => m.name });
const orNone = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const httpMatch: fc.Arbitrary<MatchModel> = fc.record({
  path: orNone(fc.oneof(
    fc.record({ kind: fc.constantFrom('exact' as const, 'prefix' as const), value: fc.constantFrom(...PATHS) }),
    fc.record({ kind: fc.constant('regex' as const), value: fc.constantFrom('/a.*', '/a|/b', '/', '.*') }),
  )),
  method: orNone(fc.constantFrom('GET', 'POST')),
  headers: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, named),
  query: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, named),
});
const grpcMatch: fc.Arbitrary<MatchModel> = fc.record({
  path: fc.oneof(
    fc.record({ kind: fc.constant('exact' as const), value: fc.constantFrom('/s.A/M', '/s.AB/M') }),
    fc.record({ kind: fc.constant('prefix' as const), value: fc.constantFrom('/s.A', '/s.A/', '/s.AB', '/s/M', '/s.A/M') }),
  ),
  headers: named, query: fc.constant([]),
});

/** Up to three rules and the catch-all, some with the same effect, in one object or several. */
const placedRules = (match: fc.Arbitrary<MatchModel>) => fc.tuple(
  fc.array(fc.tuple(fc.uniqueArray(match, { minLength: 1, maxLength: 2, selector: matchKey }), fc.constantFrom('v1', 'v2'), fc.boolean()), { minLength: 1, maxLength: 3 }), fc.boolean(),
).map(([some, scattered]) => {
  const rules = aRouteSet(some.map(([list, version], i) => aRule(`r${i}`, list, { target: aRule(version, []).target }))).rules;
  const apart = new Set(scattered ? rules.filter((_, i) => some[i]?.[2]) : []);
  return { rules, objects: [...[...apart].map(rule => [rule]), rules.filter(rule => !apart.has(rule))] };
});

/** Route objects come in an order that nobody chooses. */
const orders = (objects: RouteRule[][]) => [objects.flat(), [...objects].reverse().flat(), [...objects.slice(1), ...objects.slice(0, 1)].flat()];

function misled(rules: readonly RouteRule[], objects: RouteRule[][], requests: Request[], ranks: Rank[]): Request | undefined {
  return requests.find(request => {
    const wanted = effectKey(pick(rules, request, gateway)!);
    return ranks.some(rank => orders(objects).some(list => effectKey(pick(list, request, rank)!) !== wanted));
  });
}

it.each<[RouteKind, fc.Arbitrary<MatchModel>, Request[], Rank[]]>([['HTTPRoute', httpMatch, REQUESTS, [upTo220, later]], ['GRPCRoute', grpcMatch, CALLS, [grpc]]])(
  '%s rules without a problem are ordered by every proxy as by the Gateway API', (kind, match, requests, ranks) => {
    let [silent, speaking] = [0, 0];
    fc.assert(fc.property(placedRules(match), ({ rules, objects }) => {
      const quiet = orderProblems(objects, kind).length === 0;
      if (quiet) silent++;
      else speaking++;
      return !quiet || misled(rules, objects, requests, ranks) === undefined;
    }), { numRuns: 2000 });
    // Neither answer is the rule.
    expect(silent).toBeGreaterThan(200);
    expect(speaking).toBeGreaterThan(50);
  });

const verdict = (kind: RouteKind, ...objects: RouteRule[][]) => orderProblems(objects, kind).map(p => p.paths.join(' '));
const post = aMatch({ method: 'POST' });
const all = aRule('default', [aMatch()], { target: { kind: 'service' } });

describe('what is refused', () => {
  it.each<[string, MatchModel, MatchModel]>([
    ['a method against a header', post, byHeader('x', '1')],
    ['a method against a query parameter', post, aMatch({ query: [{ name: 'q', kind: 'exact', value: '1' }] })],
    ['an exact path against the same prefix with a header', onPath('/a', 'exact'), { ...onPath('/a'), headers: byHeader('x', '1').headers }],
    ['a regular expression against a longer exact path with less', onPath('/a', 'exact'), { ...onPath('/.', 'regex'), method: 'GET' }],
    ['a regular expression against a prefix with a header', onPath('/.*', 'regex'), byHeader('x', '1')],
  ])('%s', (_, a, b) => {
    const [first, second] = [aRule('one', [a]), aRule('two', [b])];
    expect(verdict('HTTPRoute', [first, second, all])).toEqual(['shop/one shop/two']);
    expect(orderProblems([[first, second, all]], 'HTTPRoute')[0]!.message).toMatch(/rule "one".*rule "two".*Linkerd may take the wrong one.*longer path or more headers/);
  });

  it('rules that tie in different objects, of either kind', () => {
    expect(verdict('HTTPRoute', [aRule('home', [onPath('/', 'exact')])], [all])).toEqual(['shop/home shop/default']);
    expect(verdict('GRPCRoute', [aRule('one', [onPath('/s.A/M', 'exact')])], [aRule('two', [onPath('/s.A/M')]), all])).toEqual(['shop/one shop/two']);
    expect(verdict('GRPCRoute', [aRule('one', [onPath('/s.A/M', 'exact')]), aRule('two', [{ ...onPath('/s.A/M'), headers: byHeader('x', '1').headers }]), all])).toHaveLength(1);
  });
});

describe('what is not', () => {
  it.each<[string, RouteRule[]]>([
    ['rules that tie in one object in the right order', [aRule('home', [onPath('/', 'exact')]), aRule('star', [onPath('/a.*', 'regex')])]],
    ['rules that exclude each other', [aRule('get', [aMatch({ method: 'GET' })]), aRule('post', [{ ...post, headers: byHeader('x', '1').headers }])]],
    ['rules with the same effect', [aRule('one', [post]), aRule('two', [byHeader('x', '1')], { target: aRule('one', []).target })]],
    ['longer paths', [aRule('long', [onPath('/a/b')]), aRule('short', [{ ...onPath('/a'), headers: byHeader('x', '1').headers }])]],
  ])('%s', (_, rules) => expect(verdict('HTTPRoute', [...rules, all])).toEqual([]));

  it('a gRPC method against its service with a header', () => {
    const rules = [aRule('method', [onPath('/s.A/M', 'exact')]), aRule('service', [{ ...onPath('/s.A'), headers: byHeader('x', '1').headers }]), all];
    expect(verdict('GRPCRoute', rules)).toEqual([]);
    expect(verdict('GRPCRoute', ...rules.map(rule => [rule]))).toEqual([]);
  });
});
