import { FRONTEND, places, PORTAL, send, virtualService } from './shop';

interface Options { readonly name?: string; readonly namespace?: string; readonly kind?: string; readonly parent?: string; readonly created?: string }

function route(rules: string, { name = 'cart', namespace = 'shop', kind = 'HTTPRoute', parent = 'name: cart, namespace: shop', created }: Options = {}): string {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace}${created === undefined ? '' : `, creationTimestamp: "${created}"`} }
spec:
  parentRefs: [{ group: "", kind: Service, ${parent} }]
  rules: ${rules}
`;
}

const V1 = 'backendRefs: [{ name: cart-v1, port: 7070 }]';
const V2 = 'backendRefs: [{ name: cart-v2, port: 7070 }]';
const to = (path: string) => ({ to: `http://cart.shop:7070${path}` });
const GRPC = (method: string) => ({ to: `grpc://cart.shop:7070/${method}` });

describe('matches of an HTTPRoute', () => {
  test.each([
    ['a prefix is one of segments', 'path: { type: PathPrefix, value: /foo }', to('/foobar'), false],
    ['a prefix is the path itself', 'path: { type: PathPrefix, value: /foo/ }', to('/foo'), true],
    ['a prefix and more', 'path: { value: /foo }', to('/foo/x'), true],
    ['an exact path', 'path: { type: Exact, value: /foo }', to('/foo/'), false],
    ['a regular expression takes the whole path', 'path: { type: RegularExpression, value: "/fo+" }', to('/foox'), false],
    ['a method', 'method: POST', { method: 'POST' }, true],
    ['a header, exact by default', 'headers: [{ name: X-A, value: "1" }]', { headers: { 'x-a': '1' } }, true],
    ['a header by a regular expression', 'headers: [{ name: x-a, type: RegularExpression, value: "1|2" }]', { headers: { 'x-a': '2' } }, true],
    ['a query parameter', 'queryParams: [{ name: v, value: "2" }]', to('/?v=2'), true],
    ['all of one match', 'method: POST, headers: [{ name: x-a, value: "1" }]', { method: 'POST' }, false],
  ])('%s', (_, match, request, expected) => {
    const result = send([route(`[{ matches: [{ ${match} }], ${V2} }, { ${V1} }]`)], request);
    expect(places(result)).toEqual([expected ? 'cart-v2.shop:7070 100' : 'cart-v1.shop:7070 100']);
  });

  test.each([
    ['a service and a method', 'type: Exact, service: shop.Cart, method: Get', true],
    ['a service', 'service: shop.Cart', true],
    ['a method of any service', 'method: Get', true],
    ['another method', 'service: shop.Cart, method: Put', false],
    ['regular expressions', 'type: RegularExpression, service: "shop[.].*", method: "G.t"', true],
    ['a service by a regular expression', 'type: RegularExpression, service: "shop[.]Car"', false],
  ])('of a GRPCRoute: %s', (_, method, expected) => {
    const result = send([route(`[{ matches: [{ method: { ${method} } }], ${V2} }, { ${V1} }]`, { kind: 'GRPCRoute' })], GRPC('shop.Cart/Get'));
    expect(places(result)).toEqual([expected ? 'cart-v2.shop:7070 100' : 'cart-v1.shop:7070 100']);
  });
});

describe('the order of all routes of a Service', () => {
  const other = (rules: string, more: Options = {}) => route(rules, { name: 'other', ...more });
  test.each([
    ['an exact path before a longer prefix', [route(`[{ matches: [{ path: { value: /a/b } }], ${V1} }]`), other(`[{ matches: [{ path: { type: Exact, value: /a/b } }], ${V2} }]`)], to('/a/b')],
    ['a longer prefix, whatever the order', [route(`[{ matches: [{ path: { value: / } }], ${V1} }, { matches: [{ path: { value: /a } }], ${V2} }]`)], to('/a')],
    ['a prefix before a regular expression', [route(`[{ matches: [{ path: { type: RegularExpression, value: "/a/b/c/.*" } }], ${V1} }]`), other(`[{ matches: [{ path: { value: /a } }], ${V2} }]`)], to('/a/b/c/d')],
    ['a method', [route(`[{ matches: [{ path: { value: /a } }], ${V1} }]`), other(`[{ matches: [{ path: { value: /a }, method: GET }], ${V2} }]`)], to('/a')],
    ['more headers', [route(`[{ matches: [{ headers: [{ name: a, value: "1" }] }], ${V1} }]`), other(`[{ matches: [{ headers: [{ name: a, value: "1" }, { name: b, value: "1" }] }], ${V2} }]`)], { headers: { a: '1', b: '1' } }],
    ['of equals, the older route', [route(`[{ ${V1} }]`, { created: '2025-02-01T00:00:00Z' }), other(`[{ ${V2} }]`, { created: '2025-01-01T00:00:00Z' })], to('/')],
    ['of the same age, by name', [route(`[{ ${V2} }]`), other(`[{ ${V1} }]`)], to('/')],
    ['T8: HTTPRoutes and GRPCRoutes together', [route(`[{ ${V1} }]`), other(`[{ matches: [{ method: { service: shop.Cart, method: Get } }], ${V2} }]`, { kind: 'GRPCRoute' })], GRPC('shop.Cart/Get')],
  ])('%s', (_, documents, request) => {
    expect(places(send(documents, request))).toEqual(['cart-v2.shop:7070 100']);
  });

  test('results name the rule and the match as they are written', () => {
    const result = send([route(`[{ ${V1} }, { name: special, matches: [{ path: { value: /a } }, { path: { value: /b } }], ${V2} }]`)], to('/b'));
    expect(result.route).toEqual({ kind: 'HTTPRoute', namespace: 'shop', name: 'cart', rule: 1, ruleName: 'special', match: 1 });
    expect(send([route(`[{ ${V1} }]`)], to('/b')).route).toMatchObject({ rule: 0, match: null });
  });

  test('T5: where none matches, 404', () => {
    expect(send([route(`[{ matches: [{ path: { value: /v2 } }], ${V2} }]`)], to('/'))).toMatchObject({ verdict: 'unroutable', status: 404 });
  });
});

describe('whose callers a route is for', () => {
  const consumer = route(`[{ ${V2} }]`.replaceAll('cart-v2,', 'cart-v2, namespace: shop,'), { namespace: 'web' });

  test('T4: one beside the Service is for all, one in another namespace for the callers there', () => {
    expect(send([route(`[{ ${V2} }]`)], { from: PORTAL }).route).toMatchObject({ namespace: 'shop' });
    expect(send([consumer], { from: PORTAL }).route).toMatchObject({ namespace: 'web' });
    expect(send([consumer], { from: FRONTEND }).route).toBeNull();
  });

  test('a consumer’s own routes stand in front of the producer’s, and are not merged with them', () => {
    const producer = route(`[{ matches: [{ path: { type: Exact, value: /a } }], ${V1} }]`, { created: '2020-01-01T00:00:00Z' });
    expect(send([producer, consumer], { from: PORTAL, ...to('/a') }).route).toMatchObject({ namespace: 'web' });
    expect(send([producer, consumer], { from: FRONTEND, ...to('/a') }).route).toMatchObject({ namespace: 'shop' });
  });

  test.each([
    ['T1: the older of the two where it stands elsewhere', PORTAL, '2025-01-01T00:00:00Z', 'VirtualService'],
    ['T1: the older of the two, the HTTPRoute', PORTAL, '2025-03-01T00:00:00Z', 'HTTPRoute'],
    ['the HTTPRoute, whatever its age, for callers of its own namespace', FRONTEND, '2025-01-01T00:00:00Z', 'HTTPRoute'],
  ])('beside a VirtualService wins at sidecars: %s', (_, from, created, kind) => {
    const vs = virtualService('- route: [{ destination: { host: cart-v1, port: { number: 7070 } } }]').replace('namespace: shop }', `namespace: shop, creationTimestamp: "${created}" }`);
    expect(send([vs, route(`[{ ${V2} }]`, { created: '2025-02-01T00:00:00Z' })], { from }).route?.kind).toBe(kind);
  });

  test('a port of the parent limits it to that port', () => {
    const one = route(`[{ ${V2} }]`, { parent: 'name: search, namespace: shop, port: 80' });
    expect(send([one], { to: 'http://search.shop:80/' }).route).not.toBeNull();
    expect(send([one], { to: 'http://search.shop:7070/' }).route).toBeNull();
  });

  test('one whose Service does not exist has no say', () => {
    expect(send([route(`[{ ${V2} }]`, { parent: 'name: nobody, namespace: shop' })], {}).route).toBeNull();
  });
});

describe('backends', () => {
  test.each([
    ['shares', 'backendRefs: [{ name: cart-v1, port: 7070, weight: 9 }, { name: cart-v2, port: 7070 }]', ['cart-v1.shop:7070 90', 'cart-v2.shop:7070 10']],
    ['one of weight 0 gets nothing', 'backendRefs: [{ name: cart-v1, port: 7070, weight: 0 }, { name: cart-v2, port: 7070 }]', ['cart-v2.shop:7070 100']],
    ['a missing Service keeps its share', 'backendRefs: [{ name: nobody, port: 7070 }, { name: cart-v2, port: 7070 }]', ['nobody.shop:7070 50 unroutable', 'cart-v2.shop:7070 50']],
    ['of the mesh need no ReferenceGrant', 'backendRefs: [{ name: cart-v1, namespace: shop, port: 7070 }]', ['cart-v1.shop:7070 100']],
  ])('%s', (_, backends, expected) => {
    expect(places(send([route(`[{ ${backends} }]`.replaceAll('name: cart', 'namespace: shop, name: cart').replaceAll('namespace: shop, name: cart-v1, namespace: shop', 'name: cart-v1, namespace: shop'))], {}))).toEqual(expected);
  });

  test.each([
    ['none', '[{}]'], ['only those of weight 0', '[{ backendRefs: [{ name: cart-v1, port: 7070, weight: 0 }] }]'],
  ])('%s: 500', (_, rules) => {
    expect(send([route(rules)], {})).toMatchObject({ verdict: 'unroutable', status: 500, destinations: [], route: { name: 'cart' }, reason: 'HTTPRoute shop/cart has no backend that takes requests' });
  });

  test('a missing Service: 500', () => {
    expect(send([route('[{ backendRefs: [{ name: nobody, port: 7070 }] }]')], {})).toMatchObject({ verdict: 'unroutable', status: 500 });
  });

  test('of a kind that is no Service: 500', () => {
    expect(send([route('[{ backendRefs: [{ group: example.com, kind: Bucket, name: b, port: 80 }] }]')], {}))
      .toMatchObject({ verdict: 'unroutable', status: 500, destinations: [{ service: 'b.shop' }], reason: 'b.shop is nothing that this route may send to: it is no Service, or no ReferenceGrant lets the route use it' });
  });

  test('one without a port makes the whole route void', () => {
    expect(send([route(`[{ matches: [{ path: { value: /a } }], backendRefs: [{ name: cart-v1 }] }, { ${V2} }]`)], {}).route).toBeNull();
  });
});

describe('filters', () => {
  const filtered = (filters: string, request: Parameters<typeof send>[1] = {}, match = '') => send([route(`[{ ${match}filters: [${filters}], ${V1} }]`)], request);

  test('headers, of which the first of a name counts', () => {
    const result = filtered('{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-A, value: "1" }, { name: x-a, value: "2" }], add: [{ name: x-b, value: "2" }], remove: [x-c] } }, { type: ResponseHeaderModifier, responseHeaderModifier: { remove: [x-r] } }',
      { headers: { 'x-b': '1', 'x-c': '1' } });
    expect(result.request?.headers).toEqual({ 'x-a': '1', 'x-b': '1,2' });
    expect(result.responseHeaders.remove).toEqual(['x-r']);
  });

  test('headers of a backend', () => {
    const result = send([route('[{ backendRefs: [{ name: cart-v1, port: 7070, filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: x-a, value: "1" }] } }] }, { name: cart-v2, port: 7070 }] }]')], {});
    expect(result.destinations.map(({ request }) => request?.headers)).toEqual([{ 'x-a': '1' }, undefined]);
  });

  test.each([
    ['E5: scheme alone keeps the port', 'scheme: https', 302, 'https://cart.shop:7070/a?q=1'],
    ['without scheme and port, that of the listener', 'hostname: www.example.com, statusCode: 301', 301, 'http://www.example.com:7070/a?q=1'],
    ['a port', 'scheme: https, port: 8443', 302, 'https://cart.shop:8443/a?q=1'],
    ['a full path', 'path: { type: ReplaceFullPath, replaceFullPath: /b }, port: 80', 302, 'http://cart.shop:7070/b?q=1'],
    ['a prefix', 'path: { type: ReplacePrefixMatch, replacePrefixMatch: /b }, hostname: x.example.com, port: 80', 302, 'http://x.example.com/b?q=1'],
  ])('redirects: %s', (_, redirect, status, location) => {
    expect(filtered(`{ type: RequestRedirect, requestRedirect: { ${redirect} } }`, to('/a?q=1'), 'matches: [{ path: { value: /a } }], ').redirect).toEqual({ status, location });
  });

  test.each([
    ['a prefix of segments', 'path: { type: ReplacePrefixMatch, replacePrefixMatch: /bar }', '/foo/x?q=1', '/bar/x?q=1'],
    ['a prefix that is the path', 'path: { type: ReplacePrefixMatch, replacePrefixMatch: /bar/ }', '/foo', '/bar'],
    ['T2: "/" takes the prefix away', 'path: { type: ReplacePrefixMatch, replacePrefixMatch: / }', '/foo/x', '/x'],
    ['"/" for the path itself', 'path: { type: ReplacePrefixMatch, replacePrefixMatch: / }', '/foo', '/'],
    ['the whole path', 'path: { type: ReplaceFullPath, replaceFullPath: /b }', '/foo/x?q=1', '/b?q=1'],
  ])('rewrites: %s', (_, rewrite, path, expected) => {
    expect(filtered(`{ type: URLRewrite, urlRewrite: { ${rewrite} } }`, to(path), 'matches: [{ path: { value: /foo } }], ').request?.path).toBe(expected);
  });

  test('rewrites of the hostname', () => {
    expect(filtered('{ type: URLRewrite, urlRewrite: { hostname: v1.example.com } }').request?.host).toBe('v1.example.com');
  });

  test.each([
    ['everything', '', 100], ['percent', ', percent: 5', 5], ['a fraction', ', fraction: { numerator: 1, denominator: 1000 }', 0.1],
  ])('mirrors: %s', (_, part, percent) => {
    expect(filtered(`{ type: RequestMirror, requestMirror: { backendRef: { name: cart-v2, port: 7070 }${part} } }`).mirrors).toEqual([{ service: 'cart-v2.shop', port: 7070, version: null, percent }]);
  });

  test('CORS: preflights of other origins are answered too, without its headers', () => {
    const cors = '{ type: CORS, cors: { allowOrigins: ["https://*.example.com"], allowMethods: [GET] } }';
    const preflight = (origin: string) => ({ method: 'OPTIONS', headers: { 'origin': origin, 'access-control-request-method': 'GET' } });
    expect(filtered(cors, preflight('https://a.example.com')).response.headers).toMatchObject({ 'access-control-allow-origin': 'https://a.example.com', 'access-control-allow-methods': 'GET', 'access-control-max-age': '5' });
    expect(filtered(cors, preflight('https://a.example.org'))).toMatchObject({ status: 200, destinations: [], response: { headers: {} } });
  });

  test('one that Istio does not know makes the whole route void', () => {
    expect(filtered('{ type: ExtensionRef, extensionRef: { group: example.com, kind: Thing, name: t } }').route).toBeNull();
  });
});

describe('T3: time and tries', () => {
  const DEFAULT = { additional: 2, perTryTimeout: null, from: 'default' };
  test.each([
    ['request', 'timeouts: { request: 5s }', '5s', DEFAULT],
    ['E4: without retry, backendRequest is the whole request’s', 'timeouts: { request: 5s, backendRequest: 2s }', '2s', DEFAULT],
    ['with retry, it is one try’s', 'timeouts: { request: 5s, backendRequest: 2s }, retry: { attempts: 1 }', '5s', { additional: 1, on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'], perTryTimeout: '2s', from: 'route' }],
    ['codes', 'retry: { attempts: 3, codes: [503] }', null, { additional: 3, on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes', '503'], perTryTimeout: null, from: 'route' }],
    ['attempts are 2 by default', 'retry: { codes: [500] }', null, { additional: 2, from: 'route' }],
    ['attempts 0 are none', 'retry: { attempts: 0 }', null, null],
    ['0s is none', 'timeouts: { request: 0s }', null, DEFAULT],
  ])('%s', (_, fields, timeout, retries) => {
    expect(send([route(`[{ ${fields}, ${V1} }]`)], {})).toMatchObject({ timeout, retries });
  });

  test('T8: a GRPCRoute has the default retries and no timeout', () => {
    expect(send([route(`[{ ${V1} }]`, { kind: 'GRPCRoute' })], GRPC('shop.Cart/Get'))).toMatchObject({ timeout: null, retries: DEFAULT, route: { kind: 'GRPCRoute' } });
  });
});
