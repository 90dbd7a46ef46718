import type { MatchModel } from '../../../src/model/match';
import { Protocol } from '../../../src/model/protocol';
import { aCluster, aPort, aService, byHeader, split } from '../../support/model';
import { destinationRuleOf, get, mesh, ruleFor, shopOn, virtualServiceOf } from './rendered';

const HOST = 'cart.shop.svc.cluster.local';
const onPath = (kind: 'exact' | 'prefix' | 'regex', value: string): MatchModel => ({ path: { kind, value }, headers: [], query: [] });
const subsets = (rule: { route: { destination: { subset?: string } }[] }) => rule.route.map(r => r.destination.subset);

function cartWith(match: MatchModel[]) {
  const cart = aService(shopOn(), 'cart');
  split(cart, { v1: 90, v2: 10 }, match);
  return virtualServiceOf(cart);
}

test('one object named like the service, for its full DNS name, for the mesh', () => {
  const cart = aService(shopOn(aCluster({ clusterDomain: 'prod.example' })), 'cart');
  split(cart, { v1: 90, v2: 10 });
  const object = mesh.service(cart).resources.find(r => r.kind === 'VirtualService')!;
  expect(object).toMatchObject({ id: 'virtualservice-cart', apiVersion: 'networking.istio.io/v1', metadata: { name: 'cart', namespace: 'shop' } });
  expect(object.body['spec']).toMatchObject({ hosts: ['cart.shop.svc.prod.example'] });
  expect(object.body['spec']).not.toHaveProperty('gateways');
});

test('versions by label are subsets that the DestinationRule defines; destinations carry full host and port', () => {
  const cart = aService(shopOn(), 'cart');
  split(cart, { v1: 90, v2: 10 });
  expect(virtualServiceOf(cart).http).toEqual([{
    name: 'default',
    match: [{ port: 7070 }],
    route: [
      { destination: { host: HOST, subset: 'v1', port: { number: 7070 } }, weight: 90 },
      { destination: { host: HOST, subset: 'v2', port: { number: 7070 } }, weight: 10 },
    ],
  }]);
  expect(destinationRuleOf(cart)).toEqual({
    host: HOST, subsets: [{ name: 'v1', labels: { version: 'v1' } }, { name: 'v2', labels: { version: 'v2' } }],
  });
});

test('a version that is a Service is sent to that Service, in its namespace, and needs no subset', () => {
  const shop = shopOn();
  const cart = aService(shop, 'cart');
  const next = aService({ ...shopOn(), name: 'next' }, 'cart-next');
  cart.splits.push({ path: 'shop/s', ports: [7070], shares: [
    { version: { name: 'next', kind: 'service', service: next }, weight: 20, match: [] },
    { version: { name: 'now', kind: 'service', service: cart }, weight: 80, match: [] },
  ] });
  expect(virtualServiceOf(cart).http[0].route).toEqual([
    { destination: { host: 'cart-next.next.svc.cluster.local', port: { number: 7070 } }, weight: 20 },
    { destination: { host: HOST, port: { number: 7070 } }, weight: 80 },
  ]);
  expect(destinationRuleOf(cart)).toBeUndefined();
});

test('a split with one version has no weight to write', () => {
  const cart = aService(shopOn(), 'cart');
  split(cart, { v1: 100 });
  expect(virtualServiceOf(cart).http[0].route).toEqual([{ destination: { host: HOST, subset: 'v1', port: { number: 7070 } } }]);
});

test('requests that match go to the version before the split is asked', () => {
  const rendered = cartWith([byHeader('x-canary', 'true')]);
  expect(subsets(ruleFor(rendered, get('/', { headers: { 'x-canary': 'true' } })))).toEqual(['v2']);
  expect(subsets(ruleFor(rendered, get('/', { headers: { 'x-canary': 'truely' } })))).toEqual(['v1', 'v2']);
  expect(ruleFor(rendered, get('/', { headers: { 'x-canary': 'true' } })).route[0]).not.toHaveProperty('weight');
});

test('a path prefix takes whole segments', () => {
  const rendered = cartWith([onPath('prefix', '/foo/')]);
  const chosen = (path: string) => ruleFor(rendered, get(path)).name;
  expect(['/foo', '/foo/', '/foo/bar'].map(chosen)).toEqual(['to-v2', 'to-v2', 'to-v2']);
  expect(['/foobar', '/fo', '/'].map(chosen)).toEqual(['default', 'default', 'default']);
});

test('the conditions of a pair of matches for one prefix are on both', () => {
  const rendered = cartWith([{ ...onPath('prefix', '/foo'), method: 'POST', headers: [{ name: 'x-a', kind: 'prefix', value: 'b' }] }]);
  expect(rendered.http[0].match).toHaveLength(2);
  for (const match of rendered.http[0].match) expect(match).toMatchObject({ method: { exact: 'POST' }, headers: { 'x-a': { prefix: 'b' } } });
});

test('prefix / is the prefix /, expressions and query conditions are taken as they are', () => {
  expect(cartWith([onPath('prefix', '/')]).http[0].match).toEqual([{ uri: { prefix: '/' }, port: 7070 }]);
  expect(cartWith([onPath('regex', '/v[0-9]+')]).http[0].match).toEqual([{ uri: { regex: '/v[0-9]+' }, port: 7070 }]);
  expect(cartWith([{ headers: [], query: [{ name: 'b', kind: 'regex', value: 'x|y' }, { name: 'a', kind: 'exact', value: '1' }, { name: 'c', kind: 'prefix', value: 'z' }] }]).http[0].match)
    .toEqual([{ queryParams: { a: { exact: '1' }, b: { regex: 'x|y' }, c: { prefix: 'z' } }, port: 7070 }]);
});

test('T5: the catch-all is always there and last', () => {
  const rendered = cartWith([onPath('exact', '/v2')]);
  expect(rendered.http.map((r: { name: string }) => r.name)).toEqual(['to-v2', 'default']);
  expect(rendered.http[1].match).toEqual([{ port: 7070 }]);
});

test('T6: every match says its port, the catch-all\'s included, and other ports are left alone', () => {
  const cart = aService(shopOn(), 'cart', { ports: [aPort(80, Protocol.HTTP), aPort(9000, Protocol.HTTP2, 'admin')] });
  split(cart, { v1: 90, v2: 10 }, [byHeader('x-canary', 'true')], [80]);
  const rendered = virtualServiceOf(cart);
  expect(rendered.http.map((r: { name: string; match: unknown }) => [r.name, r.match])).toEqual([
    ['http-to-v2', [{ headers: { 'x-canary': { exact: 'true' } }, port: 80 }]],
    ['http-default', [{ port: 80 }]],
  ]);
  expect(ruleFor(rendered, get('/', { port: 9000 }))).toBeUndefined();
});

test('all ports of a service stand in one object, each with its own intents', () => {
  const cart = aService(shopOn(), 'cart', { ports: [aPort(9000, Protocol.HTTP, 'admin'), aPort(80, Protocol.HTTP)] });
  cart.timeouts.push({ path: 'a', ports: [9000], requestMs: 90_000 }, { path: 'b', ports: [80], requestMs: 250 });
  expect(mesh.service(cart).resources).toHaveLength(1);
  expect(ruleFor(virtualServiceOf(cart), get('/', { port: 80 }))).toMatchObject({ timeout: '250ms', route: [{ destination: { host: HOST, port: { number: 80 } } }] });
  expect(ruleFor(virtualServiceOf(cart), get('/', { port: 9000 })).timeout).toBe('90s');
});

test('timeouts hold for the rules of a canary too, and are absent if none was asked for', () => {
  const cart = aService(shopOn(), 'cart');
  split(cart, { v1: 90, v2: 10 }, [byHeader('x-canary', 'true')]);
  expect(virtualServiceOf(cart).http.every((r: object) => !('timeout' in r) && !('retries' in r))).toBe(true);
  cart.timeouts.push({ path: 't', ports: [7070], requestMs: 5000 });
  expect(virtualServiceOf(cart).http.map((r: { timeout: string }) => r.timeout)).toEqual(['5s', '5s']);
});

test('TCP connections are split by weight, per port', () => {
  const db = aService(shopOn(), 'db', { ports: [aPort(5432, Protocol.TCP)] });
  split(db, { v1: 50, v2: 50 });
  const route = ['v1', 'v2'].map(subset => ({ destination: { host: 'db.shop.svc.cluster.local', subset, port: { number: 5432 } }, weight: 50 }));
  expect(virtualServiceOf(db)).toEqual({ hosts: ['db.shop.svc.cluster.local'], tcp: [{ match: [{ port: 5432 }], route }] });

  const both = aService(shopOn(), 'db', { ports: [aPort(5432, Protocol.TCP), aPort(80, Protocol.HTTP)] });
  split(both, { v1: 50, v2: 50 });
  expect(virtualServiceOf(both).tcp).toEqual([{ match: [{ port: 5432 }], route }]);
  expect(virtualServiceOf(both).http).toHaveLength(1);
});

test('matches of one version that another rule stands between come apart and stay in order', () => {
  const cart = aService(shopOn(), 'cart');
  cart.splits.push({ path: 's', ports: [7070], shares: [
    { version: { name: 'v1', kind: 'labels', labels: { version: 'v1' } }, weight: 50, match: [onPath('exact', '/a'), onPath('prefix', '/')] },
    { version: { name: 'v2', kind: 'labels', labels: { version: 'v2' } }, weight: 50, match: [onPath('prefix', '/a')] },
  ] });
  const chosen = (path: string) => subsets(ruleFor(virtualServiceOf(cart), get(path)));
  expect([chosen('/a'), chosen('/a/b'), chosen('/b')]).toEqual([['v1'], ['v2'], ['v1']]);
});
