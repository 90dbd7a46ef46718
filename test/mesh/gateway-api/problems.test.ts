import { gatewayApi } from '../../../src/mesh/gateway-api/data-plane';
import { gatewayRouteProblems } from '../../../src/mesh/gateway-api/problems';
import type { MatchModel } from '../../../src/model/match';
import { aNamespace, aService, byHeader, EXPERIMENTAL, split } from '../../support/model';
import { aMatch, aRouteSet, aRule, onPath } from '../shared/route-sets';

const plane = gatewayApi();
const canary = (match: MatchModel) => {
  const cart = aService(aNamespace(plane, { cluster: EXPERIMENTAL }), 'cart');
  split(cart, { v1: 90, v2: 10 }, [match]);
  return cart;
};

it('an ordinary canary is no problem', () => {
  expect(plane.problems(canary(byHeader('x-canary', 'true')))).toEqual([]);
  expect(plane.problems(canary(aMatch({ headers: [{ name: 'x-canary', kind: 'regex', value: 'a|b' }] })))).toEqual([]);
});

describe('a path expression', () => {
  it('is refused in a canary, since the catch-all may come before it', () => {
    expect(plane.problems(canary(onPath('/v2/.*', 'regex')))).toEqual([{
      id: 'ambiguous-rules', paths: ['shop/cart-split'],
      message: expect.stringMatching(/"\/v2\/\.\*".*rule "to-v2".*rule "default".*up to the implementation.*use exact paths, path prefixes or headers instead/),
    }]);
  });

  it('is refused beside any rule that does something else and that it could overlap', () => {
    const regex = aRule('regex', [onPath('/a|/b', 'regex')], { target: { kind: 'service' } });
    expect(gatewayRouteProblems(aRouteSet([aRule('exact', [onPath('/c', 'exact')]), regex])).map(p => p.paths)).toEqual([['shop/exact', 'shop/regex']]);
  });

  it('is no problem where all that it overlaps does the same', () => {
    const regex = aRule('regex', [aMatch({ path: { kind: 'regex', value: '/a|/b' }, method: 'GET' })], { target: { kind: 'service' } });
    expect(gatewayRouteProblems(aRouteSet([regex, aRule('post', [aMatch({ method: 'POST' })])]))).toEqual([]);
  });
});

it('what an HTTPRoute cannot hold is refused', () => {
  expect(plane.problems(canary(onPath('/a//b'))).map(p => p.id)).toEqual(['unsupported-feature']);
  // The expression is written with an anchor at both ends, which takes room as well.
  expect(plane.problems(canary(aMatch({ query: [{ name: 'q', kind: 'regex', value: 'a'.repeat(1019) }] }))).map(p => p.message)).toEqual([expect.stringMatching(/takes 1025/)]);
});

it('versions that no Service can select are refused', () => {
  const cart = aService(aNamespace(plane), 'cart', { selector: { app: 'cart', version: 'v1' } });
  split(cart, { v1: 50, v2: 50 });
  expect(plane.problems(cart).map(p => p.id)).toEqual(['conflicting-declarations']);
});

it('retries on codes that are no errors are refused', () => {
  const cart = canary(byHeader('x-canary', 'true'));
  const on = (...codes: number[]) => codes.map(code => ({ kind: 'http-status' as const, code }));
  cart.retries.push({ path: 'shop/retries', ports: [7070], retries: { additional: 1, on: on(307, 429, 503) } });
  expect(plane.problems(cart)).toEqual([{
    id: 'unsupported-feature', paths: ['shop/cart-split', 'shop/retries'], message: 'an HTTPRoute retries on status codes from 400 to 599, not on 307; leave it out',
  }]);
});
