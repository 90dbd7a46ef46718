import { simulate } from '../support';
import { FROM_OTHER, FROM_WEB, route, service, SHOP } from '../linkerd/shop';

const V1 = '{ name: cart-v1, namespace: shop, port: 80 }';
const V2 = '{ name: cart-v2, namespace: shop, port: 80 }';
const ON = (mesh: 'gateway-api' | 'linkerd') => (more: string, to = 'http://cart.shop/', request: object = {}, from: object = FROM_WEB) => {
  const set = mesh === 'linkerd' ? SHOP : SHOP.replace(/, annotations: \{ linkerd.io\/inject: enabled \}/g, '');
  return simulate(set + more, { from, to, ...request }, { mesh });
};
const ask = ON('gateway-api');
const rule = (match: string, to: string) => `{ matches: [${match}], backendRefs: [${to}] }`;
const toV1 = (more: Parameters<typeof route>[2] = {}, name = 'r') => route(name, `[{ backendRefs: [${V1}] }]`, more);

describe('what a match holds by default', () => {
  test.each([
    ['a rule without matches is prefix /', `[{ backendRefs: [${V1}] }]`, 'http://cart.shop/any/path'], ['a match without a path is prefix /', `[${rule('{ method: GET }', V1)}]`, 'http://cart.shop/any/path'],
    ['a path without a type is a prefix', `[${rule('{ path: { value: /a } }', V1)}]`, 'http://cart.shop/a/b'], ['a header without a type is exact', `[${rule('{ headers: [{ name: x-a, value: "a.c" }] }', V1)}]`, 'http://cart.shop/'],
    ['a parameter without a type is exact', `[${rule('{ queryParams: [{ name: q, value: "a.c" }] }', V1)}]`, 'http://cart.shop/?q=a.c'],
  ])('%s', (_, rules, url) => {
    expect(ask(route('r', rules), url, { headers: { 'x-a': 'a.c' } })).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'cart-v1.shop' }] });
    if (rules.includes('a.c')) expect(ask(route('r', rules), url.replace('a.c', 'abc'), { headers: { 'x-a': 'abc' } }).status).toBe(404);
  });

  test.each([
    ['names of parameters as they are', '{ queryParams: [{ name: q, value: "1" }] }', '?Q=1', 404], ['of two conditions on one parameter the first', '{ queryParams: [{ name: q, value: "1" }, { name: q, value: "2" }] }', '?q=1', 200],
    ['all parameters of a match', '{ queryParams: [{ name: q, value: "1" }, { name: r, value: "1" }] }', '?q=1', 404], ['paths as they are', '{ path: { type: Exact, value: /A } }', 'a', 404],
    ['the slash at the end of an exact path', '{ path: { type: Exact, value: /a } }', 'a/', 404], ['values of headers as they are', '{ headers: [{ name: X-A, value: B }] }', '', 404],
  ])('%s', (_, match, path, status) => {
    expect(ask(route('r', `[${rule(match, V1)}]`), `http://cart.shop/${path}`, { headers: { 'x-a': 'b' } }).status).toBe(status);
  });
});

describe('parents', () => {
  test.each([
    ['a port that is said', toV1({ parent: ', port: 80' }), 'cart-v1.shop'], ['all ports where none is said', toV1(), 'cart-v1.shop'], ['another port', toV1({ parent: ', port: 81' }), 'cart.shop'],
    ['a section is the name of a port', toV1({ parent: ', sectionName: web' }), 'cart-v1.shop'], ['another section', toV1({ parent: ', sectionName: other' }), 'cart.shop'],
    ['another Service', toV1({ of: 'cart-v2' }), 'cart.shop'], ['Linkerd\'s own HTTPRoutes are not of the Gateway API', toV1({ api: 'policy.linkerd.io/v1beta3' }), 'cart.shop'],
  ])('%s', (_, more, expected) => {
    expect(ask(more).destinations).toMatchObject([{ service: expected }]);
  });

  test('a Service without a selector may be a parent', () => {
    const front = service('front', '{}').replace(' selector: {},', '') + toV1({ of: 'front' });
    expect(ask(front, 'http://front.shop/')).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'cart-v1.shop' }] });
  });

  test('a Service that is only another name, or has no address, is none', () => {
    const bare = service('bare', '{ app: cart }').replace('clusterIP: 10.0.0.1', 'clusterIP: None');
    expect(ask(bare + toV1({ of: 'bare' }), 'http://bare.shop:8080/')).toMatchObject({ route: null });
    const alias = service('alias', '{ app: cart }').replace('clusterIP: 10.0.0.1, selector: { app: cart }', 'type: ExternalName, externalName: www.example.com');
    expect(ask(alias + toV1({ of: 'alias' }), 'http://alias.shop/').route).toBeNull();
  });

  test('routes of a backend are not asked', () => {
    expect(ask(toV1() + route('leaf', `[{ backendRefs: [${V2}] }]`, { of: 'cart-v1' })).destinations).toMatchObject([{ service: 'cart-v1.shop' }]);
  });

  test('consumers\' routes for one port leave the producers\' of another in place', () => {
    const more = SHOP.replace(/, annotations: \{ linkerd.io\/inject: enabled \}/g, '').replace(service('cart', '{ app: cart }'), service('cart', '{ app: cart }').replace('ports: [', 'ports: [{ name: more, port: 81, targetPort: 8080 }, '))
      + toV1() + route('theirs', `[{ backendRefs: [${V2}] }]`, { namespace: 'other', parent: ', port: 81' });
    const at = (to: string) => simulate(more, { from: FROM_OTHER, to }, { mesh: 'gateway-api' }).destinations;
    expect(at('http://cart.shop:81/')).toMatchObject([{ service: 'cart-v2.shop' }]);
    expect(at('http://cart.shop/')).toMatchObject([{ service: 'cart-v1.shop' }]);
  });
});

describe('of kinds on one parent the first counts', () => {
  const KINDS = ['GRPCRoute', 'HTTPRoute', 'TLSRoute', 'TCPRoute'];
  const CALLS: Readonly<Record<string, string>> = { GRPCRoute: 'grpc://cart.shop:80/a.B/C', HTTPRoute: 'http://cart.shop/', TLSRoute: 'tls://cart.shop:80' };
  test.each(KINDS.slice(1).flatMap((loser, index) => KINDS.slice(0, index + 1).map(winner => [winner, loser] as const)))('%s before %s', (winner, loser) => {
    const more = route('loser', `[{ backendRefs: [${V2}] }]`, { kind: loser }) + toV1({ kind: winner }, 'winner');
    expect(ask(more, CALLS[winner])).toMatchObject({ route: { kind: winner, name: 'winner' }, destinations: [{ service: 'cart-v1.shop' }] });
  });
});

describe('times', () => {
  const timed = (spec: string) => ask(route('r', `[{ backendRefs: [${V1}], ${spec} }]`), undefined, { backend: { delay: '2s' } });
  test.each([
    ['request', 'timeouts: { request: 1s }', '1s', null, 504], ['longer than it takes', 'timeouts: { request: 3s }', '3s', null, 200], ['several units', 'timeouts: { request: 1h2m3s4ms }', '1h2m3s4ms', null, 200],
    ['0s is none', 'timeouts: { request: 0s }', null, null, 200], ['a try', 'timeouts: { backendRequest: 1s }', null, '1s', 504], ['both', 'timeouts: { request: 3s, backendRequest: 2500ms }', '3s', '2s500ms', 200],
  ])('%s', (_, spec, timeout, perTry, status) => {
    const result = timed(spec);
    expect([result.timeout, result.retries?.perTryTimeout ?? null, result.status]).toEqual([timeout, perTry, status]);
  });

  test.each([
    ['attempts and statuses', 'retry: { attempts: 2, codes: [502] }', { additional: 2, on: ['502'] }], ['a try\'s timeout beside', 'retry: { attempts: 2, codes: [502] }, timeouts: { backendRequest: 500ms }', { additional: 2, perTryTimeout: '500ms' }],
  ])('retries: %s', (_, spec, expected) => {
    expect(timed(spec).retries).toMatchObject(expected);
  });
});

describe('shares of a rule', () => {
  test.each([
    ['some that cannot be used keep theirs', `${V1}, { name: gone, port: 80 }`, 'partial', [['cart-v1.shop', 50, 'allowed'], ['gone.shop', 50, 'unroutable']]], ['all that cannot be used', '{ name: gone, port: 80 }', 'unroutable', [['gone.shop', 100, 'unroutable']]],
    ['1 where none is said', `${V1}, { name: cart-v2, port: 80, weight: 3 }`, 'allowed', [['cart-v1.shop', 25, 'allowed'], ['cart-v2.shop', 75, 'allowed']]], ['without a port', '{ name: cart-v1 }', 'unroutable', [['cart-v1.shop', 100, 'unroutable']]],
    ['0 of all', '{ name: cart-v1, port: 80, weight: 0 }, { name: cart-v2, port: 80, weight: 0 }', 'unroutable', []],
  ])('%s', (_, backends, verdict, expected) => {
    const result = ask(route('r', `[{ backendRefs: [${backends}] }]`));
    expect(result.verdict).toBe(verdict);
    expect(result.destinations.map(({ service: name, share, verdict: own }) => [name, share, own])).toEqual(expected);
  });
});

describe('where Linkerd differs from what the Gateway API says', () => {
  const split = (backends: string) => route('r', `[{ backendRefs: [${backends}] }]`);
  const GET = { from: FROM_WEB, to: 'http://cart.shop/a?q=1', headers: { 'x-a': '1' } };
  const result = (mesh: 'gateway-api' | 'linkerd', more: string, request: Record<string, unknown>) => {
    const { from, to, ...others } = { ...GET, ...request };
    const { verdict, status, destinations, retries } = ON(mesh)(more, to, others, from);
    return [verdict, status, destinations.map(({ service: name, share }) => `${name} ${share}`).join(', '), ...(retries ? [retries.perTryTimeout] : [])];
  };
  const to = (name: string) => ['allowed', 200, `${name}.shop 100`];

  test.each<[string, string, unknown[], unknown[], Record<string, unknown>?]>([
    ['1 exact paths before prefixes', route('r', `[${rule('{ path: { value: /a } }', V1)}, ${rule('{ path: { type: Exact, value: /a } }', V2)}]`), to('cart-v2'), to('cart-v1')],
    ['1 methods before headers', route('r', `[${rule('{ headers: [{ name: x-a, value: "1" }] }', V1)}, ${rule('{ method: GET }', V2)}]`), to('cart-v2'), to('cart-v1')],
    ['1 headers before parameters, in both', route('r', `[${rule('{ queryParams: [{ name: q, value: "1" }] }', V1)}, ${rule('{ headers: [{ name: x-a, value: "1" }] }', V2)}]`), to('cart-v2'), to('cart-v2')],
    ['3 consumers\' routes replace the producers\', or are merged', toV1({}, 'p') + route('c', `[${rule('{ path: { value: /b } }', V2)}]`, { namespace: 'other' }), ['unroutable', 404, ''], to('cart-v1'), { from: FROM_OTHER }],
    ['4 a rule without backends', route('r', '[{}]'), ['unroutable', 500, ''], to('cart')],
    ['5 a backend without a namespace in a consumer\'s route', route('r', '[{ backendRefs: [{ name: cart-v1, port: 80 }] }]', { namespace: 'other' }), ['unroutable', 500, 'cart-v1.other 100'], to('cart-v1'), { from: FROM_OTHER }],
    ['6 one backend of weight 0', split('{ name: cart-v1, port: 80, weight: 0 }'), ['unroutable', 500, ''], ['indeterminate', null, '']],
    ['7 all of weight 0', split('{ name: cart-v1, port: 80, weight: 0 }, { name: cart-v2, port: 80, weight: 0 }'), ['unroutable', 500, ''], ['unroutable', null, '']],
    ['8 a backend without pods', split('{ name: empty, port: 80 }, { name: cart-v1, port: 80 }'), ['partial', 200, 'empty.shop 50, cart-v1.shop 50'], to('cart-v1')],
    ['9 hostnames', toV1({ spec: '\n  hostnames: [elsewhere.example.com]' }), to('cart-v1'), ['unroutable', 404, '']],
    ['10 a filter that Linkerd has not', route('r', `[{ filters: [{ type: URLRewrite, urlRewrite: { hostname: a.example.com } }], backendRefs: [${V1}] }]`), to('cart-v1'), to('cart')],
    ['11 alternatives of an expression', route('r', `[${rule('{ path: { type: RegularExpression, value: "/|/a" } }', V1)}]`), to('cart-v1'), ['unroutable', 404, '']],
    ['12 backends in another namespace, in both', `${service('far', '{ app: caller }', 'other')}${split('{ name: far, namespace: other, port: 80 }')}`, ['allowed', 200, 'far.other 100'], ['allowed', 200, 'far.other 100']],
    ['13 the timeout of a try', route('r', `[{ backendRefs: [${V1}], timeouts: { backendRequest: 1s } }]`), [...to('cart-v1'), '1s'], to('cart-v1')],
  ])('%s', (_, more, spec, linkerd, request = {}) => {
    expect(result('gateway-api', more, request)).toEqual(spec);
    expect(result('linkerd', more, request)).toEqual(linkerd);
  });
});
