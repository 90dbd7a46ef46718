import { simulate } from '../support';
import { FROM_OTHER, FROM_WEB, route, SHOP } from './shop';

const V1 = '{ name: cart-v1, namespace: shop, port: 80 }';
const V2 = '{ name: cart-v2, namespace: shop, port: 80 }';
const ask = (more: string, to = 'http://cart/', request: object = {}, settings: object = {}) => simulate(SHOP + more, { from: FROM_WEB, to, ...request }, settings);
const rule = (match: string, backend: string) => `{ matches: [${match}], backendRefs: [${backend}] }`;
/** Whether one match takes a request. */
const matches = (match: string, to: string, request: object = {}) => ask(route('cart', `[${rule(match, V1)}]`), to, request).status === 200;
/** Which of two matches takes it: "first", "second" or "none", the first standing before the second. */
const takes = (first: string, second: string, to: string, request: object = {}, kind = 'HTTPRoute', settings: object = {}) => {
  const [destination] = ask(route('cart', `[${rule(first, V1)}, ${rule(second, V2)}]`, { kind }), to, request, settings).destinations;
  return destination === undefined ? 'none' : destination.service === 'cart-v1.shop' ? 'first' : 'second';
};

describe('paths', () => {
  test.each([
    ['a prefix takes whole segments', 'PathPrefix', '/a', '/ab', false], ['a slash at the end of a prefix is cut off', 'PathPrefix', '/a/', '/a', true], ['and of a path', 'PathPrefix', '/a', '/a/', true],
    ['a prefix is case-sensitive', 'PathPrefix', '/a', '/A', false], ['an exact path is exact', 'Exact', '/a', '/a/', false], ['the query does not count', 'Exact', '/a', '/a?b=c', true],
    ['an expression has to take the whole path', 'RegularExpression', '/a', '/a/b', false], ['and from its beginning', 'RegularExpression', 'a', '/a', false],
    ['the first alternative that fits counts, and has to be the whole', 'RegularExpression', '/a|/ab', '/ab', false], ['the longer alternative first', 'RegularExpression', '/ab|/a', '/ab', true],
    ['an anchor makes it look on', 'RegularExpression', '(?:/a|/ab)$', '/ab', true], ['a lazy expression is anchored by nothing', 'RegularExpression', '/a.*?', '/abc', false],
    ['paths are not normalised', 'Exact', '/a', '/./a', false], ['nor decoded', 'Exact', '/a/b', '/a%2Fb', false],
  ])('%s: %s %s and %s: %s', (_, type, value, path, expected) => {
    expect(matches(`{ path: { type: ${type}, value: "${value}" } }`, `http://cart${path}`)).toBe(expected);
  });

  test.each([
    ['an exact path and a prefix of its length tie', 'Exact, value: /a/b', 'PathPrefix, value: /a/b', 'first'], ['and the other way round', 'PathPrefix, value: /a/b', 'Exact, value: /a/b', 'first'],
    ['an expression ties with an exact path', 'RegularExpression, value: /a.*', 'Exact, value: /a/b', 'first'], ['and beats a shorter prefix', 'PathPrefix, value: /a', 'RegularExpression, value: ".*"', 'second'],
    ['of two expressions the first counts, however short', 'RegularExpression, value: ".*"', 'RegularExpression, value: "/a/b"', 'first'],
    ['the slash at the end of a prefix is no length', 'PathPrefix, value: /a', 'PathPrefix, value: /a/', 'first'], ['prefix / counts as one', 'PathPrefix, value: /', 'PathPrefix, value: /a', 'second'],
  ])('%s', (_, first, second, expected) => {
    expect(takes(`{ path: { type: ${first} } }`, `{ path: { type: ${second} } }`, 'http://cart/a/b')).toBe(expected);
  });

  test('a match without a path counts as prefix /', () => {
    expect(takes('{ headers: [{ name: a, value: "1" }] }', '{ path: { value: / }, headers: [{ name: a, value: "1" }] }', 'http://cart/x', { headers: { a: '1' } })).toBe('first');
  });
});

describe('headers, query parameters and methods', () => {
  test.each([
    ['names of headers in any case', '{ headers: [{ name: X-A, value: b }] }', '/', { 'x-A': 'b' }, true], ['values as they are', '{ headers: [{ name: x-a, value: b }] }', '/', { 'x-a': 'B' }, false],
    ['all headers of a match', '{ headers: [{ name: x-a, value: b }, { name: x-b, value: c }] }', '/', { 'x-a': 'b' }, false],
    ['an expression takes a whole value', '{ headers: [{ name: x-a, type: RegularExpression, value: "b+" }] }', '/', { 'x-a': 'abb' }, false],
    ['any of several parameters of one name', '{ queryParams: [{ name: q, value: "2" }] }', '/?q=1&q=2', {}, true], ['values of parameters are decoded', '{ queryParams: [{ name: q, value: "a b" }] }', '/?q=a%20b', {}, true],
    ['names of parameters as they are', '{ queryParams: [{ name: q, value: "1" }] }', '/?Q=1', {}, false], ['an expression takes a whole parameter', '{ queryParams: [{ name: q, type: RegularExpression, value: "a|ab" }] }', '/?q=ab', {}, false],
    ['methods as they are', '{ method: POST }', '/', {}, false],
  ])('%s', (_, match, path, headers, expected) => {
    expect(matches(match, `http://cart${path}`, { headers })).toBe(expected);
  });

  test.each([
    ['more headers go before fewer', '{ headers: [{ name: a, value: "1" }] }', '{ headers: [{ name: a, value: "1" }, { name: b, value: "1" }] }', 'second'],
    ['more parameters go before fewer', '{ queryParams: [{ name: q, value: "1" }] }', '{ queryParams: [{ name: q, value: "1" }, { name: r, value: "1" }] }', 'second'],
    ['one header goes before many parameters', '{ queryParams: [{ name: q, value: "1" }, { name: r, value: "1" }] }', '{ headers: [{ name: a, value: "1" }] }', 'second'],
    ['a longer path goes before headers', '{ headers: [{ name: a, value: "1" }] }', '{ path: { value: /x } }', 'second'],
    ['of equals the first rule counts', '{ method: GET }', '{ method: GET }', 'first'],
  ])('%s', (_, first, second, expected) => {
    expect(takes(first, second, 'http://cart/x?q=1&r=1', { headers: { a: '1', b: '1' } })).toBe(expected);
  });

  test('of a rule its best match counts', () => {
    const rules = `[{ matches: [{ path: { value: / } }, { path: { value: /x/y } }], backendRefs: [${V1}] }, ${rule('{ path: { value: /x } }', V2)}]`;
    expect(ask(route('cart', rules), 'http://cart/x/y')).toMatchObject({ route: { rule: 0, match: 1 } });
    expect(ask(route('cart', rules), 'http://cart/x')).toMatchObject({ route: { rule: 1 } });
  });
});

describe('hostnames', () => {
  const named = (name: string, hostname: string, backend: string, path = '/') => route(name, `[${rule(`{ path: { value: ${path} } }`, backend)}]`, { spec: `\n  hostnames: [${hostname}]` });
  test.each([
    ['an exact one before a suffix', '"*.example.com"', 'a.example.com', 'a.example.com', 'cart-v2.shop'], ['the longer suffix first', '"*.com"', '"*.example.com"', 'a.example.com', 'cart-v2.shop'],
    ['in any case', 'b.example.com', 'a.example.com', 'A.EXAMPLE.com', 'cart-v2.shop'], ['without the port', 'b.example.com', 'a.example.com', 'a.example.com:8080', 'cart-v2.shop'],
    ['without the dot at the end', 'b.example.com', 'a.example.com', 'a.example.com.', 'cart-v2.shop'],
  ])('%s', (_, one, two, host, expected) => {
    expect(ask(named('one', one, V1) + named('two', two, V2), undefined, { headers: { host } }).destinations).toMatchObject([{ service: expected }]);
  });

  test('they go before paths', () => {
    expect(ask(named('a', '"*.example.com"', V1, '/x/y/z') + named('b', 'a.example.com', V2), 'http://cart/x/y/z', { headers: { host: 'a.example.com' } }).destinations).toMatchObject([{ service: 'cart-v2.shop' }]);
  });

  test('where none fits there is no route', () => {
    expect(ask(named('a', 'a.example.com', V1))).toMatchObject({ verdict: 'unroutable', status: 404 });
  });
});

describe('GRPCRoutes', () => {
  const call = 'grpc://cart:80/shop.Cart/Add';
  test.each([
    ['the longer service', '{}', '{ method: { service: shop.Cart } }', 'second'], ['then the longer method', '{ method: { service: shop.Cart } }', '{ method: { service: shop.Cart, method: Add } }', 'second'],
    ['a service before a method alone', '{ method: { method: Add } }', '{ method: { service: shop.Cart } }', 'second'], ['then headers', '{ method: { service: shop.Cart } }', '{ method: { service: shop.Cart }, headers: [{ name: a, value: "1" }] }', 'second'],
    ['of equals the first', '{ method: { service: shop.Cart } }', '{ method: { service: shop.Cart } }', 'first'], ['none for another service', '{ method: { service: shop.Other } }', '{ method: { method: Remove } }', 'none'],
  ])('%s', (_, first, second, expected) => {
    expect(takes(first, second, call, { headers: { a: '1' } }, 'GRPCRoute')).toBe(expected);
  });

  test('an expression for a method leaves the route unused', () => {
    expect(ask(route('cart', `[${rule('{ method: { type: RegularExpression, service: "shop.*" } }', V1)}]`, { kind: 'GRPCRoute' }), call)).toMatchObject({ route: null, destinations: [{ service: 'cart.shop' }] });
  });

  test('requests that are no POST match none', () => {
    expect(ask(route('cart', `[{ backendRefs: [${V1}] }]`, { kind: 'GRPCRoute' }), 'http://cart/shop.Cart/Add')).toMatchObject({ verdict: 'unroutable', status: 404 });
  });

  test('header changes are all the filters that they may have', () => {
    const filters = (filter: string) => route('cart', `[{ filters: [${filter}], backendRefs: [${V1}] }]`, { kind: 'GRPCRoute' });
    const changed = ask(filters('{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: a, value: "1" }] } }, { type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: b, value: "2" }] } }'), call);
    expect(changed).toMatchObject({ request: { headers: { a: '1' } }, responseHeaders: { set: { b: '2' } } });
    expect(ask(filters('{ type: RequestRedirect, requestRedirect: { hostname: a } }'), call)).toMatchObject({ route: null, destinations: [{ service: 'cart.shop' }] });
  });
});

test('order of routes is by age, then by name alone, not by namespace', () => {
  const consumer = route('a', `[{ backendRefs: [${V2}] }]`, { namespace: 'other' });
  const producer = route('b', `[{ backendRefs: [${V1}] }]`);
  const from = (more: string) => simulate(SHOP + more, { from: FROM_OTHER, to: 'http://cart.shop/' }).route;
  expect(from(producer + consumer)).toMatchObject({ namespace: 'other', name: 'a' });
  expect(from(producer.replace('name: b', 'name: A') + consumer)).toMatchObject({ namespace: 'shop' });
});
