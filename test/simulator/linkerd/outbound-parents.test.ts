import { simulate } from '../support';
import { FROM_WEB, pods, route, service, SHOP } from './shop';

const V1 = '{ name: cart-v1, namespace: shop, port: 80 }';
const V2 = '{ name: cart-v2, namespace: shop, port: 80 }';
const ask = (more: string, to = 'http://cart/', request: object = {}) => simulate(SHOP + more, { from: FROM_WEB, to, ...request });
const toV1 = (more: Parameters<typeof route>[2] = {}, name = 'r') => route(name, `[{ backendRefs: [${V1}] }]`, more);
const PLAIN_SERVICE = { route: null, destinations: [{ service: 'cart.shop', share: 100 }] };

describe('parents', () => {
  test.each([
    ['group "" or core', toV1().replace("group: ''", 'group: core'), 'cart-v1.shop'], ['any port where none is said', toV1(), 'cart-v1.shop'], ['a section counts for nothing', toV1({ parent: ', sectionName: any' }), 'cart-v1.shop'],
    ['the namespace of the route where none is said', toV1().replace('name: cart, namespace: shop', 'name: cart'), 'cart-v1.shop'],
    ['a Service of another group is none', toV1().replace("group: ''", 'group: apps'), 'cart.shop'], ['another Service', toV1({ of: 'cart-v2' }), 'cart.shop'],
    ['of several parents each has the route', toV1().replace('parentRefs: [', "parentRefs: [{ group: '', kind: Service, name: gone }, "), 'cart-v1.shop'],
  ])('%s', (_, more, expected) => {
    expect(ask(more).destinations).toMatchObject([{ service: expected }]);
  });

  test('a Service that is only another name has no routes', () => {
    const alias = `
---
apiVersion: v1
kind: Service
metadata: { name: alias, namespace: shop }
spec: { type: ExternalName, externalName: www.example.com, ports: [{ name: web, port: 80 }] }`;
    expect(ask(alias + toV1({ of: 'alias' }), 'http://alias/')).toMatchObject({ verdict: 'allowed', route: null });
  });

  test('a Service without pods of its own may be a parent', () => {
    expect(ask(toV1({ of: 'empty' }), 'http://empty/')).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'cart-v1.shop' }] });
  });

  test('routes of a backend are not asked', () => {
    const more = toV1() + route('leaf', `[{ backendRefs: [${V2}] }]`, { of: 'cart-v1' });
    expect(ask(more).destinations).toMatchObject([{ service: 'cart-v1.shop' }]);
    expect(ask(more, 'http://cart-v1/').destinations).toMatchObject([{ service: 'cart-v2.shop' }]);
  });

  test('a route for one port and one for all meet at that port', () => {
    const two = service('cart', '{ app: cart }').replace('ports: [', 'ports: [{ name: more, port: 81, targetPort: 8080 }, ');
    const more = SHOP.replace(service('cart', '{ app: cart }'), two) + route('all', `[{ matches: [{ path: { value: /a } }], backendRefs: [${V1}] }]`) + route('one', `[{ matches: [{ path: { value: /b } }], backendRefs: [${V2}] }]`, { parent: ', port: 81' });
    const at = (url: string) => simulate(more, { from: FROM_WEB, to: url }).destinations.map(destination => destination.service);
    expect([at('http://cart:81/a'), at('http://cart:81/b'), at('http://cart/a'), at('http://cart/b')]).toEqual([['cart-v1.shop'], ['cart-v2.shop'], ['cart-v1.shop'], []]);
  });
});

describe('of kinds that meet on one parent and port one is accepted', () => {
  const KINDS = ['GRPCRoute', 'HTTPRoute', 'TLSRoute', 'TCPRoute'];
  test.each(KINDS.slice(1).flatMap((loser, index) => KINDS.slice(0, index + 1).map(winner => [winner, loser] as const)))('%s before %s', (winner, loser) => {
    const more = toV1({ kind: winner }, 'winner') + toV1({ kind: loser }, 'loser');
    expect(ask(more, 'grpc://cart:80/a.B/C').trace).toContainEqual(expect.objectContaining({ object: `${loser} shop/loser`, says: expect.stringContaining(`conflicts with ${winner} shop/winner`) }));
  });

  test('where only one of both names the port both are accepted, and the GRPCRoute alone counts (L15)', () => {
    const more = toV1({ parent: ', port: 80' }, 'http') + route('grpc', `[{ backendRefs: [${V2}] }]`, { kind: 'GRPCRoute' });
    expect(ask(more, 'grpc://cart:80/a.B/C').destinations).toMatchObject([{ service: 'cart-v2.shop' }]);
    expect(ask(more)).toMatchObject({ verdict: 'unroutable', status: 404 });
  });

  test.each(['TCPRoute', 'TLSRoute'])('a %s of two rules is not used', kind => {
    expect(ask(route('r', `[{ backendRefs: [${V1}] }, { backendRefs: [${V2}] }]`, { kind }), kind === 'TCPRoute' ? 'tcp://cart:80' : 'tls://cart:80')).toMatchObject(PLAIN_SERVICE);
  });
});

describe('what a port carries (L18)', () => {
  const typed = (appProtocol: string, more = '') => service('typed', '{ app: cart }', 'shop', more, `, appProtocol: ${appProtocol}`);
  const GRPC = 'grpc://typed:80/a.B/C';

  test.each([
    ['http', 'HTTPRoute', 'http://typed/', 'cart-v1.shop'], ['kubernetes.io/h2c', 'GRPCRoute', GRPC, 'cart-v1.shop'], ['kubernetes.io/h2c', 'HTTPRoute', GRPC, 'cart-v1.shop'],
    ['http', 'GRPCRoute', 'http://typed/', 'typed.shop'], ['grpc', 'GRPCRoute', GRPC, 'typed.shop'], ['tcp', 'TCPRoute', 'tcp://typed:80', 'cart-v1.shop'], ['http', 'TCPRoute', 'http://typed/', 'typed.shop'],
    ['example.com/own', 'HTTPRoute', 'http://typed/', 'typed.shop'],
  ])('appProtocol %s and an %s: %s goes to %s', (appProtocol, kind, url, expected) => {
    expect(ask(typed(appProtocol) + toV1({ of: 'typed', kind }), url).destinations).toMatchObject([{ service: expected }]);
  });

  test('gRPC passes a port of HTTP/2, and plain HTTP one of HTTP/1', () => {
    expect(ask(typed('kubernetes.io/h2c'), GRPC)).toMatchObject({ verdict: 'allowed', grpcStatus: 0 });
    expect(ask(typed('http'), 'http://typed/')).toMatchObject({ verdict: 'allowed', status: 200 });
  });

  const db = (annotations = '') => `${service('db', '{ app: cart }', 'shop', annotations && `, annotations: { ${annotations} }`).replace('port: 80,', 'port: 3306,')}${toV1({ of: 'db' })}`;
  test.each([
    ['by default some ports are opaque', '', 'db.shop'], ['an annotation replaces that list', 'config.linkerd.io/opaque-ports: "25"', 'cart-v1.shop'],
    ['ranges count', 'config.linkerd.io/opaque-ports: "3300-3310"', 'db.shop'], ['names of ports count', 'config.linkerd.io/opaque-ports: "web"', 'db.shop'],
  ])('%s', (_, annotations, expected) => {
    expect(ask(db(annotations), 'http://db:3306/').destinations).toMatchObject([{ service: expected }]);
  });

  test('what the namespace says of opaque ports counts where the Service says nothing', () => {
    const set = SHOP.replace('linkerd.io/inject: enabled', 'linkerd.io/inject: enabled, config.linkerd.io/opaque-ports: "80"') + toV1();
    expect(simulate(set, { from: FROM_WEB, to: 'http://cart/' })).toMatchObject(PLAIN_SERVICE);
  });
});

describe('backends', () => {
  test.each([
    ['of another group', '{ group: example.com, kind: Bucket, name: b, port: 80 }'], ['without a port', '{ name: cart-v1 }'], ['an EgressNetwork that is not the parent', '{ group: policy.linkerd.io, kind: EgressNetwork, name: net, port: 80 }'],
  ])('%s: 500', (_, backend) => {
    expect(ask(route('r', `[{ backendRefs: [${backend}] }]`))).toMatchObject({ verdict: 'unroutable', status: 500 });
  });

  test('in another namespace need no ReferenceGrant', () => {
    expect(ask(`${service('far', '{ app: caller }', 'other')}${route('r', '[{ backendRefs: [{ name: far, namespace: other, port: 80 }] }]')}`)).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'far.other' }] });
  });

  test.each([
    ['1 where none is said', `${V1}, ${V2}`, [50, 50]], ['any sum', '{ name: cart-v1, port: 80, weight: 1 }, { name: cart-v2, port: 80, weight: 2 }', [33.33, 66.67]],
  ])('weights: %s', (_, backends, expected) => {
    expect(ask(route('r', `[{ backendRefs: [${backends}] }]`)).destinations.map(({ share }) => share)).toEqual(expected);
  });

  test.each([
    ['RequestHeaderModifier', '{ type: RequestHeaderModifier, requestHeaderModifier: { add: [{ name: x-b, value: "1" }] } }', 'allowed'],
    ['ResponseHeaderModifier', '{ type: ResponseHeaderModifier, responseHeaderModifier: { add: [{ name: x-b, value: "1" }] } }', 'allowed'],
    ['URLRewrite', '{ type: URLRewrite, urlRewrite: { hostname: a } }', 'unroutable'], ['ExtensionRef', '{ type: ExtensionRef, extensionRef: {} }', 'unroutable'],
  ])('a filter %s on one: %s', (_, filter, verdict) => {
    expect(ask(route('r', `[{ backendRefs: [{ name: cart-v1, port: 80, filters: [${filter}] }] }]`)).destinations).toMatchObject([{ verdict }]);
  });
});

describe('what rests on the proxy of the caller', () => {
  test('ports that a Service has not are refused, whether it has routes or a profile', () => {
    const profile = `
---
apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata: { name: cart.shop.svc.cluster.local, namespace: shop }
spec: { routes: [{ name: all, condition: { pathRegex: ".*" } }] }`;
    for (const more of [toV1(), profile]) expect(ask(more, 'http://cart:81/')).toMatchObject({ verdict: 'unroutable', status: 403 });
  });

  test('pods that skip outbound ports reach what the Service has, in plaintext', () => {
    const more = toV1() + pods('skipper', 'skipper', 'shop', ', annotations: { config.linkerd.io/skip-outbound-ports: "79-81" }');
    expect(simulate(SHOP + more, { from: { namespace: 'shop', labels: { app: 'skipper' } }, to: 'http://cart/' })).toMatchObject({ ...PLAIN_SERVICE, transport: 'plaintext', dataPlane: 'linkerd' });
  });
});
