import { places, PORTAL, send } from './shop';

const to = (host: string, subset = '') => `route: [{ destination: { host: ${host}${subset}, port: { number: 7070 } } }]`;
const V2 = to('cart-v2.shop.svc.cluster.local');
function vs(http: string, { name = 'v', namespace = 'shop', hosts = '[cart.shop.svc.cluster.local]', more = '' } = {}): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${hosts === '' ? '' : `hosts: ${hosts}, `}http: [${http}]${more} }
`;
}
const at = (path: string) => ({ to: `http://cart.shop:7070${path}` });

describe('B: names of hosts', () => {
  const copy = 'apiVersion: v1\nkind: Service\nmetadata: { name: cart-v1, namespace: web }\nspec: { selector: { app: portal }, ports: [{ name: http, port: 7070, targetPort: 8080 }] }';
  test.each<[string, string, string[], string | null]>([
    ['a short host is of the VirtualService’s namespace', vs(`{ ${V2} }`, { hosts: '[cart]' }), ['cart-v2.shop:7070 100'], 'v'],
    ['a short host elsewhere is another', vs(`{ ${V2} }`, { hosts: '[cart]', namespace: 'web' }), ['cart.shop:7070 100'], null],
    ['a host with a dot is taken as it stands', vs(`{ ${V2} }`, { hosts: '[cart.shop]' }), ['cart.shop:7070 100'], null],
    ['hosts do not differ by case', vs(`{ ${V2} }`, { hosts: '[Cart.SHOP.svc.cluster.local]' }), ['cart-v2.shop:7070 100'], 'v'],
    ['a wildcard with a star in front', vs(`{ ${V2} }`, { hosts: '["*.svc.cluster.local"]' }), ['cart-v2.shop:7070 100'], 'v'],
    ['a short destination is of the VirtualService’s namespace, not the caller’s', vs(`{ ${to('cart-v1')} }`), ['cart-v1.shop:7070 100'], 'v'],
    ['a short destination of a VirtualService elsewhere is there', vs(`{ ${to('cart-v1')} }`, { namespace: 'web' }), ['cart-v1.web:7070 100'], 'v'],
  ])('%s', (_rule, document, expected, name) => {
    const result = send([document, copy], { from: PORTAL });
    expect(places(result)).toEqual(expected);
    expect(result.route?.name ?? null).toBe(name);
  });

  test('a short mirror is of the VirtualService’s namespace', () => {
    expect(send([vs(`{ ${V2}, mirror: { host: cart-v1, port: { number: 7070 } } }`, { namespace: 'web' }), copy], { from: PORTAL }).mirrors).toMatchObject([{ service: 'cart-v1.web' }]);
  });
});

describe('D: what is left for a proxy', () => {
  const rest = `{ ${to('cart-v1.shop.svc.cluster.local')} }`;
  test.each<[string, string, string, string[]]>([
    ['of several matches those that are for it', `{ match: [{ sourceNamespace: web }, { uri: { prefix: /a } }], ${V2} }, ${rest}`, '/a', ['cart-v2.shop:7070 100']],
    ['a match for others does not take', `{ match: [{ sourceNamespace: web, uri: { prefix: /a } }], ${V2} }, ${rest}`, '/a', ['cart-v1.shop:7070 100']],
    ['a path of exactly "/" is not everything', `{ match: [{ uri: { exact: / } }], ${V2} }, ${rest}`, '/a', ['cart-v1.shop:7070 100']],
    ['a prefix "/" is everything', `{ match: [{ uri: { prefix: / } }], ${V2} }, ${rest}`, '/a', ['cart-v2.shop:7070 100']],
    ['a regex ".*" is everything', `{ match: [{ uri: { regex: ".*" } }], ${V2} }, ${rest}`, '/a', ['cart-v2.shop:7070 100']],
    ['a prefix "/" with a header is not everything', `{ match: [{ uri: { prefix: / }, headers: { x: { exact: a } } }], ${V2} }, ${rest}`, '/a', ['cart-v1.shop:7070 100']],
    ['a match that says nothing is everything', `{ match: [{}], ${V2} }, ${rest}`, '/a', ['cart-v2.shop:7070 100']],
    ['an empty list of matches is everything', `{ match: [], ${V2} }, ${rest}`, '/a', ['cart-v2.shop:7070 100']],
    ['labels have all to be there', `{ match: [{ sourceLabels: { app: frontend, version: v1 } }], ${V2} }, ${rest}`, '/a', ['cart-v1.shop:7070 100']],
  ])('%s', (_rule, http, path, expected) => {
    expect(places(send([vs(http)], at(path)))).toEqual(expected);
  });

  test('T6: with a port on every match, other ports keep their default', () => {
    const one = vs(`{ match: [{ port: 7070 }], timeout: 3s, ${to('search')} }`, { hosts: '[search]' });
    expect(send([one], { to: 'http://search.shop:7070/' })).toMatchObject({ timeout: '3s', route: { name: 'v' } });
    expect(send([one], { to: 'http://search.shop:80/' })).toMatchObject({ timeout: null, route: null, verdict: 'allowed' });
  });
});

describe('F: actions', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['a redirect before a destination', `redirect: { uri: /b }, ${V2}`, { status: 301, destinations: [] }],
    ['a mirror does not take part in the answer', `${V2}, mirror: { host: nobody, port: { number: 7070 } }`, { verdict: 'allowed', status: 200 }],
  ])('%s', (_rule, fields, expected) => {
    expect(send([vs(`{ ${fields} }`)], {})).toMatchObject(expected);
  });

  test('a fault of 100 % is the answer, and its delay is outside of the timeout', () => {
    expect(send([vs(`{ fault: { abort: { httpStatus: 418, percentage: { value: 100 } } }, retries: { attempts: 3, retryOn: "418" }, ${V2} }`)], {})).toMatchObject({ fault: { abort: { status: 418, percent: 100 } } });
    expect(send([vs(`{ fault: { delay: { fixedDelay: 5s, percentage: { value: 100 } } }, timeout: 1s, ${V2} }`)], {})).toMatchObject({ status: 200, timeout: '1s', fault: { delay: { duration: '5s', percent: 100 } } });
  });
});

describe('I: delegates', () => {
  const root = (match: string, fields = '', hosts = '[cart.shop.svc.cluster.local]') => vs(`{ ${match === '' ? '' : `match: [${match}], `}${fields}delegate: { name: leaf, namespace: web } }, { ${to('cart-v1.shop.svc.cluster.local')} }`, { name: 'root', hosts });
  const leaf = (http: string, more = '', name = 'leaf') => vs(http, { name, namespace: 'web', hosts: '', more });
  const used = (above: string, below: string, path = '/a/b') => send([root(above), leaf(`{ match: [${below}], ${V2} }`)], { ...at(path), headers: { x: 'a' } }).route?.name;

  test.each<[string, string, string, string]>([
    ['a prefix that goes on', '{ uri: { prefix: /a } }', '{ uri: { prefix: /a/b } }', 'leaf'],
    ['an exact path under a prefix', '{ uri: { prefix: /a } }', '{ uri: { exact: /a/b } }', 'leaf'],
    ['a prefix that leads elsewhere', '{ uri: { prefix: /b } }', '{ uri: { prefix: /a } }', 'root'],
    ['a shorter prefix', '{ uri: { prefix: /a/b } }', '{ uri: { prefix: /a } }', 'root'],
    ['exact paths that are equal', '{ uri: { exact: /a/b } }', '{ uri: { exact: /a/b } }', 'leaf'],
    ['exact paths that differ', '{ uri: { exact: /a/b } }', '{ uri: { exact: /a } }', 'root'],
    ['a prefix under an exact path', '{ uri: { exact: /a/b } }', '{ uri: { prefix: /a } }', 'root'],
    ['a regex above a path', '{ uri: { regex: "/a.*" } }', '{ uri: { prefix: /a } }', 'root'],
    ['a regex under a path', '{ uri: { prefix: /a } }', '{ uri: { regex: "/a.*" } }', 'root'],
    ['a regex above nothing', '{ uri: { regex: "/a.*" } }', '{ headers: { x: { exact: a } } }', 'leaf'],
    ['ports that differ', '{ port: 7070 }', '{ port: 80 }', 'root'],
    ['ports that are equal', '{ port: 7070 }', '{ port: 7070 }', 'leaf'],
    ['a port above none', '{ port: 7070 }', '{ uri: { prefix: /a } }', 'leaf'],
    ['the caller’s namespace above none', '{ sourceNamespace: shop }', '{ uri: { prefix: /a } }', 'root'],
    ['the caller’s namespace in both', '{ sourceNamespace: shop }', '{ sourceNamespace: shop }', 'leaf'],
    ['labels of the caller that differ', '{ sourceLabels: { app: frontend } }', '{ sourceLabels: { app: portal } }', 'root'],
    ['ignoreUriCase of one alone', '{ uri: { prefix: /a }, ignoreUriCase: true }', '{ uri: { prefix: /a } }', 'root'],
    ['gateways that the root has not', '{ gateways: [mesh] }', '{ gateways: [mesh, edge/public] }', 'root'],
    ['headers that are equal', '{ headers: { x: { exact: a } } }', '{ headers: { x: { exact: a } } }', 'leaf'],
    ['headers that differ', '{ headers: { x: { exact: a } } }', '{ headers: { x: { exact: b } } }', 'root'],
  ])('%s', (_rule, above, below, name) => {
    expect(used(above, below)).toBe(name);
  });

  test('the root’s match and the delegate’s have both to be met', () => {
    const both = [root('{ uri: { prefix: /a } }'), leaf(`{ match: [{ headers: { x: { exact: a } } }], ${V2} }`)];
    expect(send(both, { ...at('/a'), headers: { x: 'a' } }).route?.name).toBe('leaf');
    expect(send(both, at('/a')).route?.name).toBe('root');
    expect(send(both, { ...at('/c'), headers: { x: 'a' } }).route?.name).toBe('root');
  });

  test.each<[string, string, string, Record<string, unknown>]>([
    ['a timeout that the delegate does not say is the root’s', 'timeout: 5s, ', '', { timeout: '5s' }],
    ['one that it says is its own', 'timeout: 5s, ', ', timeout: 1s', { timeout: '1s' }],
    ['retries likewise', 'retries: { attempts: 1 }, ', '', { retries: { additional: 1 } }],
    ['a rewrite likewise', 'rewrite: { uri: /z }, ', '', { request: { path: '/z/b' } }],
    ['a fault likewise', 'fault: { abort: { httpStatus: 500, percentage: { value: 1 } } }, ', '', { fault: { abort: { status: 500, percent: 1 } } }],
    ['headers likewise', 'headers: { request: { set: { x-a: "1" } } }, ', '', { request: { headers: { 'x-a': '1' } } }],
  ])('%s', (_rule, above, below, expected) => {
    expect(send([root('{ uri: { prefix: /a } }', above), leaf(`{ ${V2}${below} }`)], at('/a/b'))).toMatchObject(expected);
  });

  test.each<[string, string, string]>([
    ['one that is exported to the root’s namespace', ', exportTo: [shop]', 'leaf'],
    ['one that is not', ', exportTo: ["."]', 'root'],
  ])('%s', (_rule, more, name) => {
    expect(send([root(''), leaf(`{ ${V2} }`, more)], {}).route?.name).toBe(name);
  });

  test('a delegate’s own delegates are not followed', () => {
    const deep = leaf('{ delegate: { name: deep, namespace: web } }');
    expect(send([root(''), deep, leaf(`{ ${V2} }`, '', 'deep')], {}).route?.name).not.toBe('deep');
  });

  test('a delegate’s destinations are of its own namespace', () => {
    const copy = 'apiVersion: v1\nkind: Service\nmetadata: { name: cart-v1, namespace: web }\nspec: { selector: { app: portal }, ports: [{ name: http, port: 7070, targetPort: 8080 }] }';
    expect(places(send([root(''), leaf(`{ ${to('cart-v1')} }`), copy], {}))).toEqual(['cart-v1.web:7070 100']);
  });
});
