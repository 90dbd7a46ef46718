import { simulate } from '../support';

const SETTINGS = { mesh: 'gateway-api' } as const;
const pods = (name: string, app: string, namespace = 'shop') => `
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { app: ${app}, version: ${name} } }, spec: { containers: [{ name: main, ports: [{ containerPort: 8080 }] }] } } }`;
const service = (name: string, selector: string, namespace = 'shop', ip = '10.0.0.1') => `
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { clusterIP: ${ip}, selector: ${selector}, ports: [{ name: web, port: 80, targetPort: 8080 }] }`;
const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
${pods('web', 'web')}${pods('v1', 'cart')}${pods('v2', 'cart')}${pods('caller', 'caller', 'other')}${pods('far', 'far', 'other')}
${service('cart', '{ app: cart }')}${service('cart-v1', '{ version: v1 }')}${service('cart-v2', '{ version: v2 }')}${service('empty', '{ app: nobody }')}${service('bare', '{ app: cart }', 'shop', 'None')}${service('far', '{ app: far }', 'other')}`;
const FROM = { namespace: 'shop', labels: { app: 'web' } };
const FROM_OTHER = { namespace: 'other', labels: { app: 'caller' } };

const V1 = '{ name: cart-v1, port: 80 }';
const V2 = '{ name: cart-v2, port: 80 }';
interface More { readonly kind?: string; readonly namespace?: string; readonly meta?: string; readonly spec?: string; readonly parent?: string; readonly of?: string }
const route = (name: string, rules: string, more: More = {}) => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: ${more.kind ?? 'HTTPRoute'}
metadata: { name: ${name}, namespace: ${more.namespace ?? 'shop'}${more.meta ?? ''} }
spec: { parentRefs: [{ group: '', kind: Service, name: ${more.of ?? 'cart'}, namespace: shop${more.parent ?? ''} }],${more.spec ?? ''} rules: ${rules} }`;
const rule = (match: string, backend: string, more = '') => `{ matches: [${match}], backendRefs: [${backend}]${more} }`;
const ask = (more: string, to = 'http://cart/', request: object = {}) => simulate(SHOP + more, { from: FROM, to, ...request }, SETTINGS);
const goesTo = (...args: Parameters<typeof ask>) => ask(...args).destinations.map(({ service: name, share }) => `${name} ${share}`);

test('without routes the Service is called, in plaintext', () => {
  expect(ask('')).toMatchObject({ verdict: 'allowed', status: 200, dataPlane: 'none', transport: 'plaintext', route: null, destinations: [{ service: 'cart.shop', share: 100 }] });
});

describe('precedence', () => {
  const path = (type: string, value: string, more = '') => `{ path: { type: ${type}, value: ${value} }${more} }`;
  const method = '{ method: GET }';
  const header = '{ headers: [{ name: X-A, value: "1" }] }';
  const query = '{ queryParams: [{ name: q, value: "1" }] }';
  test.each([
    ['an exact path goes before a prefix', path('PathPrefix', '/a'), path('Exact', '/a')],
    ['the longer prefix goes first', path('PathPrefix', '/'), path('PathPrefix', '/a')],
    ['the method goes before headers', header, method],
    ['headers go before query parameters', query, header],
    ['more headers go before fewer', header, '{ headers: [{ name: x-a, value: "1" }, { name: x-b, value: "2" }] }'],
    ['query parameters go before nothing', '{ path: { value: / } }', query],
  ])('%s', (_, loser, winner) => {
    const request = { headers: { 'x-a': '1', 'x-b': '2' } };
    expect(goesTo(route('cart', `[${rule(loser, V1)}, ${rule(winner, V2)}]`), 'http://cart/a?q=1', request)).toEqual(['cart-v2.shop 100']);
    expect(goesTo(route('cart', `[${rule(winner, V2)}, ${rule(loser, V1)}]`), 'http://cart/a?q=1', request)).toEqual(['cart-v2.shop 100']);
  });

  test('of equals the older route counts, then the name, then the first rule', () => {
    const both = (one: string, two: string) => route('b', `[{ backendRefs: [${V1}] }]`, { meta: one }) + route('a', `[{ backendRefs: [${V2}] }]`, { meta: two });
    expect(goesTo(both(', creationTimestamp: "2024-01-01T00:00:00Z"', ', creationTimestamp: "2025-01-01T00:00:00Z"'))).toEqual(['cart-v1.shop 100']);
    expect(goesTo(both('', ''))).toEqual(['cart-v2.shop 100']);
    expect(goesTo(route('cart', `[{ backendRefs: [${V1}] }, { backendRefs: [${V2}] }]`))).toEqual(['cart-v1.shop 100']);
  });
});

describe('matching', () => {
  test.each([
    ['PathPrefix', '/abc', '/abc', true], ['PathPrefix', '/abc', '/abc/', true], ['PathPrefix', '/abc', '/abc/d', true], ['PathPrefix', '/abc/', '/abc', true],
    ['PathPrefix', '/abc', '/abcd', false], ['PathPrefix', '/abc', '/ABC', false], ['Exact', '/abc', '/abc', true], ['Exact', '/abc', '/abc/', false],
    ['RegularExpression', '"/a[0-9]+"', '/a12', true], ['RegularExpression', '"/a[0-9]+"', '/a12/b', false],
  ])('%s %s and %s: %s', (type, value, path, expected) => {
    expect(ask(route('cart', `[${rule(`{ path: { type: ${type}, value: ${value} } }`, V1)}]`), `http://cart${path}?x=1`).verdict === 'allowed').toBe(expected);
  });

  test('conditions of a match are ANDed, matches ORed, and the match is named', () => {
    const more = route('cart', `[{ name: picked, matches: [{ method: PUT }, { method: GET, headers: [{ name: X-A, type: RegularExpression, value: "a+" }] }], backendRefs: [${V1}] }]`);
    expect(ask(more, undefined, { headers: { 'x-a': 'aa' } }).route).toEqual({ kind: 'HTTPRoute', namespace: 'shop', name: 'cart', rule: 0, ruleName: 'picked', match: 1 });
    expect(ask(more, undefined, { headers: { 'x-a': 'ab' } })).toMatchObject({ verdict: 'unroutable', status: 404 });
  });

  test('of two conditions on one header the first counts', () => {
    expect(ask(route('cart', `[${rule('{ headers: [{ name: x-a, value: "1" }, { name: X-A, value: "2" }] }', V1)}]`), undefined, { headers: { 'x-a': '1' } }).verdict).toBe('allowed');
  });

  test('hostnames count for nothing within a mesh', () => {
    expect(goesTo(route('cart', `[{ backendRefs: [${V1}] }]`, { spec: ' hostnames: [elsewhere.example.com],' }))).toEqual(['cart-v1.shop 100']);
  });

  test('GRPCRoutes match services and methods, the longer first, and nothing that is no gRPC', () => {
    const more = route('cart', `[${rule('{ method: { service: a.B } }', V1)}, ${rule('{ method: { service: a.B, method: C } }', V2)}, ${rule('{ method: { type: RegularExpression, service: "x\\\\..*" } }', V2)}]`, { kind: 'GRPCRoute' });
    expect(goesTo(more, 'grpc://cart:80/a.B/C')).toEqual(['cart-v2.shop 100']);
    expect(goesTo(more, 'grpc://cart:80/a.B/D')).toEqual(['cart-v1.shop 100']);
    expect(goesTo(more, 'grpc://cart:80/x.Y/D')).toEqual(['cart-v2.shop 100']);
    expect(ask(more, 'http://cart/a.B/C')).toMatchObject({ status: 404 });
  });
});

describe('attachment (GAMMA)', () => {
  test('routes of the callers\' namespace replace those of the Service\'s', () => {
    const more = route('producer', `[${rule('{ path: { value: /a } }', V1)}]`) + route('consumer', `[${rule('{ path: { value: /b } }', '{ name: cart-v2, namespace: shop, port: 80 }')}]`, { namespace: 'other' });
    const from = (caller: object, path: string) => simulate(SHOP + more, { from: caller, to: `http://cart.shop${path}` }, SETTINGS);
    expect(from(FROM_OTHER, '/b').destinations).toMatchObject([{ service: 'cart-v2.shop' }]);
    expect(from(FROM_OTHER, '/a')).toMatchObject({ status: 404 });
    expect(from(FROM, '/a').destinations).toMatchObject([{ service: 'cart-v1.shop' }]);
  });

  test('a parentRef with a port is for that one', () => {
    expect(goesTo(route('cart', `[{ backendRefs: [${V1}] }]`, { parent: ', port: 81' }))).toEqual(['cart.shop 100']);
  });

  test('of the kinds GRPCRoute, HTTPRoute, TLSRoute and TCPRoute the first counts', () => {
    const http = route('h', `[{ backendRefs: [${V1}] }]`);
    const tcp = route('t', `[{ backendRefs: [${V2}] }]`, { kind: 'TCPRoute' });
    expect(goesTo(http + tcp)).toEqual(['cart-v1.shop 100']);
    expect(goesTo(tcp, 'tcp://cart:80')).toEqual(['cart-v2.shop 100']);
    expect(ask(http + route('g', `[{ backendRefs: [${V2}] }]`, { kind: 'GRPCRoute' }))).toMatchObject({ status: 404 });
    expect(ask(http, 'tcp://cart:80')).toMatchObject({ verdict: 'unroutable', status: 400 });
  });

  test('TLSRoutes go by the server name, the most specific first', () => {
    const more = route('a', `[{ backendRefs: [${V1}] }]`, { kind: 'TLSRoute', spec: ' hostnames: ["*.shop"],' }) + route('b', `[{ backendRefs: [${V2}] }]`, { kind: 'TLSRoute', spec: ' hostnames: [cart.shop],' });
    expect(goesTo(more, 'tls://cart.shop:80')).toEqual(['cart-v2.shop 100']);
    expect(ask(more, 'tls://cart:80')).toMatchObject({ verdict: 'unroutable', status: null });
  });

  test('calls of a headless Service, and of pods themselves, pass no route', () => {
    const more = route('cart', `[{ backendRefs: [${V1}] }]`) + route('bare', `[{ backendRefs: [${V1}] }]`, { of: 'bare' });
    expect(ask(more, 'http://bare:8080/')).toMatchObject({ route: null, destinations: [{ service: 'bare.shop' }] });
    expect(ask(more, 'http://cart:8080/', { directTo: { version: 'v2' } })).toMatchObject({ route: null, destinations: [{ service: 'cart.shop' }] });
  });
});

describe('backends', () => {
  const to = (backends: string) => route('cart', `[{ backendRefs: [${backends}] }]`);
  test('weights are shares of their sum, and 0 is no traffic', () => {
    expect(goesTo(to('{ name: cart-v1, port: 80, weight: 1 }, { name: cart-v2, port: 80, weight: 2 }'))).toEqual(['cart-v1.shop 33.33', 'cart-v2.shop 66.67']);
    expect(goesTo(to(`${V1}, { name: cart-v2, port: 80, weight: 0 }`))).toEqual(['cart-v1.shop 100']);
    expect(ask(to('{ name: cart-v1, port: 80, weight: 0 }'))).toMatchObject({ verdict: 'unroutable', status: 500 });
  });

  test('no backends are 500, and so is the share of one that cannot be used', () => {
    expect(ask(route('cart', '[{}]'))).toMatchObject({ verdict: 'unroutable', status: 500 });
    expect(ask(to('{ name: gone, port: 80 }'))).toMatchObject({ verdict: 'unroutable', status: 500, destinations: [{ service: 'gone.shop', share: 100, verdict: 'unroutable' }] });
    expect(ask(to(`${V1}, { name: cart-v2, port: 81 }`)).destinations).toMatchObject([{ verdict: 'allowed', share: 50 }, { verdict: 'unroutable', share: 50 }]);
    expect(ask(to('{ group: x.example.com, kind: Bucket, name: b }'))).toMatchObject({ status: 500 });
  });

  test('pods that are not there are 503', () => {
    expect(ask(to('{ name: empty, port: 80 }'))).toMatchObject({ verdict: 'unroutable', status: 503 });
  });

  test('a backend in another namespace needs no ReferenceGrant within a mesh', () => {
    expect(goesTo(to('{ name: far, namespace: other, port: 80 }'))).toEqual(['far.other 100']);
  });
});

describe('filters', () => {
  const filtered = (filters: string, match = '', backend = V1) => route('cart', `[{ ${match}filters: [${filters}], backendRefs: [${backend}] }]`);
  test('headers of requests and responses', () => {
    const more = filtered('{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-S, value: new }], add: [{ name: x-a, value: b }], remove: [X-Gone] } }, { type: ResponseHeaderModifier, responseHeaderModifier: { add: [{ name: x-r, value: "1" }], remove: [server] } }');
    const result = ask(more, undefined, { headers: { 'x-s': 'old', 'x-a': 'a', 'x-gone': '1' }, backend: { headers: { Server: 'x' } } });
    expect(result.request?.headers).toEqual({ 'x-s': 'new', 'x-a': 'a,b' });
    expect(result).toMatchObject({ responseHeaders: { add: { 'x-r': '1' }, remove: ['server'] }, response: { headers: { 'x-r': '1' } } });
    expect(result.response.headers).not.toHaveProperty('server');
  });

  test.each([
    ['/foo/bar', '/foo', '/xyz', '/xyz/bar'], ['/foo/bar', '/foo', '/xyz/', '/xyz/bar'], ['/foo/bar', '/foo/', '/xyz', '/xyz/bar'], ['/foo', '/foo', '/xyz', '/xyz'],
    ['/foo/', '/foo', '/xyz', '/xyz/'], ['/foo/bar', '/foo', '""', '/bar'], ['/foo', '/foo', '""', '/'], ['/foo/', '/foo', '/', '/'], ['/foo?a=1', '/foo', '/xyz', '/xyz?a=1'],
  ])('path %s with prefix %s replaced by %s is %s', (path, prefix, replacement, expected) => {
    const more = filtered(`{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: ${replacement} } } }`, `matches: [{ path: { value: ${prefix} } }], `);
    expect(ask(more, `http://cart${path}`).request?.path).toBe(expected);
  });

  test('a rewrite of host and whole path', () => {
    expect(ask(filtered('{ type: URLRewrite, urlRewrite: { hostname: new.example.com, path: { type: ReplaceFullPath, replaceFullPath: /all } } }'), 'http://cart/a?q=1').request).toMatchObject({ host: 'new.example.com', path: '/all?q=1' });
  });

  test.each([
    ['{ hostname: www.example.com }', 302, 'http://www.example.com/a?q=1'], ['{ scheme: https, statusCode: 301 }', 301, 'https://cart/a?q=1'], ['{ port: 8443, scheme: https }', 302, 'https://cart:8443/a?q=1'],
    ['{ path: { type: ReplaceFullPath, replaceFullPath: /b } }', 302, 'http://cart/b?q=1'],
  ])('a redirect %s is %s to %s', (redirect, status, location) => {
    const more = route('cart', `[{ filters: [{ type: RequestRedirect, requestRedirect: ${redirect} }] }]`);
    expect(ask(more, 'http://cart/a?q=1')).toMatchObject({ verdict: 'allowed', status, redirect: { status, location }, destinations: [] });
  });

  test('mirrors, by percent, fraction or all', () => {
    const mirror = (more: string) => `{ type: RequestMirror, requestMirror: { backendRef: ${V2}${more} } }`;
    expect(ask(filtered([mirror(''), mirror(', percent: 5'), mirror(', fraction: { numerator: 1, denominator: 8 }')].join(', '))).mirrors.map(({ service: name, percent }) => [name, percent]))
      .toEqual([['cart-v2.shop', 100], ['cart-v2.shop', 5], ['cart-v2.shop', 12.5]]);
  });

  test('CORS answers preflights of its origins and marks what they ask for', () => {
    const more = filtered('{ type: CORS, cors: { allowOrigins: ["https://*.example.com"], allowMethods: [GET, PUT], allowHeaders: [x-a], allowCredentials: true, exposeHeaders: [x-e], maxAge: 60 } }');
    const preflight = { method: 'OPTIONS', headers: { 'Origin': 'https://www.example.com', 'Access-Control-Request-Method': 'PUT' } };
    expect(ask(more, undefined, preflight)).toMatchObject({
      verdict: 'allowed', status: 200, destinations: [],
      response: { headers: { 'access-control-allow-origin': 'https://www.example.com', 'access-control-allow-methods': 'GET,PUT', 'access-control-allow-headers': 'x-a', 'access-control-allow-credentials': 'true', 'access-control-max-age': '60' } },
    });
    expect(ask(more, undefined, { headers: { origin: 'https://www.example.com' } })).toMatchObject({ status: 200, response: { headers: { 'access-control-allow-origin': 'https://www.example.com', 'access-control-expose-headers': 'x-e' } } });
    const stranger = ask(more, undefined, { ...preflight, headers: { ...preflight.headers, Origin: 'https://example.org' } });
    expect(stranger).toMatchObject({ destinations: [{ service: 'cart-v1.shop' }], response: { headers: {} } });
  });

  test('filters of a backend are for its requests alone', () => {
    const more = filtered('', '', `${V1}, { name: cart-v2, port: 80, filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: x-v, value: "2" }] } }] }`);
    expect(ask(more).destinations[1]).toMatchObject({ request: { headers: { 'x-v': '2' } } });
  });
});

describe('times', () => {
  const timed = (spec: string) => route('cart', `[{ backendRefs: [${V1}], ${spec} }]`);
  test('the timeout of a request, and of a try without any retries', () => {
    expect(ask(timed('timeouts: { request: 1m30s, backendRequest: 500ms }'))).toMatchObject({ timeout: '1m30s', retries: { additional: 0, on: [], perTryTimeout: '500ms' } });
    expect(ask(timed('timeouts: { request: 0s }')).timeout).toBeNull();
    expect(ask(timed('timeouts: { request: 1s }'), undefined, { backend: { delay: '2s' } })).toMatchObject({ verdict: 'allowed', status: 504 });
  });

  test('retries', () => {
    expect(ask(timed('retry: { attempts: 3, codes: [500, 503] }')).retries).toEqual({ additional: 3, on: ['500', '503'], perTryTimeout: null, from: 'route' });
    expect(ask(timed('name: none')).retries).toBeNull();
  });
});
