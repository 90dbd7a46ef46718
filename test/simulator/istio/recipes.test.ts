import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { AMBIENT, shop, SIDECAR } from './access-shop';

const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
const WAYPOINT = '{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: waypoint, namespace: shop }, spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] } }\n---\n';
const VERSIONS = ['cart-v1', 'cart-v2'].map(name => `{ apiVersion: v1, kind: Service, metadata: { name: ${name}, namespace: shop }, spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] } }\n---\n`).join('');
const route = (...rules: string[]) => `{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: cart, namespace: shop }, spec: { parentRefs: [{ group: "", kind: Service, name: cart, port: 80 }], rules: [${rules.join(', ')}] } }\n---\n`;
const to = (name: string, more = '') => `{ ${more}backendRefs: [{ name: ${name}, port: 80 }] }`;

const ambient = shop(`${AMBIENT}, istio.io/use-waypoint: waypoint`, WAYPOINT + VERSIONS);
const sidecar = shop(SIDECAR, VERSIONS);
const both = (more: string, request: Partial<SimulatedRequest> = {}) => [ambient, sidecar].map(yaml => simulate(yaml + more, { from: FRONTEND, to: 'http://cart.shop/cart', ...request }));

describe('T9, 2.4: an HTTPRoute does the same at a waypoint as at sidecars', () => {
  const HEADER = 'matches: [{ headers: [{ name: x-canary, value: "1" }] }], ';
  test.each<[string, string, Partial<SimulatedRequest>, Record<string, unknown>]>([
    ['a header chooses the version', route(to('cart-v1'), to('cart-v2', HEADER)), { headers: { 'x-canary': '1' } }, { destinations: [{ service: 'cart-v2.shop', share: 100 }] }],
    ['without it the rest', route(to('cart-v1'), to('cart-v2', HEADER)), {}, { destinations: [{ service: 'cart-v1.shop', share: 100 }] }],
    ['weights', route('{ backendRefs: [{ name: cart-v1, port: 80, weight: 9 }, { name: cart-v2, port: 80, weight: 1 }] }'), {}, { destinations: [{ service: 'cart-v1.shop', share: 90 }, { service: 'cart-v2.shop', share: 10 }] }],
    ['a mirror', route(to('cart-v1', 'filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: cart-v2, port: 80 } } }], ')), {}, { mirrors: [{ service: 'cart-v2.shop', percent: 100 }] }],
    ['a rewrite', route(to('cart-v1', 'matches: [{ path: { value: /cart } }], filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /v1 } } }], ')), { to: 'http://cart.shop/cart/7' }, { request: { path: '/v1/7' } }],
    ['header filters', route(to('cart-v1', 'filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: x-a, value: "1" }] } }], ')), {}, { request: { headers: { 'x-a': '1' } } }],
    ['a redirect', route('{ filters: [{ type: RequestRedirect, requestRedirect: { hostname: www.example.com, port: 80 } }] }'), {}, { status: 302, redirect: { location: 'http://www.example.com/cart' } }],
    ['a method', route(to('cart-v1'), to('cart-v2', 'matches: [{ method: PUT }], ')), { method: 'PUT' }, { destinations: [{ service: 'cart-v2.shop' }] }],
    ['a query parameter', route(to('cart-v1'), to('cart-v2', 'matches: [{ queryParams: [{ name: v, value: "2" }] }], ')), { to: 'http://cart.shop/cart?v=2' }, { destinations: [{ service: 'cart-v2.shop' }] }],
    ['a regular expression, behind every prefix', route(to('cart-v1', 'matches: [{ path: { value: /x } }], '), to('cart-v2', 'matches: [{ path: { type: RegularExpression, value: "/c.*" } }], ')), {}, { destinations: [{ service: 'cart-v2.shop' }] }],
    ['T3: times', route(to('cart-v1', 'timeouts: { request: 5s, backendRequest: 2s }, retry: { attempts: 1, codes: [503] }, ')), {}, { timeout: '5s', retries: { additional: 1, perTryTimeout: '2s', from: 'route' } }],
    ['T3: backendRequest without retry', route(to('cart-v1', 'timeouts: { request: 5s, backendRequest: 2s }, ')), {}, { timeout: '2s', retries: { additional: 2, from: 'default' } }],
    ['T5: what no rule takes', route(to('cart-v1', 'matches: [{ path: { value: /v2 } }], ')), {}, { verdict: 'unroutable', status: 404 }],
    ['no backends', route('{}'), {}, { verdict: 'unroutable', status: 500 }],
  ])('%s', (_rule, more, request, expected) => {
    for (const result of both(more, request)) expect(result).toMatchObject(expected);
  });

  test('T9: a version’s Service does not inherit the routes of the one in front', () => {
    for (const result of both(route(to('cart-v2', 'timeouts: { request: 3s }, ')), { to: 'http://cart-v1.shop/' })) expect(result).toMatchObject({ timeout: null, route: null, destinations: [{ service: 'cart-v1.shop' }] });
  });

  test('T9: a version without a waypoint of its own still gets its share', () => {
    const labelled = shop(AMBIENT, WAYPOINT + VERSIONS + route(to('cart-v2'))).replace('metadata: { name: cart, namespace: shop }\nspec:\n  selector: { app: cart }', 'metadata: { name: cart, namespace: shop, labels: { istio.io/use-waypoint: waypoint } }\nspec:\n  selector: { app: cart }');
    expect(simulate(labelled, { from: FRONTEND, to: 'http://cart.shop/' })).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'cart-v2.shop', share: 100, verdict: 'allowed' }] });
  });

  test('T12: a waypoint of the namespace takes calls to each of its Services', () => {
    for (const name of ['cart', 'cart-v1', 'cart-v2']) expect(simulate(ambient, { from: FRONTEND, to: `http://${name}.shop/` })).toMatchObject({ retries: { additional: 2, from: 'default' } });
    expect(simulate(shop(AMBIENT, WAYPOINT + VERSIONS), { from: FRONTEND, to: 'http://cart.shop/' }).retries).toBeNull();
  });
});
