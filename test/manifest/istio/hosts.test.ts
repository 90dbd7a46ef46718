import { bySpecificity, fullHost, HostIndex, hostsMeet, isUnder } from '../../../src/manifest/istio/hosts';
import { setOf } from './set-of';

describe('a full host', () => {
  test.each([
    ['cart', 'cart.shop.svc.cluster.local'], ['Cart', 'cart.shop.svc.cluster.local'], ['cart.shop', 'cart.shop'], ['API.example.com', 'api.example.com'],
    ['*', '*'], ['*.example.com', '*.example.com'], ['10.0.0.1', '10.0.0.1'], ['::1', '::1'], ['', ''],
  ])('of %j is %j', (host, full) => expect(fullHost(host, 'shop', setOf(''))).toBe(full));

  test('ends in the cluster domain', () => expect(fullHost('cart', 'shop', setOf('', { clusterDomain: 'k8s.example' }))).toBe('cart.shop.svc.k8s.example'));
});

test.each([
  ['a.example.com', '*.example.com', true, true], ['example.com', '*.example.com', false, false], ['a.b.example.com', '*.example.com', true, true],
  ['*.example.com', '*.com', true, true], ['*.com', '*.example.com', true, false], ['*.org', '*.example.com', false, false],
  ['a.example.com', '*', true, true], ['*', 'a.example.com', true, false], ['a.example.com', 'a.example.com', true, true], ['a.example.com', 'b.example.com', false, false],
])('%s and %s: some name is under both %s, all of the first are under the second %s', (one, other, meet, under) => {
  expect([hostsMeet(one, other), hostsMeet(other, one), isUnder(one, other)]).toEqual([meet, meet, under]);
});

test('exact hosts are more specific than wildcards, longer ones than shorter ones', () => {
  expect(['*', '*.example.com', 'a.com', '*.com', 'long.example.com'].sort(bySpecificity)).toEqual(['long.example.com', 'a.com', '*.example.com', '*.com', '*']);
});

describe('an index of hosts', () => {
  const index = new HostIndex<string>();
  for (const host of ['*', '*.com', '*.example.com', 'api.example.com']) index.add(host, host);

  test('finds by the most specific host', () => {
    expect(['api.example.com', 'web.example.com', 'example.com', 'a.org', '*.web.example.com'].map(host => index.mostSpecific(host)))
      .toEqual([['api.example.com'], ['*.example.com'], ['*.com'], ['*'], ['*.example.com']]);
  });

  test('passes over what is not accepted', () => {
    expect(index.mostSpecific('api.example.com', value => value.length < 6)).toEqual(['*.com']);
    expect(index.mostSpecific('api.example.com', () => false)).toEqual([]);
  });
});
