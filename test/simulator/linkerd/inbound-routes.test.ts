import { simulate } from '../support';
import { allow, api, ask, onRoute, route, server, serverOf, WEB_ACCOUNT } from './api';
import { FROM_OTHER, FROM_WEB, SHOP } from './shop';

/** A rule for callers of the mesh, by route `web` for pods `web`, by route `other` for everybody. */
const two = (web: string, other: string) => api() + server() + route('web', `[{ matches: [${web}] }]`) + route('other', `[{ matches: [${other}] }]`)
  + allow('p', WEB_ACCOUNT, onRoute('web')) + allow('q', '{ kind: ServiceAccount, name: caller, namespace: other }', onRoute('other'));
/** Which of both routes a request takes, by who is let in. */
const takes = (more: string, to: string, request: object = {}, settings: object = {}) => {
  const verdict = (from: object) => simulate(SHOP + more, { from, to, ...request }, settings).verdict;
  const [web, other] = [verdict(FROM_WEB), verdict(FROM_OTHER)];
  return web === other ? web : web === 'allowed' ? 'web' : 'other';
};

describe('a path as routes of a Server match it (L10)', () => {
  test.each([
    ['PathPrefix', '/api/', '/api', true], ['PathPrefix', '/api/', '/api/x', true], ['PathPrefix', '/api', '/apix', false], ['PathPrefix', '/api', '/API', false], ['PathPrefix', '/', '/x', true],
    ['PathPrefix', '/api', '/api//', true], ['RegularExpression', '/api/.*', '/api', false], ['RegularExpression', '/api/.*', '/api/x', true], ['RegularExpression', '/api/.*', '/v1/api/x', false],
    ['Exact', '/api', '/api/', false], ['Exact', '/api', '/api?q=1', true], ['Exact', '/api/x', '/api//x', false], ['Exact', '/api/x', '/api/./x', false], ['Exact', '/a b', '/a%20b', false],
  ])('%s %s and %s: %s', (type, value, path, expected) => {
    const more = api() + server(', accessPolicy: all-unauthenticated') + route('r', `[{ matches: [{ path: { type: ${type}, value: "${value}" } }] }]`);
    expect(ask(more, FROM_WEB, `http://api.shop${path}`)).toMatchObject(expected ? { verdict: 'allowed' } : { verdict: 'denied', status: 404 });
  });
});

describe('of routes of a Server the one that matches best is picked (L1, L11)', () => {
  const path = (type: string, value: string, more = '') => `{ path: { type: ${type}, value: "${value}" }${more} }`;
  const header = '{ headers: [{ name: x-a, value: "1" }] }';
  const query = '{ queryParams: [{ name: q, value: "1" }] }';
  const method = '{ method: GET }';
  test.each([
    ['the longer path', path('PathPrefix', '/a'), path('PathPrefix', '/a/b'), 'other', 'other'],
    ['the longer path before a method', path('PathPrefix', '/', ', method: GET'), path('PathPrefix', '/a'), 'other', 'other'],
    ['an expression is as long as the whole path', path('PathPrefix', '/a'), path('RegularExpression', '/a.*'), 'other', 'other'],
    ['an expression ties with an exact path, and the name decides', path('RegularExpression', '/.*'), path('Exact', '/a/b'), 'other', 'other'],
    ['headers before query parameters', query, header, 'other', 'other'],
    ['query parameters before the method, in 2.20', method, query, 'other', 'web'],
    ['headers before the method, in 2.20', method, header, 'other', 'web'],
    ['a method before nothing', path('PathPrefix', '/'), method, 'other', 'other'],
  ])('%s', (_, web, other, in220, later) => {
    const request = { headers: { 'x-a': '1' } };
    expect(takes(two(web, other), 'http://api.shop/a/b?q=1', request)).toBe(in220);
    expect(takes(two(web, other), 'http://api.shop/a/b?q=1', request, { linkerdVersion: '2.21' })).toBe(later);
  });

  test('of equals the older route, whatever its name', () => {
    const aged = two('{ method: GET }', '{ method: GET }').replace('name: web, namespace: shop }', 'name: web, namespace: shop, creationTimestamp: "2024-01-01T00:00:00Z" }').replace('name: other, namespace: shop }', 'name: other, namespace: shop, creationTimestamp: "2025-01-01T00:00:00Z" }');
    expect(takes(two('{ method: GET }', '{ method: GET }'), 'http://api.shop/')).toBe('other');
    expect(takes(aged, 'http://api.shop/')).toBe('web');
  });

  test('after a refusal no less specific route is tried', () => {
    expect(ask(two('{ path: { value: /a } }', '{ path: { value: / } }'), FROM_OTHER, 'http://api.shop/a')).toMatchObject({ verdict: 'denied', status: 403, decidedBy: expect.arrayContaining([expect.objectContaining({ name: 'web' })]) });
  });

  test('hostnames of a route of a Server count', () => {
    const more = api() + server(', accessPolicy: all-unauthenticated') + route('r', '[{}]').replace('rules:', 'hostnames: [api.example.com], rules:');
    expect(ask(more, FROM_WEB, 'http://api.shop/', { headers: { host: 'api.example.com' } }).verdict).toBe('allowed');
    expect(ask(more)).toMatchObject({ verdict: 'denied', status: 404 });
  });
});

describe('which routes a Server has (L6, L12)', () => {
  const rules = (kind: string) => (kind === 'GRPCRoute' ? '[{ matches: [{ method: { service: a.B } }] }]' : '[{ matches: [{ path: { value: /a.B } }] }]');
  test.each([
    ['HTTP/1', 'HTTPRoute', true], ['HTTP/2', 'HTTPRoute', true], ['unknown', 'HTTPRoute', true], ['gRPC', 'GRPCRoute', true],
    ['HTTP/1', 'GRPCRoute', false], ['HTTP/2', 'GRPCRoute', false], ['unknown', 'GRPCRoute', false], ['gRPC', 'HTTPRoute', false], ['opaque', 'HTTPRoute', false], ['TLS', 'HTTPRoute', false],
  ])('protocol %s: an %s is used: %s', (protocol, kind, used) => {
    const more = api() + serverOf(protocol) + route('r', rules(kind), kind) + allow('p', WEB_ACCOUNT, onRoute('r', kind));
    expect(ask(more, FROM_WEB, protocol === 'HTTP/1' ? 'http://api.shop/a.B/C' : 'grpc://api.shop:80/a.B/C').verdict).toBe(used ? 'allowed' : 'denied');
  });

  test.each([
    ['RequestMirror', '[{ filters: [{ type: RequestMirror, requestMirror: {} }] }]'], ['ExtensionRef', '[{ filters: [{ type: ExtensionRef, extensionRef: {} }] }]'],
    ['CORS', '[{ filters: [{ type: CORS, cors: {} }] }]'], ['one such rule among others', '[{}, { filters: [{ type: URLRewrite }] }]'],
    ['a header expression that does not compile', '[{ matches: [{ headers: [{ name: a, type: RegularExpression, value: "(?=a)" }] }] }]'],
  ])('a route with %s is not used as a whole', (_, spec) => {
    expect(ask(api() + server() + route('x', spec) + allow('p', WEB_ACCOUNT, onRoute('x')))).toMatchObject({ verdict: 'denied', status: 403 });
  });

  test('a route in another namespace than the Server is not used', () => {
    const far = route('x', '[{}]', 'HTTPRoute', ', namespace: shop').replace('name: x, namespace: shop', 'name: x, namespace: other');
    expect(ask(api() + server(', accessPolicy: all-unauthenticated') + far.replace('rules: [{}]', 'rules: [{ matches: [{ path: { value: /only } }] }]')).verdict).toBe('allowed');
  });

  test('a port or a section in the reference leaves the route unused', () => {
    for (const parent of [', port: 80', ', sectionName: web']) expect(ask(api() + server() + route('x', '[{}]', 'HTTPRoute', parent) + allow('p', WEB_ACCOUNT, onRoute('x'))).verdict).toBe('denied');
  });

  test('without routes a request of any path is let in by the Server alone', () => {
    expect(ask(api() + server() + allow('p', WEB_ACCOUNT), FROM_WEB, 'http://api.shop/any').verdict).toBe('allowed');
  });

  test('bytes that are no HTTP ask no route', () => {
    const more = api() + serverOf('unknown') + route('r', '[{}]') + allow('p', WEB_ACCOUNT, onRoute('r'));
    expect(ask(more).verdict).toBe('allowed');
    expect(ask(more, FROM_WEB, 'tcp://api.shop:80').verdict).toBe('denied');
  });
});

describe('filters of a Server\'s routes', () => {
  const withRule = (rule: string) => api() + server(', accessPolicy: all-unauthenticated') + route('r', `[{ ${rule} }]`);
  test('RequestHeaderModifier changes what pods see', () => {
    const more = withRule('filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: x-s, value: new }], remove: [x-gone] } }]');
    expect(ask(more, FROM_WEB, undefined, { headers: { 'x-s': 'old', 'x-gone': '1' } }).request?.headers).toEqual({ 'x-s': 'new' });
  });

  test('ResponseHeaderModifier changes nothing', () => {
    const result = ask(withRule('filters: [{ type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: x-s, value: new }] } }]'));
    expect(result).toMatchObject({ verdict: 'allowed', responseHeaders: { set: {} }, response: { headers: {} } });
  });

  test('RequestRedirect answers those who are let in', () => {
    const more = api() + server() + route('r', '[{ filters: [{ type: RequestRedirect, requestRedirect: { hostname: www.example.com, statusCode: 301 } }] }]') + allow('p', WEB_ACCOUNT, onRoute('r'));
    expect(ask(more)).toMatchObject({ verdict: 'allowed', status: 301 });
    expect(ask(more, FROM_OTHER)).toMatchObject({ verdict: 'denied', status: 403, redirect: null });
  });

  test('backends, timeouts and retries have no effect', () => {
    const result = ask(withRule('backendRefs: [{ name: cart, port: 80 }], timeouts: { request: 1s }, retry: { attempts: 2 }'));
    expect(result).toMatchObject({ verdict: 'allowed', timeout: null, retries: null, destinations: [{ service: 'api.shop', share: 100 }] });
  });
});
