import { destinationsOf, gatewayKey, httpRoutes, meshVirtualService, virtualServices } from '../../../src/manifest/istio/virtual-services';
import { setOf } from './set-of';

const vs = (name: string, namespace: string, spec: string, created?: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace}${created ? `, creationTimestamp: "${created}"` : ''} }
spec: ${spec}
`;
const HOST = 'cart.shop.svc.cluster.local';
const winner = (yaml: string, namespace: string, host = HOST) => meshVirtualService(setOf(yaml), host, namespace)?.object.name;

describe('the VirtualService that routes a host', () => {
  test('is the oldest, by creation, then by name', () => {
    expect(winner(vs('b', 'shop', '{ hosts: [cart] }') + vs('a', 'web', `{ hosts: [${HOST}] }`), 'web')).toBe('a');
    expect(winner(vs('b', 'shop', '{ hosts: [cart] }', '2026-01-01T00:00:00Z') + vs('a', 'shop', '{ hosts: [cart] }', '2026-01-02T00:00:00Z'), 'web')).toBe('b');
    expect(winner(vs('b', 'shop', '{ hosts: [cart] }', '2026-01-01T00:00:00Z') + vs('a', 'shop', '{ hosts: [cart] }'), 'web')).toBe('b');
  });

  test('is one that is seen; a private one comes first in its namespace', () => {
    const yaml = vs('a', 'shop', '{ hosts: [cart] }') + vs('b', 'web', `{ hosts: [${HOST}], exportTo: ["."] }`);
    expect([winner(yaml, 'web'), winner(yaml, 'other')]).toEqual(['b', 'a']);
    expect(winner(vs('a', 'shop', '{ hosts: [cart], exportTo: [shop] }'), 'web')).toBeUndefined();
  });

  test('is the one with the most specific host, and binds the mesh', () => {
    const yaml = vs('a', 'shop', '{ hosts: ["*.shop.svc.cluster.local"] }') + vs('b', 'shop', '{ hosts: [Cart] }');
    expect([winner(yaml, 'web'), winner(yaml, 'web', 'pay.shop.svc.cluster.local')]).toEqual(['b', 'a']);
    expect(winner(vs('a', 'shop', '{ hosts: [cart], gateways: [front] }'), 'web')).toBeUndefined();
    expect(winner(vs('a', 'shop', '{ hosts: [cart], gateways: [front, mesh] }'), 'web')).toBe('a');
  });
});

test('gateways are named with their namespace', () => {
  expect(['mesh', 'front', 'edge/front', './front', 'front.edge.svc.cluster.local', 'front.edge'].map(name => gatewayKey(name, 'shop')))
    .toEqual(['mesh', 'shop/front', 'edge/front', 'shop/front', 'edge/front', 'edge/front']);
});

describe('routes with delegates', () => {
  const root = (match: string, rest = '') => vs('root', 'edge', `{ hosts: [shop.example.com], gateways: [front], http: [{ ${match} delegate: { name: leaf, namespace: shop } ${rest} }, { route: [{ destination: { host: web } }] }] }`);
  const leaf = (http: string, more = '') => vs('leaf', 'shop', `{ http: [${http}] ${more} }`);
  const routesOf = (yaml: string) => {
    const set = setOf(yaml);
    return httpRoutes(set, virtualServices(set).find(({ object }) => object.name === 'root')!);
  };

  test('take over what they do not say, and stand in the delegate', () => {
    const [first, second] = routesOf(root('match: [{ uri: { prefix: /a } }],', ', timeout: 5s, retries: { attempts: 1 }, name: r') + leaf('{ match: [{ uri: { exact: /a/b }, headers: { x: { exact: "1" } } }], timeout: 1s, name: l, route: [{ destination: { host: cart } }] }'));
    expect(first).toMatchObject({ path: ['spec', 'http', 0], route: { name: 'r-l', timeout: '1s', retries: { attempts: 1 }, match: [{ uri: { exact: '/a/b' }, headers: { x: { exact: '1' } } }] } });
    expect([first!.object.name, second!.object.name, second!.path]).toEqual(['leaf', 'root', ['spec', 'http', 1]]);
  });

  test.each([
    ['{ uri: { prefix: /a } }', '{ uri: { prefix: /b } }', 0], ['{ uri: { prefix: /a } }', '{ uri: { prefix: /a/b } }', 1], ['{ uri: { exact: /a } }', '{ uri: { exact: /a } }', 1],
    ['{ uri: { exact: /a } }', '{ uri: { prefix: /a } }', 0], ['{ uri: { regex: "/a.*" } }', '{ uri: { exact: /a } }', 0], ['{ uri: { regex: "/a.*" } }', '{ method: { exact: GET } }', 1],
    ['{ port: 80 }', '{ port: 81 }', 0], ['{ sourceNamespace: web }', '{ uri: { exact: /a } }', 0], ['{ ignoreUriCase: true }', '{ uri: { exact: /a } }', 0],
    ['{ gateways: [a] }', '{ gateways: [a, b] }', 0], ['{ sourceLabels: { app: a } }', '{ sourceLabels: { app: b } }', 0], ['{ headers: { x: { exact: a } } }', '{ headers: { x: { exact: b } } }', 0],
  ])('%s over %s leaves %s routes', (above, below, count) => {
    expect(routesOf(root(`match: [${above}],`) + leaf(`{ match: [${below}], route: [{ destination: { host: cart } }] }`))).toHaveLength(1 + count);
  });

  test('vanish where the delegate is missing, not exported, or has hosts', () => {
    expect(routesOf(root(''))).toHaveLength(1);
    expect(routesOf(root('') + leaf('{ route: [] }', ', exportTo: ["."]'))).toHaveLength(1);
    expect(routesOf(root('') + leaf('{ route: [] }', ', hosts: [cart]'))).toHaveLength(1);
  });
});

test('destinations of all protocols and mirrors, in full', () => {
  const set = setOf(vs('a', 'shop', `
    hosts: [cart]
    http: [{ route: [{ destination: { host: cart, subset: v1, port: { number: 80 } }, weight: 90 }, { destination: { host: cart.shop } }], mirrors: [{ destination: { host: shadow } }] }]
    tls: [{ match: [{ sniHosts: [cart] }], route: [{ destination: { host: tls } }] }]
    tcp: [{ route: [{ destination: { host: db } }] }]
`.replace(/^/gm, '  ')));
  expect(destinationsOf(set, virtualServices(set)[0]!).map(({ host, subset, port, weight, protocol }) => [host, subset, port, weight, protocol])).toEqual([
    [HOST, 'v1', 80, 90, 'http'], ['cart.shop', undefined, undefined, 0, 'http'], ['shadow.shop.svc.cluster.local', undefined, undefined, undefined, 'http'],
    ['tls.shop.svc.cluster.local', undefined, undefined, 0, 'tls'], ['db.shop.svc.cluster.local', undefined, undefined, 0, 'tcp'],
  ]);
});
