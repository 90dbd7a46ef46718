import * as fc from 'fast-check';
import type { MatchModel } from '../../../src/model/match';
import { routeSets } from '../../../src/model/routes';
import { aPort, aService, byLabel } from '../../support/model';
import { Protocol } from '../../../src/model/protocol';
import type { Request } from '../istio-sidecar/rendered';
import { get, satisfies } from '../istio-sidecar/rendered';
import { planOf, ruleAtWaypoint, shopWith, specs } from './rendered';

const at = (kind: 'exact' | 'prefix' | 'regex', value: string, rest: Partial<MatchModel> = {}): MatchModel => ({ path: { kind, value }, headers: [], query: [], ...rest });
const header = (value: string): MatchModel => ({ headers: [{ name: 'x', kind: 'exact', value }], query: [] });

/** Weight for v1; v2 and v3 get what they match. */
function cartWith(v2: MatchModel[], v3: MatchModel[] = []) {
  const cart = aService(shopWith(), 'cart', { ports: [aPort(7070, Protocol.HTTP)] });
  cart.splits.push({ path: 'shop/split', ports: [7070], shares: [['v1', 100, []], ['v2', 0, v2], ['v3', 0, v3]].map(([name, weight, match]) => ({
    version: byLabel(name as string), weight: weight as number, match: match as MatchModel[],
  })) });
  return cart;
}

const problems = (cart: ReturnType<typeof cartWith>) => cart.namespace.dataPlane.problems(cart);

describe('regular expressions on paths', () => {
  it('live before a catch-all that says nothing about the path', () => {
    const cart = cartWith([at('regex', '/a[0-9]+')]);
    expect(problems(cart)).toEqual([]);
    expect(specs(planOf(cart), 'HTTPRoute')[0].rules.at(-1)).toMatchObject({ name: 'default', matches: [] });
    expect(ruleAtWaypoint(planOf(cart), get('/a1')).name).toBe('to-v2');
    expect(ruleAtWaypoint(planOf(cart), get('/b')).name).toBe('default');
  });

  it.each([
    ['a prefix', [at('regex', '/a.*')], [at('prefix', '/a')]],
    ['a rule without a path', [at('regex', '/a.*')], [header('1')]],
    ['a rule that takes everything', [at('regex', '/a.*')], [{ headers: [], query: [] }]],
    ['a longer expression that is less specific', [at('regex', '/a.*', { method: 'GET' })], [at('regex', '/a(b|c|d).*')]],
  ])('are refused beside %s with another effect', (_, v2, v3) => {
    expect(problems(cartWith(v2, v3))).toEqual([{
      id: 'ambiguous-rules', paths: ['shop/split'], message: expect.stringMatching(/rule "to-v2".*rule "to-v3".*use exact paths or path prefixes/),
    }]);
  });

  it.each([
    ['an exact path, which comes first everywhere', [at('regex', '/a.*')], [at('exact', '/a')]],
    ['rules that no such request can meet', [at('regex', '/a.*', { method: 'GET' })], [at('prefix', '/a', { method: 'POST' })]],
    ['rules with the same effect', [at('regex', '/a.*'), at('prefix', '/a')], []],
  ])('are taken beside %s', (_, v2, v3) => {
    expect(problems(cartWith(v2, v3))).toEqual([]);
  });

  it('on headers do not matter for the order', () => {
    const expression: MatchModel = { headers: [{ name: 'x', kind: 'regex', value: '[0-9]+' }], query: [] };
    const cart = cartWith([expression], [at('prefix', '/a')]);
    expect(problems(cart)).toEqual([]);
    expect(specs(planOf(cart), 'HTTPRoute')[0].rules.at(-1).matches).toEqual([{ path: { type: 'PathPrefix', value: '/' } }]);
  });
});

it('whatever is not refused goes, request by request, where the model says', () => {
  const path = fc.oneof(
    fc.record({ kind: fc.constant('exact' as const), value: fc.constantFrom('/', '/a', '/a/b', '/c') }),
    fc.record({ kind: fc.constant('prefix' as const), value: fc.constantFrom('/', '/a', '/a/b', '/c/') }),
    fc.record({ kind: fc.constant('regex' as const), value: fc.constantFrom('/a', '/a/.*', '/c+', '.*') }),
  );
  const condition = fc.record({ name: fc.constantFrom('x', 'y'), kind: fc.constantFrom('exact' as const, 'regex' as const, 'prefix' as const), value: fc.constantFrom('1', '12') });
  const conditions = fc.uniqueArray(condition, { selector: c => c.name, maxLength: 2 });
  const anyMatch: fc.Arbitrary<MatchModel> = fc.record({ path: fc.option(path, { nil: undefined }), method: fc.option(fc.constantFrom('GET', 'POST'), { nil: undefined }), headers: conditions, query: conditions });
  const texts = fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '12', '2'));
  const anyRequest: fc.Arbitrary<Request> = fc.record({
    port: fc.constant(7070), path: fc.constantFrom('/', '/a', '/a/b', '/a/x', '/ab', '/c', '/cc'), method: fc.constantFrom('GET', 'POST', 'PUT'), headers: texts, query: texts,
  });
  const matches = fc.array(anyMatch, { maxLength: 3 });
  fc.assert(fc.property(matches, matches, fc.array(anyRequest, { minLength: 5, maxLength: 20 }), (v2, v3, requests) => {
    const cart = cartWith(v2, v3);
    fc.pre(problems(cart).length === 0);
    const [set] = routeSets(cart);
    for (const request of requests) {
      const expected = set!.rules.find(rule => rule.matches.some(match => satisfies(match, request)))!;
      const taken = ruleAtWaypoint(planOf(cart), request);
      const backends = (name: string) => (name === 'default' ? 'cart-v1' : name.startsWith('to-v2') ? 'cart-v2' : 'cart-v3');
      expect(taken.backendRefs.filter((b: { weight?: number }) => b.weight !== 0).map((b: { name: string }) => b.name)).toEqual([backends(expected.name)]);
    }
  }), { numRuns: 400 });
});
