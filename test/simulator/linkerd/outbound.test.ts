import { simulate } from '../support';
import { FROM_OTHER, FROM_PLAIN, FROM_WEB, pods, route, service, SHOP } from './shop';

const CART = 'http://cart:80/';
const V1 = '{ name: cart-v1, namespace: shop, port: 80 }';
const V2 = '{ name: cart-v2, namespace: shop, port: 80 }';
const ask = (more: string, to = CART, request: object = {}) => simulate(SHOP + more, { from: FROM_WEB, to, ...request });
const shares = (more: string, to?: string, request?: object) => ask(more, to, request).destinations.map(({ service: name, share }) => `${name} ${share}`);

test('without routes the Service is called, over mutual TLS', () => {
  expect(ask('')).toMatchObject({ verdict: 'allowed', status: 200, dataPlane: 'linkerd', transport: 'mtls', route: null, destinations: [{ service: 'cart.shop', port: 80, share: 100 }] });
});

test('pods without a proxy are called in plaintext', () => {
  expect(simulate(SHOP, { from: FROM_WEB, to: 'http://legacy.plain/' })).toMatchObject({ verdict: 'allowed', transport: 'plaintext', dataPlane: 'none' });
});

test('a caller without a proxy sees no routes', () => {
  const more = route('cart', `[{ backendRefs: [${V1}] }]`);
  expect(simulate(SHOP + more, { from: FROM_PLAIN, to: 'http://cart.shop/' })).toMatchObject({ verdict: 'allowed', transport: 'plaintext', route: null, destinations: [{ service: 'cart.shop' }] });
});

test('weights split, and nothing matches is 404', () => {
  const more = route('cart', `[{ matches: [{ path: { type: PathPrefix, value: /a } }], backendRefs: [{ name: cart-v1, namespace: shop, port: 80, weight: 3 }, { name: cart-v2, namespace: shop, port: 80 }] }]`);
  expect(shares(more, 'http://cart/a/b')).toEqual(['cart-v1.shop 75', 'cart-v2.shop 25']);
  expect(ask(more, 'http://cart/b')).toMatchObject({ verdict: 'unroutable', status: 404, destinations: [] });
});

test('a rule without backends goes to the parent', () => {
  expect(ask(route('cart', '[{ name: all }]'))).toMatchObject({ route: { name: 'cart', rule: 0, ruleName: 'all', match: null }, destinations: [{ service: 'cart.shop', share: 100 }] });
});

describe('precedence', () => {
  const rule = (match: string, to: string) => `{ matches: [${match}], backendRefs: [${to}] }`;
  const path = (type: string, value: string, more = '') => `{ path: { type: ${type}, value: ${value} }${more} }`;
  const method = '{ method: GET }';
  const header = '{ headers: [{ name: X-A, value: "1" }] }';
  const query = '{ queryParams: [{ name: q, value: "1" }] }';
  test.each([
    ['of an exact path and a prefix of the same length the first counts', rule(path('PathPrefix', '/a'), V1), rule(path('Exact', '/a'), V2), 'cart-v1.shop'],
    ['the longer prefix counts, wherever it stands', rule(path('PathPrefix', '/'), V1), rule(path('PathPrefix', '/a'), V2), 'cart-v2.shop'],
    ['a slash at the end of a prefix counts for nothing', rule(path('PathPrefix', '/a/'), V1), rule(path('PathPrefix', '/a'), V2), 'cart-v1.shop'],
    ['an expression is as long as the path that it takes', rule(path('PathPrefix', '/'), V1), rule(path('RegularExpression', '/.*'), V2), 'cart-v2.shop'],
    ['the first alternative of an expression that fits counts', rule(path('RegularExpression', '"/|/a"'), V1), rule(path('PathPrefix', '/'), V2), 'cart-v2.shop'],
    ['headers go before query parameters', rule(query, V1), rule(header, V2), 'cart-v2.shop'],
    ['query parameters go before the method', rule(method, V1), rule(query, V2), 'cart-v2.shop'],
    ['headers go before the method', rule(method, V1), rule(header, V2), 'cart-v2.shop'],
    ['the method counts last', rule('{ path: { value: / } }', V1), rule(method, V2), 'cart-v2.shop'],
  ])('%s', (_, one, two, expected) => {
    const result = ask(route('cart', `[${one}, ${two}]`), 'http://cart/a?q=1', { headers: { 'x-a': '1' } });
    expect(result.destinations).toMatchObject([{ service: expected, share: 100 }]);
  });

  test('proxies after 2.20 have the method before headers', () => {
    const more = route('cart', `[${rule(method, V1)}, ${rule(header, V2)}]`);
    expect(simulate(SHOP + more, { from: FROM_WEB, to: CART, headers: { 'x-a': '1' } }, { linkerdVersion: '2.21' }).destinations).toMatchObject([{ service: 'cart-v1.shop' }]);
  });

  test('of equal matches the older route counts, then the name', () => {
    const at = (time: string) => `, creationTimestamp: "${time}"`;
    const both = (one: string, two: string) => route('b', `[{ backendRefs: [${V1}] }]`, { meta: one }) + route('a', `[{ backendRefs: [${V2}] }]`, { meta: two });
    expect(shares(both(at('2024-01-01T00:00:00Z'), at('2025-01-01T00:00:00Z')))).toEqual(['cart-v1.shop 100']);
    expect(shares(both('', ''))).toEqual(['cart-v2.shop 100']);
  });

  test('hostnames count, and a route with one that fits goes first', () => {
    const more = route('a', `[{ backendRefs: [${V1}] }]`) + route('b', `[{ backendRefs: [${V2}] }]`, { spec: '\n  hostnames: ["*.example.com"]' });
    expect(shares(more, CART, { headers: { host: 'shop.example.com' } })).toEqual(['cart-v2.shop 100']);
    expect(shares(more)).toEqual(['cart-v1.shop 100']);
  });
});

describe('which routes are used (L6, L13, L15, L16, L18)', () => {
  const to = (backend: string, more = '') => `[{ ${more}backendRefs: [${backend}] }]`;
  test.each([
    ['URLRewrite', to(V1, 'filters: [{ type: URLRewrite, urlRewrite: { hostname: a.example.com } }], ')],
    ['RequestMirror', to(V1, `filters: [{ type: RequestMirror, requestMirror: { backendRef: ${V2} } }], `)],
    ['CORS', to(V1, 'filters: [{ type: CORS, cors: { allowOrigins: ["*"] } }], ')],
    ['CORS at a backend', '[{ backendRefs: [{ name: cart-v1, port: 80, filters: [{ type: CORS, cors: {} }] }] }]'],
    ['an expression that does not compile', to(V1, 'matches: [{ path: { type: RegularExpression, value: "/(?!a).*" } }], ')],
  ])('a route with %s is dropped, and the Service is called', (_, rules) => {
    const result = ask(route('cart', rules));
    expect(result).toMatchObject({ route: null, destinations: [{ service: 'cart.shop', share: 100 }] });
    expect(result.trace).toContainEqual(expect.objectContaining({ object: 'HTTPRoute shop/cart', says: expect.stringContaining('is not used') }));
  });

  test.each(['timeout.linkerd.io/request: 1m30s', 'retry.linkerd.io/http: "5xx, 503"', 'retry.linkerd.io/limit: some'])('an annotation that is not understood (%s) drops the route', annotation => {
    expect(shares(route('cart', to(V1), { meta: `, annotations: { ${annotation} }` }))).toEqual(['cart.shop 100']);
  });

  test('routes of both groups are one list', () => {
    const more = route('a', `[{ matches: [{ path: { value: /a } }], backendRefs: [${V1}] }]`, { api: 'policy.linkerd.io/v1beta3' }) + route('b', to(V2));
    expect(shares(more, 'http://cart/a')).toEqual(['cart-v1.shop 100']);
    expect(shares(more, 'http://cart/b')).toEqual(['cart-v2.shop 100']);
  });

  test('a response change of Linkerd\'s own HTTPRoute is done to the request', () => {
    const filters = 'filters: [{ type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: x-b, value: "2" }] } }], ';
    expect(ask(route('cart', to(V1, filters), { api: 'policy.linkerd.io/v1beta3' }))).toMatchObject({ request: { headers: { 'x-b': '2' } }, responseHeaders: { set: {} } });
    expect(ask(route('cart', to(V1, filters)))).toMatchObject({ request: { headers: {} }, responseHeaders: { set: { 'x-b': '2' } } });
  });

  test('routes of the callers\' namespace are merged with those of the Service\'s, for these callers', () => {
    const more = route('producer', `[{ matches: [{ path: { value: /a } }], backendRefs: [${V1}] }]`) + route('consumer', to(V2), { namespace: 'other' });
    const from = (caller: object, path: string) => simulate(SHOP + more, { from: caller, to: `http://cart.shop${path}` });
    expect(from(FROM_OTHER, '/a').destinations).toMatchObject([{ service: 'cart-v1.shop' }]);
    expect(from(FROM_OTHER, '/b').destinations).toMatchObject([{ service: 'cart-v2.shop' }]);
    expect(from(FROM_WEB, '/b')).toMatchObject({ status: 404 });
  });

  test('a backend without namespace is of the parent\'s', () => {
    const more = route('consumer', '[{ backendRefs: [{ name: cart-v1, port: 80 }] }]', { namespace: 'other' });
    expect(simulate(SHOP + more, { from: FROM_OTHER, to: 'http://cart.shop/' }).destinations).toMatchObject([{ service: 'cart-v1.shop', share: 100, verdict: 'allowed' }]);
  });

  test('a route for another port is for none of this one\'s calls', () => {
    expect(shares(route('cart', to(V1), { parent: ', port: 81' }))).toEqual(['cart.shop 100']);
    expect(shares(route('cart', to(V1), { parent: ', port: 80' }))).toEqual(['cart-v1.shop 100']);
  });

  test('beside a GRPCRoute an HTTPRoute does not count', () => {
    const grpc = route('grpc', `[{ backendRefs: [${V2}] }]`, { kind: 'GRPCRoute' });
    expect(shares(route('http', to(V1)) + grpc, 'grpc://cart:80/a.B/C')).toEqual(['cart-v2.shop 100']);
    expect(shares(route('http', to(V1), { parent: ', port: 80' }) + grpc, 'grpc://cart:80/a.B/C')).toEqual(['cart-v2.shop 100']);
  });

  test('GRPCRoutes match service and method, the longer first', () => {
    const more = route('grpc', `[{ matches: [{ method: { service: a.B } }], backendRefs: [${V1}] }, { matches: [{ method: { service: a.B, method: C } }], backendRefs: [${V2}] }]`, { kind: 'GRPCRoute' });
    expect(shares(more, 'grpc://cart:80/a.B/C')).toEqual(['cart-v2.shop 100']);
    expect(shares(more, 'grpc://cart:80/a.B/D')).toEqual(['cart-v1.shop 100']);
    expect(ask(more, 'grpc://cart:80/a.X/D')).toMatchObject({ verdict: 'unroutable', status: 404 });
  });

  test.each([
    ['http', 'cart-v1.shop'], ['kubernetes.io/h2c', 'cart-v1.shop'], ['grpc', 'typed.shop'], ['http2', 'typed.shop'], ['https', 'typed.shop'], ['tcp', 'typed.shop'], ['linkerd.io/opaque', 'typed.shop'],
  ])('appProtocol %s: a call goes to %s', (appProtocol, expected) => {
    const more = service('typed', '{ app: cart }', 'shop', '', `, appProtocol: ${appProtocol}`) + route('typed', to(V1), { of: 'typed' });
    expect(shares(more, 'http://typed/')).toEqual([`${expected} 100`]);
  });

  test('opaque ports have no HTTP, unless appProtocol says so', () => {
    const opaque = (port: string) => service('typed', '{ app: cart }', 'shop', ', annotations: { config.linkerd.io/opaque-ports: "80" }', port) + route('cart', to(V1), { of: 'typed' });
    expect(ask(opaque(''), 'http://typed/')).toMatchObject({ destinations: [{ service: 'typed.shop' }], request: null });
    expect(ask(opaque(', appProtocol: http'), 'http://typed/')).toMatchObject({ destinations: [{ service: 'cart-v1.shop' }] });
  });

  test('gRPC does not pass a port that is declared as HTTP/1', () => {
    expect(ask(service('typed', '{ app: cart }', 'shop', '', ', appProtocol: http'), 'grpc://typed:80/a.B/C')).toMatchObject({ verdict: 'unroutable', status: null });
  });
});

describe('backends (L17)', () => {
  test.each([
    ['a Service that is missing', '{ name: gone, port: 80 }', 'gone.shop'], ['a port that is missing', '{ name: cart-v2, port: 81 }', 'cart-v2.shop'],
    ['a filter that Linkerd has not', '{ name: cart-v2, port: 80, filters: [{ type: RequestMirror, requestMirror: {} }] }', 'cart-v2.shop'],
  ])('%s keeps its share and answers 500', (_, backend, name) => {
    expect(ask(route('cart', `[{ backendRefs: [${V1}, ${backend}] }]`))).toMatchObject({
      verdict: 'partial', destinations: [{ service: 'cart-v1.shop', share: 50, verdict: 'allowed' }, { service: name, share: 50, verdict: 'unroutable' }],
    });
    expect(ask(route('cart', `[{ backendRefs: [${backend}] }]`))).toMatchObject({ verdict: 'unroutable', status: 500 });
  });

  test('a backend without pods leaves its share to the others', () => {
    expect(shares(route('cart', `[{ backendRefs: [${V1}, { name: empty, port: 80 }] }]`))).toEqual(['cart-v1.shop 100']);
    expect(ask(route('cart', '[{ backendRefs: [{ name: empty, port: 80 }] }]'))).toMatchObject({ verdict: 'unroutable', status: 504 });
  });

  test('a single backend of weight 0 differs between versions, and several cannot be chosen from', () => {
    expect(ask(route('cart', '[{ backendRefs: [{ name: cart-v1, port: 80, weight: 0 }] }]'))).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining('weight 0') });
    expect(ask(route('cart', '[{ backendRefs: [{ name: cart-v1, port: 80, weight: 0 }, { name: cart-v2, port: 80, weight: 0 }] }]'))).toMatchObject({ verdict: 'unroutable', status: null });
    expect(shares(route('cart', `[{ backendRefs: [${V1}, { name: cart-v2, port: 80, weight: 0 }] }]`))).toEqual(['cart-v1.shop 100']);
  });

  test('filters of a backend are for its requests alone', () => {
    const more = route('cart', `[{ backendRefs: [${V1}, { name: cart-v2, port: 80, filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: x-v, value: "2" }] } }] }] }]`);
    expect(ask(more).destinations[1]).toMatchObject({ service: 'cart-v2.shop', request: { headers: { 'x-v': '2' } } });
    expect(ask(more).destinations[0]).not.toHaveProperty('request');
  });
});

describe('filters', () => {
  const filtered = (filter: string, match = '') => route('cart', `[{ ${match}filters: [${filter}] }]`);
  test('a header is added, then set, then removed', () => {
    const more = filtered('{ type: RequestHeaderModifier, requestHeaderModifier: { add: [{ name: X-A, value: b }, { name: x-s, value: added }], set: [{ name: X-S, value: set }], remove: [x-gone] } }');
    expect(ask(more, CART, { headers: { 'x-a': 'a', 'x-gone': '1' } }).request?.headers).toEqual({ 'x-a': 'a,b', 'x-s': 'set' });
  });

  test('a redirect answers', () => {
    const redirect = '{ type: RequestRedirect, requestRedirect: { scheme: https, hostname: www.example.com, path: { type: ReplacePrefixMatch, replacePrefixMatch: /new }, statusCode: 301 } }';
    expect(ask(filtered(redirect, 'matches: [{ path: { value: /old } }], '), 'http://cart/old/x?a=1')).toMatchObject({ verdict: 'allowed', status: 301, redirect: { status: 301, location: 'https://www.example.com/new/x?a=1' }, destinations: [] });
    expect(ask(filtered(redirect, 'matches: [{ path: { type: Exact, value: /old } }], '), 'http://cart/old')).toMatchObject({ verdict: 'unroutable', status: 500 });
  });
});

describe('where calls do not pass the routes', () => {
  const split = route('cart', `[{ backendRefs: [${V1}] }]`);
  test('skipped outbound ports: neither routes nor an identity', () => {
    const more = `${split}${pods('skipper', 'skipper', 'shop', ', annotations: { config.linkerd.io/skip-outbound-ports: "80" }')}`;
    expect(simulate(SHOP + more, { from: { namespace: 'shop', labels: { app: 'skipper' } }, to: CART })).toMatchObject({ verdict: 'allowed', transport: 'plaintext', route: null, destinations: [{ service: 'cart.shop' }] });
  });

  test('pods that skip the port inbound get plaintext', () => {
    const more = `${pods('v3', 'skipping', 'shop', ', annotations: { config.linkerd.io/skip-inbound-ports: "8080" }')}${service('skipping', '{ app: skipping }')}`;
    expect(ask(more, 'http://skipping/')).toMatchObject({ verdict: 'allowed', transport: 'plaintext', dataPlane: 'none' });
  });

  test('a headless Service and pods that are addressed themselves', () => {
    const headless = service('bare', '{ app: cart }').replace('clusterIP: 10.0.0.1', 'clusterIP: None');
    expect(ask(headless + route('bare', `[{ backendRefs: [${V1}] }]`, { of: 'bare' }), 'http://bare:8080/')).toMatchObject({ route: null, transport: 'mtls', destinations: [{ service: 'bare.shop', port: 8080 }] });
    expect(ask(split, 'http://cart:8080/', { directTo: { version: 'v2' } })).toMatchObject({ route: null, transport: 'mtls', destinations: [{ service: 'cart.shop', port: 8080 }] });
  });

  test('the proxy of an ingress goes by the name that a request is for', () => {
    const more = split + pods('edge', 'edge', 'shop', ', annotations: { linkerd.io/inject: ingress }');
    const from = (headers: object) => simulate(SHOP + more, { from: { namespace: 'shop', labels: { app: 'edge' } }, to: 'http://cart:8080/', directTo: { version: 'v2' }, headers: { ...headers } });
    expect(from({ 'l5d-dst-override': 'cart.shop.svc.cluster.local:80', 'host': 'www.example.com' })).toMatchObject({ route: { name: 'cart' }, destinations: [{ service: 'cart-v1.shop' }] });
    expect(from({ host: 'cart.shop' })).toMatchObject({ destinations: [{ service: 'cart-v1.shop' }] });
    expect(from({ host: 'www.example.com' })).toMatchObject({ route: null, destinations: [{ service: 'cart.shop', port: 8080 }] });
    expect(simulate(SHOP + more, { from: FROM_WEB, to: 'http://cart:8080/', directTo: { version: 'v2' }, headers: { host: 'cart.shop' } })).toMatchObject({ route: null });
  });

  test('a port that the Service has not is refused by the proxy', () => {
    expect(ask('', 'http://cart:81/')).toMatchObject({ verdict: 'unroutable', status: 403 });
    expect(ask('', 'tcp://cart:81')).toMatchObject({ verdict: 'unroutable', status: null });
  });

  test('bytes that are no HTTP pass a port whose protocol is detected, and no declared one', () => {
    expect(ask(split, 'tcp://cart:80')).toMatchObject({ verdict: 'allowed', status: null, route: null, destinations: [{ service: 'cart.shop' }] });
    expect(ask(service('typed', '{ app: cart }', 'shop', '', ', appProtocol: http'), 'tcp://typed:80')).toMatchObject({ verdict: 'unroutable', status: 400 });
  });

  test('TCPRoutes split connections, TLSRoutes by the server name', () => {
    const tcp = route('tcp', `[{ backendRefs: [${V1}, ${V2}] }]`, { kind: 'TCPRoute', api: 'gateway.networking.k8s.io/v1alpha2' });
    expect(shares(tcp, 'tcp://cart:80')).toEqual(['cart-v1.shop 50', 'cart-v2.shop 50']);
    const tls = (host: string) => route('tls', `[{ backendRefs: [${V1}] }]`, { kind: 'TLSRoute', api: 'gateway.networking.k8s.io/v1alpha2', spec: `\n  hostnames: [${host}]` });
    expect(shares(tls('cart'), 'tls://cart:80')).toEqual(['cart-v1.shop 100']);
    expect(ask(tls('elsewhere'), 'tls://cart:80')).toMatchObject({ verdict: 'unroutable', status: null });
  });
});
