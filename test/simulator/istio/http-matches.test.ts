import { FRONTEND, places, PORTAL, send, virtualService } from './shop';

const FULL = (name: string) => `{ destination: { host: ${name}, port: { number: 7070 } } }`;

/** Requests that meet the match go to v2, others to v1. */
function takes(match: string, request: Parameters<typeof send>[1]): boolean {
  const result = send(virtualService(`- match: [${match}]\n  route: [${FULL('cart-v2')}]\n- route: [${FULL('cart-v1')}]`), request);
  return result.destinations[0]?.service === 'cart-v2.shop';
}

const to = (path: string) => ({ to: `http://cart.shop:7070${path}` });

describe('a match of a VirtualService', () => {
  test.each([
    ['an exact path is the whole path', '{ uri: { exact: /a } }', to('/a'), true],
    ['an exact path is not a prefix', '{ uri: { exact: /a } }', to('/a/'), false],
    ['a query is no part of the path', '{ uri: { exact: /a } }', to('/a?x=1'), true],
    ['a prefix is one of text', '{ uri: { prefix: /foo } }', to('/foobar'), true],
    ['a prefix keeps its slash', '{ uri: { prefix: /foo/ } }', to('/foo'), false],
    ['paths differ by case', '{ uri: { prefix: /foo } }', to('/FOO'), false],
    ['ignoreUriCase holds for a prefix', '{ uri: { prefix: /foo }, ignoreUriCase: true }', to('/FOO/1'), true],
    ['ignoreUriCase holds for an exact path', '{ uri: { exact: /Foo }, ignoreUriCase: true }', to('/fOO'), true],
    ['ignoreUriCase does not hold for a regex', '{ uri: { regex: /foo }, ignoreUriCase: true }', to('/FOO'), false],
    ['a regex takes the whole path', '{ uri: { regex: "/a+" } }', to('/aab'), false],
    ['a regex that takes the whole path', '{ uri: { regex: "/a+" } }', to('/aaa'), true],
    ['of alternatives, the one that fits the whole counts', '{ uri: { regex: "/a|/ab" } }', to('/ab'), true],
    ['a method', '{ method: { exact: POST } }', { method: 'POST' }, true],
    ['methods differ by case', '{ method: { exact: post } }', { method: 'POST' }, false],
    ['the authority has the port that was sent', '{ authority: { exact: "cart.shop:7070" } }', {}, true],
    ['the authority without its port', '{ authority: { exact: cart.shop } }', {}, false],
    ['the scheme', '{ scheme: { exact: http } }', {}, true],
    ['a header', '{ headers: { x-canary: { exact: "1" } } }', { headers: { 'X-Canary': '1' } }, true],
    ['names of headers do not differ by case', '{ headers: { X-Canary: { prefix: a } } }', { headers: { 'x-canary': 'abc' } }, true],
    ['a header that is missing', '{ headers: { x-canary: { regex: ".*" } } }', {}, false],
    ['an empty match of a header asks that there is one', '{ headers: { x-canary: {} } }', { headers: { 'x-canary': 'any' } }, true],
    ['regex "*" asks that there is one', '{ headers: { x-canary: { regex: "*" } } }', { headers: { 'x-canary': 'any' } }, true],
    ['pseudo headers can be asked for', '{ headers: { ":method": { exact: GET } } }', {}, true],
    ['all headers have to meet', '{ headers: { a: { exact: "1" }, b: { exact: "2" } } }', { headers: { a: '1', b: '3' } }, false],
    ['without a header that is there', '{ withoutHeaders: { x-user: { exact: foo } } }', { headers: { 'x-user': 'foo' } }, false],
    ['without a header that is another', '{ withoutHeaders: { x-user: { exact: foo } } }', { headers: { 'x-user': 'bar' } }, true],
    ['without a header that is missing', '{ withoutHeaders: { x-user: { exact: foo } } }', {}, true],
    ['a missing header counts as an empty one', '{ withoutHeaders: { x-user: { regex: ".*" } } }', {}, false],
    ['without any such header', '{ withoutHeaders: { x-user: {} } }', { headers: { 'x-user': '' } }, false],
    ['a query parameter', '{ queryParams: { v: { exact: "2" } } }', to('/?a=1&v=2'), true],
    ['a query parameter of another value', '{ queryParams: { v: { exact: "2" } } }', to('/?v=21'), false],
    ['of two query parameters, the first', '{ queryParams: { v: { exact: "2" } } }', to('/?v=1&v=2'), false],
    ['a query parameter that is missing', '{ queryParams: { v: { regex: ".*" } } }', to('/'), false],
    ['the port of the listener', '{ port: 7070 }', {}, true],
    ['another port', '{ port: 8080 }', {}, false],
    ['labels of the caller', '{ sourceLabels: { app: frontend } }', {}, true],
    ['labels of another caller', '{ sourceLabels: { app: portal } }', {}, false],
    ['the namespace of the caller', '{ sourceNamespace: web }', { from: PORTAL }, true],
    ['another namespace', '{ sourceNamespace: web }', { from: FRONTEND }, false],
    ['gateways with mesh', '{ gateways: [mesh, edge/public] }', {}, true],
    ['gateways without mesh', '{ gateways: [edge/public] }', {}, false],
    ['next to gateways, the source is not asked', '{ gateways: [mesh], sourceLabels: { app: nobody }, sourceNamespace: nowhere }', {}, true],
    ['conditions of one match all have to meet', '{ uri: { prefix: /a }, method: { exact: POST } }', to('/a'), false],
    ['claims of a token are never there at a sidecar', '{ headers: { "@request.auth.claims.sub": { exact: alice } } }', { token: { sub: 'alice' } }, false],
  ])('%s', (_, match, request, expected) => {
    expect(takes(match, request)).toBe(expected);
  });

  test('of several matches one is enough', () => {
    expect(takes('{ uri: { exact: /a } }, { uri: { exact: /b } }', to('/b'))).toBe(true);
  });
});

describe('the order of rules', () => {
  test('the first that matches wins, however unspecific', () => {
    const result = send(virtualService(`- match: [{ uri: { prefix: /a } }]\n  route: [${FULL('cart-v1')}]\n- match: [{ uri: { exact: /a/b } }]\n  route: [${FULL('cart-v2')}]`), to('/a/b'));
    expect(places(result)).toEqual(['cart-v1.shop:7070 100']);
    expect(result.route).toEqual({ kind: 'VirtualService', namespace: 'shop', name: 'cart', rule: 0, ruleName: null, match: 0 });
  });

  test('nothing comes after a rule without matches', () => {
    const result = send(virtualService(`- name: all\n  route: [${FULL('cart-v1')}]\n- match: [{ uri: { exact: /b } }]\n  route: [${FULL('cart-v2')}]`), to('/b'));
    expect(result.route).toMatchObject({ rule: 0, ruleName: 'all', match: null });
  });

  test('where nothing matches, the answer is 404', () => {
    const result = send(virtualService(`- match: [{ uri: { exact: /a } }]\n  route: [${FULL('cart-v1')}]`), to('/b'));
    expect(result).toMatchObject({ verdict: 'unroutable', status: 404, destinations: [], route: null, dataPlane: 'istio-sidecar' });
    expect(result.trace).toContainEqual({ at: 'client sidecar', object: 'VirtualService shop/cart', says: 'rule 0 match 0 does not match: the path is /b, not one that is /a' });
  });

  test('where no rule is for the proxy, the Service is called as it is', () => {
    const result = send(virtualService(`- match: [{ sourceNamespace: web }]\n  route: [${FULL('cart-v1')}]`), to('/b'));
    expect(result).toMatchObject({ verdict: 'allowed', route: null });
    expect(places(result)).toEqual(['cart.shop:7070 100']);
  });
});
