import { SimulationError } from '../../../src/simulator/simulation-error';
import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { authz, policy, shop, SIDECAR } from './access-shop';

const SERVICE_PORTS = '{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }, { name: tls, port: 444, targetPort: 8444 }, { name: tcp, port: 9000, targetPort: 9001 }';
const PODS = `
{ apiVersion: v1, kind: Namespace, metadata: { name: edge } }
---
{ apiVersion: apps/v1, kind: Deployment, metadata: { name: gw, namespace: edge }, spec: { template: { metadata: { labels: { gw: public, sidecar.istio.io/inject: "true" } }, spec: { serviceAccountName: public-gw, containers: [{ name: istio-proxy }] } } } }
---
{ apiVersion: v1, kind: Service, metadata: { name: gw, namespace: edge }, spec: { selector: { gw: public }, ports: [${SERVICE_PORTS}] } }
---
`;
const server = (port: number, protocol: string, hosts: string, more = ''): string => `{ port: { number: ${port}, name: p${port}, protocol: ${protocol} }, hosts: [${hosts}]${more} }`;
const gateway = (name: string, ...servers: string[]): string => `{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: ${name}, namespace: edge }, spec: { selector: { gw: public }, servers: [${servers.join(', ')}] } }\n---\n`;
const HTTP = server(80, 'HTTP', '"*"');
const HTTPS = server(443, 'HTTPS', 'shop.example.com', ', tls: { mode: SIMPLE, credentialName: cert }');
const TO_CART = 'route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }]';
const routes = (name: string, hosts: string, http = `{ ${TO_CART} }`, { gateways = 'edge/public', namespace = 'shop', more = '' } = {}): string =>
  `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: ${name}, namespace: ${namespace} }, spec: { hosts: [${hosts}], gateways: [${gateways}]${http === '' ? '' : `, http: [${http}]`}${more} } }\n---\n`;
const ask = (more: string, request: Partial<SimulatedRequest> = {}) =>
  simulate(shop(SIDECAR, PODS + more), { from: { ip: '203.0.113.7' }, through: { namespace: 'edge', name: 'public' }, to: 'http://shop.example.com/cart', ...request });

describe('servers of an Istio Gateway', () => {
  test.each<[string, string, Partial<SimulatedRequest>, Record<string, unknown>]>([
    ['a route for the host', gateway('public', HTTP) + routes('r', 'shop.example.com'), {}, { verdict: 'allowed', status: 200, transport: 'mtls', route: { kind: 'VirtualService', name: 'r', rule: 0 }, request: { host: 'shop.example.com', path: '/cart' } }],
    ['no route for the host', gateway('public', HTTP) + routes('r', 'other.example.com'), {}, { verdict: 'unroutable', status: 404, dataPlane: 'istio-gateway' }],
    ['no such port at the address', gateway('public', HTTP), { to: 'http://shop.example.com:81/' }, { verdict: 'unroutable', status: null }],
    ['no server on the port', gateway('public', HTTP), { to: 'https://shop.example.com/' }, { verdict: 'unroutable', status: null }],
    ['TLS at a plaintext port', gateway('public', server(443, 'HTTP', '"*"')), { to: 'https://shop.example.com/' }, { verdict: 'unroutable', status: null }],
    ['plaintext at a TLS port', gateway('public', HTTPS), { to: 'http://shop.example.com:443/' }, { verdict: 'unroutable', status: null }],
    ['bytes at an HTTP port', gateway('public', HTTP), { to: 'tcp://shop.example.com:80' }, { verdict: 'unroutable', status: 400 }],
    ['TLS that the gateway ends', gateway('public', HTTPS) + routes('r', 'shop.example.com'), { to: 'https://shop.example.com/cart' }, { verdict: 'allowed', status: 200, transport: 'mtls' }],
    ['no server for the server name', gateway('public', HTTPS) + routes('r', 'shop.example.com'), { to: 'https://other.example.com/' }, { verdict: 'unroutable', status: null, reason: 'No server on port 443 of the gateway is for server name other.example.com' }],
    ['Host and server name need not be the same', gateway('public', HTTPS) + routes('r', 'shop.example.com'), { to: 'https://shop.example.com/', headers: { host: 'other.example.com' } }, { verdict: 'unroutable', status: 404 }],
    ['the Host may have a port', gateway('public', HTTP) + routes('r', 'shop.example.com'), { headers: { host: 'shop.example.com:80' } }, { verdict: 'allowed' }],
    ['MUTUAL without certificate', gateway('public', HTTPS.replace('SIMPLE', 'MUTUAL')) + routes('r', 'shop.example.com'), { to: 'https://shop.example.com/' }, { verdict: 'denied', status: null, decidedBy: [{ kind: 'Gateway', name: 'public' }] }],
    ['MUTUAL with certificate', gateway('public', HTTPS.replace('SIMPLE', 'MUTUAL')) + routes('r', 'shop.example.com'), { to: 'https://shop.example.com/', from: { clientCertificate: { subject: 'a', issuer: 'b' } } }, { verdict: 'allowed' }],
    ['ISTIO_MUTUAL from outside', gateway('public', HTTPS.replace('SIMPLE', 'ISTIO_MUTUAL')) + routes('r', 'shop.example.com'), { to: 'https://shop.example.com/' }, { verdict: 'denied', status: null }],
    ['httpsRedirect', gateway('public', server(80, 'HTTP', 'shop.example.com', ', tls: { httpsRedirect: true }')) + routes('r', 'shop.example.com'), { to: 'http://shop.example.com/cart?x=1' }, { verdict: 'allowed', status: 301, destinations: [], redirect: { status: 301, location: 'https://shop.example.com/cart?x=1' } }],
    ['httpsRedirect without any route', gateway('public', server(80, 'HTTP', 'shop.example.com', ', tls: { httpsRedirect: true }')), {}, { status: 301 }],
    ['an older plaintext server shuts out TLS on its port', gateway('a', server(443, 'HTTP', '"*"')) + gateway('public', HTTPS) + routes('r', 'shop.example.com'), { to: 'https://shop.example.com/' }, { verdict: 'unroutable' }],
    ['of two TLS servers with one host the older counts', gateway('a', HTTPS) + gateway('public', HTTPS) + routes('r', 'shop.example.com'), { to: 'https://shop.example.com/' }, { verdict: 'unroutable', status: 404 }],
    ['another Gateway on the same pods serves too', gateway('public', server(80, 'HTTP', 'x.example.com')) + gateway('second', HTTP) + routes('r', 'shop.example.com', undefined, { gateways: 'edge/second' }), {}, { verdict: 'allowed' }],
    ['bytes by tcp routes', gateway('public', server(9000, 'TCP', '"*"')) + routes('r', '"*"', '', { more: ', tcp: [{ match: [{ port: 9000 }], route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 6000 } } }] }]' }), { to: 'tcp://shop.example.com:9000' }, { verdict: 'allowed', status: null, destinations: [{ service: 'cart.shop', port: 6000 }] }],
    ['bytes without a tcp route', gateway('public', server(9000, 'TCP', '"*"')), { to: 'tcp://shop.example.com:9000' }, { verdict: 'unroutable', status: null }],
  ])('%s', (_name, more, request, expected) => {
    expect(ask(more, request)).toMatchObject(expected);
  });

  test('TLS that passes through goes by its server name', () => {
    const passing = gateway('public', server(444, 'TLS', '"*.example.com"', ', tls: { mode: PASSTHROUGH }'))
      + routes('r', '"*.example.com"', '', { more: ', tls: [{ match: [{ sniHosts: [shop.example.com] }], route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 5000 } } }] }]' });
    expect(ask(passing, { to: 'https://shop.example.com:444/' })).toMatchObject({ verdict: 'allowed', status: null, destinations: [{ service: 'cart.shop', port: 5000 }] });
    expect(ask(passing, { to: 'https://other.example.com:444/' })).toMatchObject({ verdict: 'unroutable', status: null });
    expect(ask(passing.replace('PASSTHROUGH', 'AUTO_PASSTHROUGH'), { to: 'tls://shop.example.com:444' })).toMatchObject({ verdict: 'unroutable', status: null });
  });

  test('the gateway\'s own identity reaches the pods', () => {
    const only = authz('cart', '{ selector: { matchLabels: { app: cart } }, rules: [{ from: [{ source: { principals: ["cluster.local/ns/edge/sa/public-gw"] } }] }] }');
    expect(ask(only + gateway('public', HTTP) + routes('r', 'shop.example.com'))).toMatchObject({ verdict: 'allowed', dataPlane: 'istio-sidecar', reason: 'ALLOW by shop/cart rule 0' });
  });

  test('without its pods nothing serves; an unknown Gateway is an error that names those that are there', () => {
    const elsewhere = gateway('public', HTTP).replace('gw: public', 'gw: elsewhere');
    expect(ask(elsewhere)).toMatchObject({ verdict: 'unroutable', reason: 'No pods of the manifests have the labels that Gateway edge/public selects' });
    expect(() => ask(gateway('public', HTTP), { through: { namespace: 'edge', name: 'private' } })).toThrow(new SimulationError('No Gateway is called edge/private (there is edge/public)'));
  });
});

describe('VirtualServices at a gateway', () => {
  const timed = (timeout: string, match = ''): string => `{ ${match === '' ? '' : `match: [{ ${match} }], `}timeout: ${timeout}, ${TO_CART} }`;
  const bound = gateway('public', server(80, 'HTTP', '"*.example.com", "other/only.example.com"'));

  test('those of one host are joined, and what takes everything comes last', () => {
    const two = bound + routes('a', 'shop.example.com', timed('1s')) + routes('b', 'shop.example.com', timed('2s', 'uri: { prefix: /cart }'));
    expect(ask(two)).toMatchObject({ timeout: '2s', route: { name: 'b' } });
    expect(ask(two, { to: 'http://shop.example.com/' })).toMatchObject({ timeout: '1s', route: { name: 'a' } });
  });

  test('the most specific host counts alone', () => {
    const two = bound + routes('a', '"*.example.com"', timed('1s')) + routes('b', 'shop.example.com', timed('2s', 'uri: { prefix: /x }'));
    expect(ask(two)).toMatchObject({ verdict: 'unroutable', status: 404 });
    expect(ask(two, { to: 'http://blog.example.com/' })).toMatchObject({ timeout: '1s' });
  });

  test('hosts are those that server and VirtualService have in common', () => {
    expect(ask(bound + routes('a', '"*"', timed('1s')))).toMatchObject({ timeout: '1s' });
    expect(ask(bound + routes('a', '"*"', timed('1s')), { to: 'http://shop.example.org/' })).toMatchObject({ status: 404 });
  });

  test('a server can name the namespace of its VirtualServices', () => {
    const only = gateway('public', server(80, 'HTTP', '"other/shop.example.com"'));
    expect(ask(only + routes('a', 'shop.example.com'))).toMatchObject({ status: 404 });
    expect(ask(only + routes('a', 'shop.example.com', undefined, { namespace: 'other' }))).toMatchObject({ verdict: 'allowed' });
  });

  test('one that is for the mesh, for another gateway or not exported is not there', () => {
    expect(ask(bound + routes('a', 'shop.example.com', undefined, { gateways: 'mesh' }))).toMatchObject({ status: 404 });
    expect(ask(bound + routes('a', 'shop.example.com', undefined, { gateways: 'edge/private' }))).toMatchObject({ status: 404 });
    expect(ask(bound + routes('a', 'shop.example.com', undefined, { more: ', exportTo: ["."]' }))).toMatchObject({ status: 404 });
  });
});

describe('tokens and authorization at a gateway', () => {
  const open = gateway('public', HTTP) + routes('r', 'shop.example.com');
  const here = (spec: string, namespace = 'edge'): string => authz('edge', `{ selector: { matchLabels: { gw: public } }${spec} }`, namespace);
  const jwt = policy('RequestAuthentication', 'jwt', '{ selector: { matchLabels: { gw: public } }, jwtRules: [{ issuer: i, jwks: "{}" }] }', 'edge');

  test.each<[string, string, Partial<SimulatedRequest>, Record<string, unknown>]>([
    ['a policy on the pods', here(''), {}, { verdict: 'denied', status: 403, dataPlane: 'istio-gateway' }],
    ['a policy of the root namespace, before there is any route', here('', 'istio-system'), { to: 'http://unknown.example.com/' }, { verdict: 'denied', status: 403 }],
    ['the client\'s address', here(', rules: [{ from: [{ source: { ipBlocks: ["203.0.113.0/24"] } }] }]'), {}, { verdict: 'allowed' }],
    ['an address that is not known', here(', rules: [{ from: [{ source: { ipBlocks: ["203.0.113.0/24"] } }] }]'), { from: {} }, { verdict: 'indeterminate' }],
    ['X-Forwarded-For counts for nothing', here(', rules: [{ from: [{ source: { remoteIpBlocks: ["10.0.0.0/8"] } }] }]'), { headers: { 'x-forwarded-for': '10.0.0.1' } }, { verdict: 'denied' }],
    ['ports are the gateway pods\'', here(', rules: [{ to: [{ operation: { ports: ["8080"] } }] }]'), {}, { verdict: 'allowed' }],
    ['a token that is wrong', jwt, { token: { iss: 'i', sub: 's' }, tokenState: 'badSignature' }, { verdict: 'denied', status: 401, dataPlane: 'istio-gateway' }],
    ['nobody has an identity of the mesh', here(', rules: [{ from: [{ source: { principals: ["*"] } }] }]'), {}, { verdict: 'denied' }],
  ])('%s', (_name, more, request, expected) => {
    expect(ask(open + more, request)).toMatchObject(expected);
  });

  test('trusted proxies in front are said by the topology', () => {
    const config = "{ apiVersion: v1, kind: ConfigMap, metadata: { name: istio, namespace: istio-system }, data: { mesh: '{ defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } } }' } }\n---\n";
    expect(ask(config + open + here(', rules: [{ from: [{ source: { remoteIpBlocks: ["10.0.0.0/8"] } }] }]'), { headers: { 'x-forwarded-for': '1.1.1.1, 10.0.0.1' } })).toMatchObject({ verdict: 'allowed' });
  });

  test('routes by claims of the token', () => {
    const byClaim = routes('r', 'shop.example.com', `{ match: [{ headers: { "@request.auth.claims.group": { exact: beta } } }], timeout: 1s, ${TO_CART} }, { ${TO_CART} }`);
    expect(ask(gateway('public', HTTP) + byClaim + jwt, { token: { iss: 'i', sub: 's', group: 'beta' } })).toMatchObject({ timeout: '1s' });
    expect(ask(gateway('public', HTTP) + byClaim + jwt, { token: { iss: 'i', sub: 's', group: 'x' } })).toMatchObject({ timeout: null });
    expect(ask(gateway('public', HTTP) + byClaim, { token: { iss: 'i', sub: 's', group: 'beta' } })).toMatchObject({ timeout: null });
  });

  test('a token that a rule does not forward ends at the gateway', () => {
    const needed = policy('RequestAuthentication', 'cart', '{ jwtRules: [{ issuer: i, jwks: "{}" }] }') + authz('cart', '{ selector: { matchLabels: { app: cart } }, rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] }');
    const token = { token: { iss: 'i', sub: 's' } };
    expect(ask(open + needed, token)).toMatchObject({ verdict: 'allowed' });
    expect(ask(open + needed + jwt, token)).toMatchObject({ verdict: 'denied', status: 403, dataPlane: 'istio-sidecar' });
    expect(ask(open + needed + jwt.replace('issuer: i,', 'issuer: i, forwardOriginalToken: true,'), token)).toMatchObject({ verdict: 'allowed' });
  });
});

describe('a Gateway of the Gateway API that Istio runs', () => {
  const listeners = (list: string, { name = 'web', className = 'istio', annotations = '' } = {}): string => `{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: ${name}, namespace: edge, annotations: { ${annotations} } }, spec: { gatewayClassName: ${className}, listeners: [${list}] } }\n---\n`;
  const ALL = 'allowedRoutes: { namespaces: { from: All } }';
  const route = (name: string, rule: string, more = ''): string => `{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: ${name}, namespace: shop }, spec: { parentRefs: [{ name: web, namespace: edge }]${more}, rules: [${rule}] } }\n---\n`;
  const BACKEND = 'backendRefs: [{ name: cart, port: 80 }]';
  const web = (more: string, request: Partial<SimulatedRequest> = {}) => ask(more, { through: { namespace: 'edge', name: 'web' }, ...request });
  const HTTP_LISTENER = `{ name: http, port: 80, protocol: HTTP, ${ALL} }`;

  test('a route goes on with the identity of the pods that istiod deploys', () => {
    const only = authz('cart', '{ selector: { matchLabels: { app: cart } }, rules: [{ from: [{ source: { principals: ["cluster.local/ns/edge/sa/web-istio"] } }] }] }');
    expect(web(only + listeners(HTTP_LISTENER) + route('r', `{ ${BACKEND} }`))).toMatchObject({ verdict: 'allowed', transport: 'mtls', route: { kind: 'HTTPRoute', name: 'r' } });
    const named = listeners(HTTP_LISTENER, { annotations: 'gateway.istio.io/service-account: mine' });
    expect(web(only + named + route('r', `{ ${BACKEND} }`))).toMatchObject({ verdict: 'denied', status: 403 });
  });

  test.each<[string, string, Partial<SimulatedRequest>, Record<string, unknown>]>([
    ['a listener that does not let the namespace in', listeners('{ name: http, port: 80, protocol: HTTP }') + route('r', `{ ${BACKEND} }`), {}, { verdict: 'unroutable', status: 404 }],
    ['a hostname of the listener', listeners(`{ name: http, port: 80, protocol: HTTP, hostname: a.example.com, ${ALL} }`) + route('r', `{ ${BACKEND} }`), {}, { status: 404 }],
    ['a hostname of the route', listeners(HTTP_LISTENER) + route('r', `{ ${BACKEND} }`, ', hostnames: [shop.example.com]'), {}, { verdict: 'allowed' }],
    ['another hostname of the route', listeners(HTTP_LISTENER) + route('r', `{ ${BACKEND} }`, ', hostnames: [a.example.com]'), {}, { status: 404 }],
    ['the more specific match of two routes', listeners(HTTP_LISTENER) + route('a', `{ matches: [{ path: { value: / } }], timeouts: { request: 1s }, ${BACKEND} }`) + route('b', `{ matches: [{ path: { value: /cart } }], timeouts: { request: 2s }, ${BACKEND} }`), {}, { timeout: '2s' }],
    ['TLS that it ends', listeners(`{ name: https, port: 443, protocol: HTTPS, hostname: shop.example.com, tls: { certificateRefs: [{ name: cert }] }, ${ALL} }`) + route('r', `{ ${BACKEND} }`), { to: 'https://shop.example.com/' }, { verdict: 'allowed', status: 200 }],
    ['another server name', listeners(`{ name: https, port: 443, protocol: HTTPS, hostname: shop.example.com, tls: { certificateRefs: [{ name: cert }] }, ${ALL} }`) + route('r', `{ ${BACKEND} }`), { to: 'https://a.example.com/' }, { verdict: 'unroutable', status: null }],
    ['certificates that a port asks for', listeners(`{ name: https, port: 443, protocol: HTTPS, ${ALL} }`).replace('listeners:', 'tls: { frontend: { default: { validation: { caCertificateRefs: [{ name: ca, kind: ConfigMap, group: "" }] } } } }, listeners:') + route('r', `{ ${BACKEND} }`), { to: 'https://shop.example.com/' }, { verdict: 'denied', status: null }],
    ['a policy that names the Gateway', listeners(HTTP_LISTENER) + route('r', `{ ${BACKEND} }`) + authz('p', '{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: web }] }', 'edge'), {}, { verdict: 'denied', status: 403, dataPlane: 'istio-gateway' }],
    ['a policy of its namespace', listeners(HTTP_LISTENER) + route('r', `{ ${BACKEND} }`) + authz('p', '{}', 'edge'), {}, { verdict: 'denied', status: 403, dataPlane: 'istio-gateway' }],
    ['a redirect', listeners(HTTP_LISTENER) + route('r', '{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https, statusCode: 301 } }] }'), {}, { verdict: 'allowed', status: 301, redirect: { location: 'https://shop.example.com/cart' } }],
    ['TLS that passes through', listeners(`{ name: tls, port: 8443, protocol: TLS, tls: { mode: Passthrough }, ${ALL} }`) + '{ apiVersion: gateway.networking.k8s.io/v1, kind: TLSRoute, metadata: { name: t, namespace: shop }, spec: { parentRefs: [{ name: web, namespace: edge }], hostnames: [shop.example.com], rules: [{ backendRefs: [{ name: cart, port: 5000 }] }] } }\n---\n', { to: 'https://shop.example.com:8443/' }, { verdict: 'allowed', status: null, route: { kind: 'TLSRoute' } }],
  ])('%s', (_name, more, request, expected) => {
    expect(web(more, request)).toMatchObject(expected);
  });

  test('another controller has the same routes and no identity', () => {
    const other = listeners(HTTP_LISTENER, { className: 'nginx' });
    expect(web(other + route('r', `{ ${BACKEND} }`))).toMatchObject({ verdict: 'allowed', status: 200, transport: 'plaintext', route: { kind: 'HTTPRoute' } });
    expect(web(other + route('r', `{ ${BACKEND} }`) + policy('PeerAuthentication', 'p', '{ mtls: { mode: STRICT } }'))).toMatchObject({ verdict: 'indeterminate', dataPlane: 'istio-sidecar' });
    expect(web(other + route('r', `{ matches: [{ path: { value: /x } }], ${BACKEND} }`))).toMatchObject({ verdict: 'unroutable', status: 404, dataPlane: 'gateway-api' });
    expect(web(other, { to: 'http://shop.example.com:81/' })).toMatchObject({ verdict: 'unroutable', status: null });
  });

  test('a backend elsewhere needs a ReferenceGrant', () => {
    const elsewhere = (className: string) => listeners(HTTP_LISTENER, { className }) + route('r', '{ backendRefs: [{ name: cart, namespace: shop, port: 80 }] }').replace('namespace: shop }, spec', 'namespace: other }, spec');
    for (const className of ['istio', 'nginx']) expect(web(elsewhere(className))).toMatchObject({ verdict: 'unroutable', status: 500 });
    const grant = '{ apiVersion: gateway.networking.k8s.io/v1, kind: ReferenceGrant, metadata: { name: g, namespace: shop }, spec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: other }], to: [{ group: "", kind: Service }] } }\n---\n';
    for (const className of ['istio', 'nginx']) expect(web(elsewhere(className) + grant)).toMatchObject({ verdict: 'allowed' });
  });

  test.each([['Secret', 'unroutable'], ['ConfigMap', 'allowed']])('a certificate authority in a ConfigMap elsewhere needs a ReferenceGrant of ConfigMaps: one of kind %s', (kind, verdict) => {
    const listener = listeners(`{ name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }] }, ${ALL} }`)
      .replace('listeners:', 'tls: { frontend: { default: { validation: { mode: AllowInsecureFallback, caCertificateRefs: [{ name: ca, kind: ConfigMap, group: "", namespace: shop }] } } } }, listeners:');
    const grant = `{ apiVersion: gateway.networking.k8s.io/v1, kind: ReferenceGrant, metadata: { name: g, namespace: shop }, spec: { from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: edge }], to: [{ group: "", kind: ${kind} }] } }\n---\n`;
    expect(web(listener + route('r', `{ ${BACKEND} }`) + grant, { to: 'https://shop.example.com/' }).verdict).toBe(verdict);
  });
});
