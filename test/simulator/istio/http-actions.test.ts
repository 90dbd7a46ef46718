import { places, send, virtualService } from './shop';

const V1 = '{ destination: { host: cart-v1, port: { number: 7070 } } }';
const routed = (fields: string, request: Parameters<typeof send>[1] = {}, more: readonly string[] = []) => send([virtualService(fields), ...more], request);
const to = (path: string) => ({ to: `http://cart.shop:7070${path}` });

describe('weights', () => {
  test.each([
    ['one destination takes all, whatever its weight', `- route: [{ destination: { host: cart-v1, port: { number: 7070 } }, weight: 5 }]`, ['cart-v1.shop:7070 100']],
    ['one destination of weight 0 takes all', `- route: [{ destination: { host: cart-v1, port: { number: 7070 } }, weight: 0 }]`, ['cart-v1.shop:7070 100']],
    ['weights are relative', `- route: [{ destination: { host: cart-v1, port: { number: 7070 } }, weight: 1 }, { destination: { host: cart-v2, port: { number: 7070 } }, weight: 3 }]`, ['cart-v1.shop:7070 25', 'cart-v2.shop:7070 75']],
    ['of several, those of weight 0 get nothing', `- route: [{ destination: { host: cart-v1, port: { number: 7070 } }, weight: 0 }, { destination: { host: cart-v2, port: { number: 7070 } }, weight: 3 }]`, ['cart-v2.shop:7070 100']],
  ])('%s', (_, rules, expected) => {
    expect(places(routed(rules))).toEqual(expected);
  });
});

describe('destinations', () => {
  const rule = (extra: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec: { host: cart, subsets: [{ name: v2, labels: { version: v2 } }]${extra} }
`;

  test('a subset is the pods with its labels', () => {
    const result = routed('- route: [{ destination: { host: cart, subset: v2, port: { number: 7070 } } }]', {}, [rule('')]);
    expect(places(result)).toEqual(['cart.shop:7070 v2 100']);
    expect(result.trace).toContainEqual({ at: 'client sidecar', object: 'DestinationRule shop/cart', says: 'holds for calls to cart.shop, subset v2' });
  });

  test('a subset that no DestinationRule has: 503', () => {
    const result = routed('- route: [{ destination: { host: cart, subset: v3, port: { number: 7070 } } }]', {}, [rule('')]);
    expect(result).toMatchObject({ verdict: 'unroutable', status: 503, reason: 'No DestinationRule that namespace shop uses for cart.shop has a subset v3' });
    expect(places(result)).toEqual(['cart.shop:7070 v3 100 unroutable']);
  });

  test('a host that is unknown: 503', () => {
    expect(routed('- route: [{ destination: { host: nobody, port: { number: 7070 } } }]')).toMatchObject({ verdict: 'unroutable', status: 503, destinations: [{ service: 'nobody.shop', verdict: 'unroutable' }] });
  });

  test('a host with a dot is taken as it stands, and is unknown: 503', () => {
    expect(routed('- route: [{ destination: { host: cart-v1.shop, port: { number: 7070 } } }]')).toMatchObject({ status: 503, destinations: [{ service: 'cart-v1.shop' }] });
  });

  test('a name under the wildcard of a ServiceEntry is none of its own: 503', () => {
    const wild = 'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: w, namespace: shop }\nspec: { hosts: ["*.example.com"], resolution: NONE, ports: [{ number: 80, name: http, protocol: HTTP }] }';
    expect(routed('- route: [{ destination: { host: a.example.com, port: { number: 80 } } }]', {}, [wild])).toMatchObject({ verdict: 'unroutable', status: 503 });
  });

  test('E1: without a port, that of the listener, even where the host has another one only', () => {
    const single = 'apiVersion: v1\nkind: Service\nmetadata: { name: single, namespace: shop }\nspec: { selector: { app: search }, ports: [{ name: http, port: 80 }] }';
    expect(routed('- route: [{ destination: { host: single } }]', {}, [single])).toMatchObject({ verdict: 'unroutable', status: 503, reason: 'single.shop has no port 7070' });
    expect(places(routed('- route: [{ destination: { host: search } }]'))).toEqual(['search.shop:7070 100']);
  });

  test('limits in force are those of the destination, not of the host that was called', () => {
    const limits = ', trafficPolicy: { connectionPool: { tcp: { maxConnections: 7 } } }';
    const ofCart = rule(limits);
    expect(routed(`- route: [${V1}]`, {}, [ofCart]).limits).toBeNull();
    expect(routed('- route: [{ destination: { host: cart, port: { number: 7070 } } }]', {}, [ofCart]).limits).toEqual({ connectionPool: { tcp: { maxConnections: 7 } } });
  });

  test.each([
    ['ISTIO_MUTUAL', 'mtls'], ['DISABLE', 'plaintext'], ['SIMPLE', 'tls'], ['MUTUAL', 'tls'],
  ])('tls mode %s of a DestinationRule connects with %s', (mode, transport) => {
    expect(send([rule(`, trafficPolicy: { tls: { mode: ${mode} } }`)], {}).transport).toBe(transport);
  });

  test('settings of a port replace those of the rule, and take nothing over', () => {
    const policy = ', trafficPolicy: { tls: { mode: DISABLE }, portLevelSettings: [{ port: { number: 7070 }, connectionPool: { tcp: { maxConnections: 1 } } }] }';
    expect(send([rule(policy)], {})).toMatchObject({ transport: 'mtls', limits: { connectionPool: { tcp: { maxConnections: 1 } } } });
  });
});

describe('redirects', () => {
  test.each([
    ['the path keeps the query (E9)', 'redirect: { uri: /login }', '/?v=1', 301, 'http://cart.shop:7070/login?v=1'],
    ['a path with a query of its own', 'redirect: { uri: "/login?a=b" }', '/?v=1', 301, 'http://cart.shop:7070/login?a=b'],
    ['another host', 'redirect: { authority: www.example.com, redirectCode: 302 }', '/a', 302, 'http://www.example.com/a'],
    ['another scheme keeps a port that is not its default', 'redirect: { scheme: https }', '/a', 301, 'https://cart.shop:7070/a'],
    ['a port', 'redirect: { port: 8443, scheme: https, redirectCode: 308 }', '/a', 308, 'https://cart.shop:8443/a'],
    ['a default port is not written', 'redirect: { port: 443, scheme: https, authority: www.example.com }', '/a', 301, 'https://www.example.com/a'],
    ['the port of the listener', 'redirect: { derivePort: FROM_REQUEST_PORT, authority: www.example.com }', '/a', 301, 'http://www.example.com:7070/a'],
  ])('%s', (_, fields, path, status, location) => {
    expect(routed(`- ${fields}`, to(path))).toMatchObject({ verdict: 'allowed', status, redirect: { status, location }, destinations: [], response: { headers: { location } } });
  });

  test('a redirect of the scheme takes the default port off', () => {
    const result = send([virtualService('- redirect: { scheme: https }', 'search', 'search')], { to: 'http://search.shop/a', headers: { host: 'search.shop:80' } });
    expect(result.redirect).toEqual({ status: 301, location: 'https://search.shop/a' });
  });

  test('prefixRewrite replaces what was matched', () => {
    expect(routed('- match: [{ uri: { prefix: /old } }]\n  redirect: { prefixRewrite: /new }', to('/old/a?x=1')).redirect?.location).toBe('http://cart.shop:7070/new/a?x=1');
  });
});

test('a direct response is the proxy’s own, and beats destinations', () => {
  const result = routed(`- directResponse: { status: 418 }\n  headers: { response: { set: { x-tea: pot } } }\n  route: [${V1}]`);
  expect(result).toMatchObject({ verdict: 'allowed', status: 418, destinations: [], response: { headers: { 'x-tea': 'pot' } }, route: { name: 'cart', rule: 0 } });
});

test('a redirect beats a direct response', () => {
  expect(routed('- directResponse: { status: 418 }\n  redirect: { uri: /a }')).toMatchObject({ status: 301 });
});

describe('rewrites', () => {
  test.each([
    ['a prefix', '{ uri: { prefix: /foo } }', '{ uri: /bar }', '/foo/x?q=1', '/bar/x?q=1'],
    ['T2: an exact and prefix pair rewrites wrong', '{ uri: { prefix: /foo/ } }', '{ uri: /bar }', '/foo/x', '/barx'],
    ['an exact path', '{ uri: { exact: /foo } }', '{ uri: /bar }', '/foo?q=1', '/bar?q=1'],
    ['E8: without a path, the prefix "/"', '{ method: { exact: GET } }', '{ uri: /new }', '/admin', '/newadmin'],
    ['a regular expression in the whole path', '{ uri: { prefix: / } }', String.raw`{ uriRegexRewrite: { match: "^/user/([0-9]+)/(.*)", rewrite: "/\\2/\\1" } }`, '/user/7/cart?q=1', '/cart/7?q=1'],
    ['every match of it', '{ uri: { prefix: / } }', '{ uriRegexRewrite: { match: "o", rewrite: "0" } }', '/foo', '/f00'],
    ['a match of a regular expression is the whole path', '{ uri: { regex: "/foo.*" } }', '{ uri: /bar }', '/foo/x', '/bar'],
  ])('%s', (_, match, rewrite, path, expected) => {
    expect(routed(`- match: [${match}]\n  rewrite: ${rewrite}\n  route: [${V1}]`, to(path)).request?.path).toBe(expected);
  });

  test('of the authority', () => {
    expect(routed(`- rewrite: { authority: v1.example.com }\n  route: [${V1}]`).request?.host).toBe('v1.example.com');
  });
});

describe('headers', () => {
  test('of the route: removed, then set, then added', () => {
    const result = routed(`- headers: { request: { remove: [x-a], set: { x-b: "2" }, add: { x-c: "3" } }, response: { set: { x-r: "1" }, add: { x-s: "2" }, remove: [x-from] } }\n  route: [${V1}]`,
      { headers: { 'x-a': '1', 'x-b': '1', 'x-c': '1' }, backend: { headers: { 'x-from': 'cart', 'x-s': '1' } } });
    expect(result.request?.headers).toEqual({ 'x-b': '2', 'x-c': '1,3' });
    expect(result.responseHeaders).toEqual({ set: { 'x-r': '1' }, add: { 'x-s': '2' }, remove: ['x-from'] });
    expect(result.response.headers).toEqual({ 'x-r': '1', 'x-s': '1,2' });
  });

  test('of one destination come after those of the route', () => {
    const result = routed('- headers: { request: { set: { x-a: route } } }\n  route: [{ destination: { host: cart-v1, port: { number: 7070 } }, headers: { request: { set: { x-a: destination }, remove: [x-b] } } }]', { headers: { 'x-b': '1' } });
    expect(result.request?.headers).toEqual({ 'x-a': 'destination' });
  });

  test('of one of several come before those of the route, and only that one sees them', () => {
    const result = routed('- headers: { request: { set: { x-a: route } } }\n  route: [{ destination: { host: cart-v1, port: { number: 7070 } }, weight: 1, headers: { request: { set: { x-a: destination, x-d: "1" } } } }, { destination: { host: cart-v2, port: { number: 7070 } }, weight: 1 }]');
    expect(result.destinations[0]?.request?.headers).toEqual({ 'x-a': 'route', 'x-d': '1' });
    expect(result.destinations[1]).not.toHaveProperty('request');
  });

  test.each([
    ['set on the route', '- headers: { request: { set: { Host: a.example.com } } }\n  route: [{ destination: { host: cart-v1, port: { number: 7070 } } }]', 'a.example.com'],
    ['set on a destination', '- route: [{ destination: { host: cart-v1, port: { number: 7070 } }, headers: { request: { set: { ":authority": b.example.com } } } }]', 'b.example.com'],
    ['the route’s before the destination’s', '- headers: { request: { set: { Host: a.example.com } } }\n  route: [{ destination: { host: cart-v1, port: { number: 7070 } }, headers: { request: { set: { Host: b.example.com } } } }]', 'a.example.com'],
    ['a rewrite before both', '- rewrite: { authority: c.example.com }\n  headers: { request: { set: { Host: a.example.com } } }\n  route: [{ destination: { host: cart-v1, port: { number: 7070 } } }]', 'c.example.com'],
  ])('Host: %s', (_, rules, host) => {
    const result = routed(rules);
    expect(result.request?.host).toBe(host);
    expect(result.request?.headers).toEqual({});
  });
});

describe('mirrors', () => {
  test.each([
    ['one, of everything', `mirror: { host: cart-v2, port: { number: 7070 } }`, [{ service: 'cart-v2.shop', port: 7070, version: null, percent: 100 }]],
    ['a part', `mirror: { host: cart-v2, port: { number: 7070 } }\n  mirrorPercentage: { value: 5.5 }`, [{ service: 'cart-v2.shop', port: 7070, version: null, percent: 5.5 }]],
    ['none at 0', `mirror: { host: cart-v2, port: { number: 7070 } }\n  mirrorPercentage: { value: 0 }`, []],
    ['a percentage without a value is 0', `mirror: { host: cart-v2, port: { number: 7070 } }\n  mirrorPercentage: {}`, []],
    ['several', `mirrors: [{ destination: { host: cart-v2, port: { number: 7070 } }, percentage: { value: 10 } }, { destination: { host: search, port: { number: 80 } } }]`,
      [{ service: 'cart-v2.shop', port: 7070, version: null, percent: 10 }, { service: 'search.shop', port: 80, version: null, percent: 100 }]],
  ])('%s', (_, fields, expected) => {
    expect(routed(`- route: [${V1}]\n  ${fields}`).mirrors).toEqual(expected);
  });
});

describe('faults', () => {
  test.each([
    ['an abort', 'abort: { httpStatus: 503, percentage: { value: 1 } }', { abort: { status: 503, percent: 1 } }],
    ['one without a percentage never fires', 'abort: { httpStatus: 503 }, delay: { fixedDelay: 5s }', null],
    ['a delay', 'delay: { fixedDelay: 2s, percentage: { value: 5 } }', { delay: { duration: '2s', percent: 5 } }],
    ['a delay by the older field', 'delay: { fixedDelay: 2s, percent: 5 }', { delay: { duration: '2s', percent: 5 } }],
    ['both', 'abort: { grpcStatus: UNAVAILABLE, percentage: { value: 1 } }, delay: { fixedDelay: 2s, percentage: { value: 5 } }', { abort: { status: 503, percent: 1 }, delay: { duration: '2s', percent: 5 } }],
  ])('%s', (_, fields, expected) => {
    expect(routed(`- fault: { ${fields} }\n  route: [${V1}]`).fault).toEqual(expected);
  });
});

describe('CORS', () => {
  const policy = 'corsPolicy: { allowOrigins: [{ exact: "https://a.example.com" }], allowMethods: [GET, POST], allowHeaders: [x-a], exposeHeaders: [x-b], maxAge: 1m30s, allowCredentials: true }';
  const preflight = (origin: string) => ({ method: 'OPTIONS', headers: { 'origin': origin, 'access-control-request-method': 'POST' } });

  test('a preflight is answered by the proxy', () => {
    expect(routed(`- ${policy}\n  route: [${V1}]`, preflight('https://a.example.com'))).toMatchObject({
      verdict: 'allowed', status: 200, destinations: [],
      response: { headers: { 'access-control-allow-origin': 'https://a.example.com', 'access-control-allow-methods': 'GET,POST', 'access-control-allow-headers': 'x-a', 'access-control-max-age': '90', 'access-control-allow-credentials': 'true' } },
    });
  });

  test('a preflight of another origin goes on', () => {
    expect(places(routed(`- ${policy}\n  route: [${V1}]`, preflight('https://b.example.com')))).toEqual(['cart-v1.shop:7070 100']);
  });

  test('unless unmatchedPreflights is IGNORE', () => {
    expect(routed(`- ${policy.replace('{ allow', '{ unmatchedPreflights: IGNORE, allow')}\n  route: [${V1}]`, preflight('https://b.example.com'))).toMatchObject({ status: 200, destinations: [], response: { headers: {} } });
  });

  test('an ordinary request gets its headers', () => {
    expect(routed(`- ${policy}\n  route: [${V1}]`, { headers: { origin: 'https://a.example.com' } }).response.headers)
      .toEqual({ 'access-control-allow-origin': 'https://a.example.com', 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'x-b' });
    expect(routed(`- ${policy}\n  route: [${V1}]`, { headers: { origin: 'https://b.example.com' } }).response.headers).toEqual({});
  });

  test('a preflight needs a route that takes OPTIONS', () => {
    expect(routed(`- match: [{ method: { exact: POST } }]\n  ${policy}\n  route: [${V1}]`, preflight('https://a.example.com'))).toMatchObject({ status: 404 });
  });
});

describe('time and tries', () => {
  const DEFAULT = { additional: 2, on: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'], perTryTimeout: null, from: 'default' };

  test('T11: without a route, none but the default retries', () => {
    expect(send([], {})).toMatchObject({ timeout: null, retries: DEFAULT, route: null });
  });

  test.each([
    ['nothing said', '', null, DEFAULT],
    ['attempts 0: none', 'retries: { attempts: 0 }', null, null],
    ['retries without attempts: none', 'retries: {}', null, null],
    ['attempts, with the default conditions', 'retries: { attempts: 3, perTryTimeout: 500ms }\n  timeout: 2s', '2s', { ...DEFAULT, additional: 3, perTryTimeout: '500ms', from: 'route' }],
    ['conditions and statuses', 'retries: { attempts: 1, retryOn: "5xx, 503" }', null, { additional: 1, on: ['5xx', 'retriable-status-codes', '503'], perTryTimeout: null, from: 'route' }],
    ['a timeout of 0 is none', 'timeout: 0s', null, DEFAULT],
  ])('%s', (_, fields, timeout, retries) => {
    expect(routed(`- route: [${V1}]\n  ${fields}`)).toMatchObject({ timeout, retries });
  });

  const mesh = (value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "defaultHttpRetryPolicy: ${value}" }`;

  test('the mesh has a default of its own', () => {
    expect(routed(`- route: [${V1}]`, {}, [mesh('{ attempts: 4, retryOn: 5xx }')]).retries).toEqual({ additional: 4, on: ['5xx'], perTryTimeout: null, from: 'default' });
    expect(send([mesh('{ attempts: 0 }')], {}).retries).toBeNull();
  });

  test('a backend that is too slow: 504', () => {
    expect(routed(`- route: [${V1}]\n  timeout: 1s`, { backend: { delay: '2s' } })).toMatchObject({ verdict: 'allowed', status: 504 });
  });
});
