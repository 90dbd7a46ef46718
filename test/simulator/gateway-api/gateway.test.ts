import { simulate } from '../support';

const gateway = (listeners: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec: { gatewayClassName: example, listeners: [${listeners}] }`;
const listener = (name: string, more = '') => `{ name: ${name}, port: 80, protocol: HTTP${more} }`;
const TLS = '{ name: tls, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }] } }';
const PASS = '{ name: pass, port: 443, protocol: TLS, tls: { mode: Passthrough } }';
const backend = (name: string, namespace = 'edge') => `
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { clusterIP: 10.0.0.1, selector: { app: ${name} }, ports: [{ name: web, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }
spec: { containers: [{ name: main }] }`;
interface More { readonly kind?: string; readonly namespace?: string; readonly meta?: string; readonly spec?: string; readonly parent?: string }
const route = (name: string, rules: string, more: More = {}) => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: ${more.kind ?? 'HTTPRoute'}
metadata: { name: ${name}, namespace: ${more.namespace ?? 'edge'}${more.meta ?? ''} }
spec: { parentRefs: [{ name: public, namespace: edge${more.parent ?? ''} }],${more.spec ?? ''} rules: ${rules} }`;
const hosts = (...names: readonly string[]) => ` hostnames: [${names.map(name => `"${name}"`).join(', ')}],`;
const to = (name: string, match = '{}') => `{ matches: [${match}], backendRefs: [{ name: ${name}, port: 80 }] }`;
const SERVICES = backend('one') + backend('two');
const GATEWAY = gateway(listener('web'));
const ask = (more: string, url = 'http://www.example.com/', request: object = {}) =>
  simulate(more, { from: { ip: '203.0.113.7' }, through: { namespace: 'edge', name: 'public' }, to: url, ...request }, { mesh: 'gateway-api' });
const goesTo = (...args: Parameters<typeof ask>) => ask(...args).destinations.map(({ service }) => service).join(' ');

describe('hostnames go before everything else', () => {
  test.each([
    ['one without a wildcard before one with', ['*.example.com'], ['www.example.com']], ['the longer suffix before the shorter', ['*.com'], ['*.example.com']], ['any before none', [], ['*.com']],
    ['of several of a route the closest', ['*.example.com'], ['*.org', 'www.example.com']],
  ])('%s', (_, wide, narrow) => {
    const wideRoute = route('a', `[${to('one', '{ path: { type: Exact, value: / } }')}]`, wide.length > 0 ? { spec: hosts(...wide) } : {});
    expect(goesTo(GATEWAY + SERVICES + wideRoute + route('b', `[${to('two')}]`, { spec: hosts(...narrow) }))).toBe('two.edge');
  });

  test.each([['www.example.com', 200], ['WWW.Example.Com', 200], ['www.example.com:80', 200], ['a.www.example.com', 404], ['example.com', 404]])('a route of www.example.com and host %s: %d', (host, status) => {
    expect(ask(GATEWAY + SERVICES + route('r', `[${to('one')}]`, { spec: hosts('www.example.com') }), undefined, { headers: { host } }).status).toBe(status);
  });

  test('a request that a narrow route does not match may match a wide one', () => {
    const more = route('narrow', `[${to('one', '{ path: { value: /only } }')}]`, { spec: hosts('www.example.com') }) + route('wide', `[${to('two')}]`, { spec: hosts('*.example.com') });
    expect(goesTo(GATEWAY + SERVICES + more, 'http://www.example.com/only')).toBe('one.edge');
    expect(goesTo(GATEWAY + SERVICES + more, 'http://www.example.com/else')).toBe('two.edge');
  });
});

test('of equals the older route, then namespace and name, then the first rule', () => {
  const all = gateway(listener('web', ', allowedRoutes: { namespaces: { from: All } }')) + SERVICES + backend('three', 'zone');
  const pair = (edge: string, zone: string, edgeName = 'z', zoneName = 'a') => route(edgeName, `[${to('one')}]`, { meta: edge }) + route(zoneName, `[${to('three')}]`, { namespace: 'zone', meta: zone });
  expect(goesTo(all + pair(', creationTimestamp: "2025-01-01T00:00:00Z"', ', creationTimestamp: "2024-01-01T00:00:00Z"'))).toBe('three.zone');
  expect(goesTo(all + pair('', ''))).toBe('one.edge');
  expect(goesTo(all + route('r', `[${to('one')}, ${to('two')}]`))).toBe('one.edge');
});

describe('listeners', () => {
  const narrow = gateway(`${listener('wide')}, ${listener('narrow', ', hostname: www.example.com')}`);
  test('the closest takes the request, and its routes alone', () => {
    const more = narrow + SERVICES + route('wide', `[${to('one')}]`, { parent: ', sectionName: wide' }) + route('narrow', `[${to('two', '{ path: { value: /b } }')}]`, { parent: ', sectionName: narrow' });
    expect(goesTo(more, 'http://www.example.com/b')).toBe('two.edge');
    expect(ask(more, 'http://www.example.com/a').status).toBe(404);
    expect(goesTo(more, 'http://api.example.com/a')).toBe('one.edge');
  });

  test('a route whose hostnames a listener has not in common is not its', () => {
    expect(ask(gateway(listener('web', ', hostname: "*.example.com"')) + SERVICES + route('r', `[${to('one')}]`, { spec: hosts('www.example.org') })).status).toBe(404);
  });

  test.each([['Same', 404], ['All', 200]])('routes of other namespaces, from: %s: %d', (from, status) => {
    const more = gateway(listener('web', `, allowedRoutes: { namespaces: { from: ${from} } }`)) + backend('three', 'zone') + route('r', `[${to('three')}]`, { namespace: 'zone' });
    expect(ask(more).status).toBe(status);
  });

  test('a port that none has refuses connections', () => {
    expect(ask(GATEWAY + SERVICES, 'http://www.example.com:8080/')).toMatchObject({ verdict: 'unroutable', status: null });
  });

  test('TLS ends at the Gateway, and requests are routed', () => {
    const more = gateway(TLS) + SERVICES + route('r', `[${to('one', '{ path: { value: /a } }')}]`);
    expect(ask(more, 'https://www.example.com/a')).toMatchObject({ verdict: 'allowed', status: 200, transport: 'plaintext', destinations: [{ service: 'one.edge' }] });
    expect(ask(more, 'http://www.example.com:443/a')).toMatchObject({ verdict: 'unroutable', status: null });
  });

  test('TLS that is passed through is routed by the server name', () => {
    const tls = (name: string, host: string, service: string) => route(name, `[{ backendRefs: [{ name: ${service}, port: 80 }] }]`, { kind: 'TLSRoute', spec: hosts(host) });
    const more = gateway(PASS) + SERVICES + tls('a', '*.example.com', 'one') + tls('b', 'www.example.com', 'two');
    expect([goesTo(more, 'https://www.example.com/'), goesTo(more, 'https://api.example.com/')]).toEqual(['two.edge', 'one.edge']);
    expect(ask(more, 'https://www.example.com/').status).toBeNull();
    expect(ask(more, 'https://www.example.org/')).toMatchObject({ verdict: 'unroutable', status: null });
  });
});

describe('ReferenceGrants', () => {
  const far = GATEWAY + backend('far', 'zone') + route('r', '[{ backendRefs: [{ name: far, namespace: zone, port: 80 }] }]');
  const grant = (from: string, of: string, namespace = 'zone') => `
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: grant, namespace: ${namespace} }
spec: { from: [${from}], to: [${of}] }`;
  const FROM = '{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge }';
  const TO = "{ group: '', kind: Service }";
  test.each([
    ['none', '', 500], ['one for all Services', grant(FROM, TO), 200], ['one for this Service', grant(FROM, "{ group: '', kind: Service, name: far }"), 200], ['one for another Service', grant(FROM, "{ group: '', kind: Service, name: other }"), 500],
    ['one of several entries', grant(`{ group: a.example.com, kind: B, namespace: c }, ${FROM}`, `{ group: '', kind: Secret }, ${TO}`), 200], ['one for another kind of route', grant(FROM.replace('HTTPRoute', 'GRPCRoute'), TO), 500],
    ['one for another namespace', grant(FROM.replace('edge', 'elsewhere'), TO), 500], ['one that stands with the route', grant(FROM, TO, 'edge'), 500],
  ])('%s', (_, grants, status) => {
    expect(ask(far + grants).status).toBe(status);
  });
});

describe('GRPCRoutes', () => {
  const GRPC = 'grpc://www.example.com:80/shop.Cart/Add';
  const called = (method: string) => `{ method: ${method} }`;
  test.each([
    ['hostnames first', route('a', `[${to('one', called('{ service: shop.Cart, method: Add }'))}]`, { kind: 'GRPCRoute' }) + route('b', `[${to('two')}]`, { kind: 'GRPCRoute', spec: hosts('www.example.com') })],
    ['then the longer service', route('a', `[${to('one', called('{ method: Add }'))}, ${to('two', called('{ service: shop.Cart }'))}]`, { kind: 'GRPCRoute' })],
    ['then the longer method', route('a', `[${to('one', called('{ service: shop.Cart }'))}, ${to('two', called('{ service: shop.Cart, method: Add }'))}]`, { kind: 'GRPCRoute' })],
    ['then headers', route('a', `[${to('one', called('{ service: shop.Cart }'))}, ${to('two', '{ method: { service: shop.Cart }, headers: [{ name: x-a, value: "1" }] }')}]`, { kind: 'GRPCRoute' })],
  ])('%s', (_, routes) => {
    expect(goesTo(GATEWAY + SERVICES + routes, GRPC, { headers: { 'x-a': '1' } })).toBe('two.edge');
  });

  test('calls that none matches are UNIMPLEMENTED, and without a backend UNAVAILABLE', () => {
    expect(ask(GATEWAY + SERVICES + route('a', `[${to('one', called('{ service: shop.Other }'))}]`, { kind: 'GRPCRoute' }), GRPC)).toMatchObject({ verdict: 'unroutable', status: 404, grpcStatus: 12 });
    expect(ask(`${GATEWAY}${route('a', '[{}]', { kind: 'GRPCRoute' })}`, GRPC)).toMatchObject({ verdict: 'unroutable', grpcStatus: 14 });
    expect(ask(`${GATEWAY}${route('a', `[${to('gone')}]`, { kind: 'GRPCRoute' })}`, GRPC)).toMatchObject({ verdict: 'unroutable', grpcStatus: 14 });
  });
});

describe('redirects', () => {
  const redirect = (fields: string, more = '') => route('r', `[{ ${more}filters: [{ type: RequestRedirect, requestRedirect: { ${fields} } }] }]`);
  test.each([
    ['302 where no status is said', 'hostname: a.example.com', 302], ...[301, 302, 303, 307, 308].map((status): [string, string, number] => [`${status}`, `statusCode: ${status}, hostname: a.example.com`, status]),
  ])('%s', (_, fields, status) => {
    expect(ask(GATEWAY + redirect(fields))).toMatchObject({ verdict: 'allowed', status, redirect: { status, location: 'http://a.example.com/' } });
  });

  test('a prefix is replaced in the location', () => {
    const more = redirect('path: { type: ReplacePrefixMatch, replacePrefixMatch: /new }', 'matches: [{ path: { value: /old } }], ');
    expect(ask(GATEWAY + more, 'http://www.example.com/old/a?b=c').redirect).toMatchObject({ location: 'http://www.example.com/new/a?b=c' });
  });
});
