import { overlaps, routeSetProblems } from '../../../src/mesh/shared/http-route-problems';
import type { MatchModel, NamedMatch } from '../../../src/model/match';
import { byHeader, byLabel } from '../../support/model';
import { aMatch, aRouteSet, aRule, onPath } from './route-sets';

const problems = (...rules: ReturnType<typeof aRule>[]) => routeSetProblems(aRouteSet(rules), { regex: e => e });
const messages = (match: MatchModel) => problems(aRule('x', [match])).map(p => p.message);
const named = (name: string, value: string, kind: NamedMatch['kind'] = 'exact'): NamedMatch => ({ name, kind, value });

describe('a match is refused', () => {
  it.each(['/a//b', '/a/./b', '/a/..', '/a/.', '/a%2Fb', '/a b', '/ä', '/a#b', '/a?b', '/a%zz'])('for the path %s, which an HTTPRoute does not take', path => {
    for (const kind of ['exact', 'prefix'] as const) expect(messages(onPath(path, kind))).toEqual([expect.stringContaining(`path "${path}": an HTTPRoute takes no`)]);
  });

  it('for a path that is too long, expressions included', () => {
    expect(messages(onPath(`/${'a'.repeat(1024)}`, 'regex'))).toEqual([expect.stringMatching(/takes 1025 characters; an HTTPRoute has room for 1024/)]);
  });

  it('for a method that HTTPRoute does not know', () => {
    expect(messages(aMatch({ method: 'PURGE' }))).toEqual([expect.stringMatching(/method "PURGE" is none of GET, HEAD/)]);
  });

  it('for two conditions on one header or query parameter', () => {
    expect(messages(aMatch({ headers: [named('x-a', '1', 'prefix'), named('X-A', '2', 'regex')] }))).toEqual([expect.stringMatching(/two conditions on header "x-a".*join them/)]);
    expect(messages(aMatch({ query: [named('q', '1'), named('q', '2')] }))).toEqual([expect.stringMatching(/two conditions on query parameter "q"/)]);
    expect(messages(aMatch({ query: [named('q', '1'), named('Q', '2')] }))).toEqual([]);
  });

  it('for more conditions than an HTTPRoute holds', () => {
    expect(messages(aMatch({ headers: Array.from({ length: 17 }, (_, i) => named(`h${i}`, '1')) }))).toEqual([expect.stringMatching(/17 headers.*at most 16/)]);
  });

  it.each(['', ' a', 'a ', 'a  b', 'ä'])('for the header value "%s"', value => {
    expect(messages(aMatch({ headers: [named('h', value)] }))).toEqual([expect.stringMatching(/header "h": an HTTPRoute compares with/)]);
  });

  it('for an empty query value, or names that are none', () => {
    expect(messages(aMatch({ query: [named('q', '')] }))).toEqual([expect.stringMatching(/1 to 1024 characters, and this takes 0/)]);
    expect(messages(aMatch({ query: [named('a b', '1')] }))).toEqual([expect.stringMatching(/"a b" is no name that an HTTPRoute takes/)]);
  });

  it('with the construct paths of its intents', () => {
    expect(problems(aRule('x', [onPath('/a//b')]))).toEqual([{ id: 'unsupported-feature', message: expect.any(String), paths: ['shop/x'] }]);
  });
});

it('what an HTTPRoute takes is not refused', () => {
  for (const match of [
    onPath('/'), onPath('/foo/'), onPath('/foo//'), onPath('/a%20b/~me/x.y', 'exact'), onPath('/..a', 'exact'), onPath('.*//.*', 'regex'),
    aMatch({ method: 'PATCH', headers: [named('h', 'a b', 'prefix')], query: [named('q', 'ä ö')] }), aMatch({ headers: [named('h', '', 'prefix')] }),
  ]) expect(messages(match)).toEqual([]);
});

it('a split with more versions than backends is refused', () => {
  const split = (count: number) => aRule('s', [onPath('/s')], { target: { kind: 'split', shares: Array.from({ length: count }, (_, i) => ({ version: byLabel(`v${i}`), weight: 5 })) } });
  expect(problems(split(16))).toEqual([]);
  expect(problems(split(17)).map(p => p.message)).toEqual(['the split has 17 versions; an HTTPRoute takes at most 16']);
});

describe('rules that tie', () => {
  const tie = [aRule('a', [byHeader('x', '1')]), aRule('b', [byHeader('y', '1')])];
  const fillers = Array.from({ length: 15 }, (_, i) => aRule(`f${i}`, [onPath(`/f${i}`)]));

  it('are left to their order in one HTTPRoute', () => {
    expect(problems(...tie)).toEqual([]);
  });

  it('are refused when they must stand in several', () => {
    expect(problems(...fillers, ...tie)).toEqual([{
      id: 'ambiguous-rules', paths: ['shop/a', 'shop/b'], message: expect.stringMatching(/do not fit into one HTTPRoute.*rule "a".*rule "b".*add a condition/),
    }]);
  });

  it('are no harm if they do the same, cannot meet, or one is more specific', () => {
    const [a, b] = tie;
    expect(problems(...fillers, a!, { ...b!, target: a!.target })).toEqual([]);
    expect(problems(...fillers, a!, aRule('b', [byHeader('x', '2')]))).toEqual([]);
    expect(problems(...fillers, a!, aRule('b', [aMatch({ method: 'GET' })]))).toEqual([]);
  });
});

it('overlaps are told by effect, not by name', () => {
  const set = aRouteSet([aRule('a', [onPath('/a')]), aRule('b', [onPath('/a/b')], { timeoutMs: 5, target: aRule('a', []).target })]);
  expect(overlaps(set, () => true).map(o => o.rules.map(r => r.name))).toEqual([['a', 'b'], ['a', 'default'], ['b', 'default']]);
});
