import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { AMBIENT, authz, policy, shop } from './access-shop';

const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
const LEGACY = { namespace: 'legacy', serviceAccount: 'job' };
const USE = 'istio.io/use-waypoint: waypoint';
const WAYPOINT = '{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: waypoint, namespace: shop }, spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] } }\n---\n';
const versions = ['cart-v1', 'cart-v2'].map(name => `{ apiVersion: v1, kind: Service, metadata: { name: ${name}, namespace: shop, labels: { } }, spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] } }\n---\n`).join('');
const labelled = (yaml: string) => yaml.replace('kind: Service\nmetadata: { name: cart, namespace: shop }', `kind: Service\nmetadata: { name: cart, namespace: shop, labels: { ${USE} } }`);
const ask = (more: string, request: Partial<SimulatedRequest> = {}) => simulate(labelled(shop(AMBIENT, WAYPOINT + more)), { from: FRONTEND, to: 'http://cart.shop/cart', ...request });
const CART = 'selector: { matchLabels: { app: cart } }';
const SERVICE = 'targetRefs: [{ group: "", kind: Service, name: cart }]';
const GATEWAY = 'targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }]';
const from = (source: string): string => `rules: [{ from: [{ source: { ${source} } }] }]`;
const direct: Partial<SimulatedRequest> = { to: 'http://cart.shop:8080/', directTo: { app: 'cart' } };

describe('2.6, S3: pods that admit the waypoint alone', () => {
  const allow = authz('only', `{ ${CART}, ${from('principals: ["cluster.local/ns/shop/sa/waypoint"]')} }`);
  const deny = authz('none-else', `{ action: DENY, ${CART}, ${from('notPrincipals: ["cluster.local/ns/shop/sa/waypoint"]')} }`);
  const foreign = authz('wide', `{ ${from('namespaces: ["shop"]')} }`);
  test.each<[string, string, Partial<SimulatedRequest>, 'allowed' | 'denied']>([
    ['pods see the waypoint, not the client', authz('client', `{ ${CART}, ${from('serviceAccounts: ["frontend"]')} }`), {}, 'denied'],
    ['ALLOW: through the waypoint', allow, {}, 'allowed'],
    ['ALLOW: past it', allow, direct, 'denied'],
    ['ALLOW, beside a foreign ALLOW: past it', allow + foreign, direct, 'allowed'],
    ['DENY, beside a foreign ALLOW: past it', deny + foreign, direct, 'denied'],
    ['DENY, beside a foreign ALLOW: through the waypoint', deny + foreign, {}, 'allowed'],
    ['DENY stops plaintext', deny, { from: LEGACY }, 'denied'],
    ['DENY with a target is not for pods', deny.replace(CART, SERVICE), direct, 'allowed'],
  ])('%s', (_rule, more, request, verdict) => {
    expect(ask(more, request).verdict).toBe(verdict);
  });
});

describe('S5, S8: what a policy with targets leaves open', () => {
  const list = authz('cart', `{ ${SERVICE}, ${from('serviceAccounts: ["admin"]')} }`);
  const other = labelled(shop(AMBIENT, WAYPOINT + list + versions.replaceAll('labels: { }', `labels: { ${USE} }`)));
  test('another Service on the same pods is a way around it', () => {
    expect(simulate(other, { from: FRONTEND, to: 'http://cart.shop/' })).toMatchObject({ verdict: 'denied', status: 403 });
    expect(simulate(other, { from: FRONTEND, to: 'http://cart-v2.shop/' })).toMatchObject({ verdict: 'allowed', dataPlane: 'istio-ztunnel' });
  });

  test('targets that there are not leave it open', () => {
    expect(ask(list.replace('name: cart }]', 'name: card }]'))).toMatchObject({ verdict: 'allowed' });
  });

  test('group omitted is the core group', () => {
    expect(ask(list.replace('group: "", ', ''))).toMatchObject({ verdict: 'denied' });
  });

  test('an HTTPRoute of another Service leads to its backends by the rules of the Service that was called', () => {
    const elsewhere = '{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: r, namespace: shop }, spec: { parentRefs: [{ group: "", kind: Service, name: cart-v1 }], rules: [{ backendRefs: [{ name: cart, port: 80 }] }] } }\n---\n';
    expect(simulate(other.replace(WAYPOINT, WAYPOINT + elsewhere), { from: FRONTEND, to: 'http://cart-v1.shop/' })).toMatchObject({ verdict: 'allowed', route: { kind: 'HTTPRoute' }, destinations: [{ service: 'cart.shop' }] });
  });

  test.each<[string, string, Record<string, unknown>]>([
    ['an empty policy of the namespace stops at the pods', authz('nothing', '{}'), { verdict: 'denied', dataPlane: 'istio-ztunnel' }],
    ['an empty policy of the root namespace stops at the pods', authz('nothing', '{}', 'istio-system'), { verdict: 'denied', dataPlane: 'istio-ztunnel' }],
    ['one for the waypoint stops there', authz('nothing', `{ ${GATEWAY} }`), { verdict: 'denied', status: 403, dataPlane: 'istio-waypoint' }],
    ['one for the class, of the root namespace, stops there', authz('nothing', '{ targetRefs: [{ group: gateway.networking.k8s.io, kind: GatewayClass, name: istio-waypoint }] }', 'istio-system'), { verdict: 'denied', status: 403, dataPlane: 'istio-waypoint' }],
    ['S9: one for the waypoint from another namespace is not read', authz('nothing', `{ ${GATEWAY} }`, 'other'), { verdict: 'allowed' }],
    ['AUDIT at the waypoint decides nothing', authz('audit', `{ action: AUDIT, ${SERVICE}, rules: [{}] }`), { verdict: 'allowed' }],
  ])('S8: %s', (_rule, more, expected) => {
    expect(ask(more)).toMatchObject(expected);
  });
});

describe('2.3: what acts at a waypoint', () => {
  const DESTINATION = 'route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }]';
  const virtualService = (http: string): string => `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: v, namespace: shop }, spec: { hosts: [cart.shop.svc.cluster.local], http: [${http}] } }\n---\n`;
  const rule = (spec: string, host = 'cart.shop.svc.cluster.local'): string => `{ apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: { name: d, namespace: shop }, spec: { host: ${host}, ${spec} } }\n---\n`;
  const POOL = 'connectionPool: { tcp: { maxConnections: 1 } }';
  const single = '{ apiVersion: v1, kind: Service, metadata: { name: single, namespace: shop }, spec: { selector: { app: cart }, ports: [{ name: http, port: 8000, targetPort: 8080 }] } }\n---\n';
  const sidecar = '{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: default, namespace: shop }, spec: { egress: [{ hosts: ["~/*"] }], outboundTrafficPolicy: { mode: REGISTRY_ONLY } } }\n---\n';
  const peers = policy('PeerAuthentication', 'p', '{ mtls: { mode: STRICT } }');
  const jwt = (target: string): string => policy('RequestAuthentication', 'j', `{ ${target}jwtRules: [{ issuer: i, jwks: "{}" }] }`);

  test.each<[string, string, Record<string, unknown>]>([
    ['default retries', '', { retries: { additional: 2, from: 'default' }, timeout: null }],
    ['T1: a VirtualService alone: abort', virtualService(`{ fault: { abort: { httpStatus: 500, percentage: { value: 10 } } }, ${DESTINATION} }`), { fault: { abort: { status: 500, percent: 10 } } }],
    ['T1: a VirtualService alone: delay', virtualService(`{ fault: { delay: { fixedDelay: 2s, percentage: { value: 10 } } }, ${DESTINATION} }`), { fault: { delay: { duration: '2s', percent: 10 } } }],
    ['T1: a VirtualService alone: no retries', virtualService(`{ retries: { attempts: 0 }, ${DESTINATION} }`), { retries: null }],
    ['T1: a VirtualService alone: a match without catch-all', virtualService(`{ match: [{ headers: { x: { exact: a } } }], ${DESTINATION} }`), { verdict: 'unroutable', status: 404 }],
    ['2.4: mirrors', virtualService(`{ mirror: { host: cart-v1.shop.svc.cluster.local, port: { number: 80 } }, ${DESTINATION} }`) + versions, { mirrors: [{ service: 'cart-v1.shop', percent: 100 }] }],
    ['T7: limits', rule(`trafficPolicy: { ${POOL} }`), { limits: { connectionPool: { tcp: { maxConnections: 1 } } } }],
    ['T7: limits of the Service routed to only', rule(`trafficPolicy: { ${POOL} }`) + virtualService('{ route: [{ destination: { host: cart-v1.shop.svc.cluster.local, port: { number: 80 } } }] }') + versions, { limits: null, destinations: [{ service: 'cart-v1.shop' }] }],
    ['2.4: a subset of a DestinationRule', rule('subsets: [{ name: all, labels: { app: cart } }]') + virtualService('{ route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 }, subset: all } }] }'), { verdict: 'allowed', destinations: [{ service: 'cart.shop', version: 'all' }] }],
    ['a subset that no DestinationRule has: 503', virtualService('{ route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 }, subset: v9 } }] }'), { verdict: 'unroutable', status: 503 }],
    ['a destination without a port is the only one of its Service, as at gateways', single + virtualService('{ route: [{ destination: { host: single.shop.svc.cluster.local } }] }'), { verdict: 'allowed', destinations: [{ service: 'single.shop', port: 8000 }] }],
    ['2.3: a workloadSelector of a DestinationRule selects no waypoint', rule(`workloadSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: waypoint } }, trafficPolicy: { ${POOL} }`), { limits: null }],
    ['TLS mode DISABLE of a DestinationRule changes nothing', rule('trafficPolicy: { tls: { mode: DISABLE } }') + peers, { verdict: 'allowed', transport: 'mtls' }],
    ['TLS mode ISTIO_MUTUAL of a DestinationRule changes nothing', rule('trafficPolicy: { tls: { mode: ISTIO_MUTUAL } }') + peers, { verdict: 'allowed', transport: 'mtls' }],
    ['PeerAuthentication is kept: the tunnel is mutual TLS', peers, { verdict: 'allowed', transport: 'mtls' }],
    ['a Sidecar has no say', sidecar, { verdict: 'allowed' }],
  ])('%s', (_rule, more, expected) => {
    expect(ask(more)).toMatchObject(expected);
  });

  test('a token is asked for by target, not by selector', () => {
    const expired: Partial<SimulatedRequest> = { token: { iss: 'i', sub: 's' }, tokenState: 'expired' };
    expect(ask(jwt(`${SERVICE}, `), expired)).toMatchObject({ verdict: 'denied', status: 401 });
    expect(ask(jwt(`${CART}, `), expired)).toMatchObject({ verdict: 'allowed' });
    expect(ask(jwt(''), expired)).toMatchObject({ verdict: 'allowed' });
  });

  test('2.8: policies come before faults and answers of routes', () => {
    const closed = authz('nothing', `{ ${SERVICE} }`);
    expect(ask(closed + virtualService(`{ fault: { abort: { httpStatus: 500, percentage: { value: 100 } } }, ${DESTINATION} }`))).toMatchObject({ verdict: 'denied', status: 403 });
    expect(ask(closed + virtualService('{ redirect: { uri: /b } }'))).toMatchObject({ verdict: 'denied', status: 403 });
  });

  test('3.4F: a preflight is judged by policies before CORS answers it', () => {
    const cors = virtualService(`{ corsPolicy: { allowOrigins: [{ exact: "https://a" }], allowMethods: [GET] }, ${DESTINATION} }`);
    const preflight: Partial<SimulatedRequest> = { method: 'OPTIONS', headers: { 'origin': 'https://a', 'access-control-request-method': 'GET' } };
    const get = authz('get', `{ ${SERVICE}, rules: [{ to: [{ operation: { methods: ["GET"] } }] }] }`);
    expect(ask(cors + get, preflight)).toMatchObject({ verdict: 'denied', status: 403 });
    expect(ask(cors + get.replace('"GET"', '"GET", "OPTIONS"'), preflight)).toMatchObject({ verdict: 'allowed', status: 200, destinations: [] });
  });
});

describe('2.3: what acts at ztunnel alone', () => {
  const plain = (more: string, request: Partial<SimulatedRequest> = {}) => simulate(shop(AMBIENT, more + versions), { from: FRONTEND, to: 'http://cart.shop/cart', ...request });
  test.each<[string, string]>([
    ['a VirtualService', '{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: v, namespace: shop }, spec: { hosts: [cart], http: [{ timeout: 1s, redirect: { uri: /b } }] } }\n---\n'],
    ['an HTTPRoute', '{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: r, namespace: shop }, spec: { parentRefs: [{ group: "", kind: Service, name: cart }], rules: [{ backendRefs: [{ name: cart-v1, port: 80 }] }] } }\n---\n'],
    ['a DestinationRule', '{ apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: { name: d, namespace: shop }, spec: { host: cart, trafficPolicy: { tls: { mode: DISABLE }, connectionPool: { tcp: { maxConnections: 1 } } } } }\n---\n'],
    ['a Sidecar', '{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: default, namespace: shop }, spec: { egress: [{ hosts: ["~/*"] }], outboundTrafficPolicy: { mode: REGISTRY_ONLY } } }\n---\n'],
    ['a RequestAuthentication', policy('RequestAuthentication', 'j', '{ jwtRules: [{ issuer: i, jwks: "{}" }] }')],
    ['a policy with targets', authz('p', `{ ${SERVICE} }`)],
  ])('%s does nothing', (_rule, more) => {
    expect(plain(more, { token: { iss: 'i', sub: 's' }, tokenState: 'expired' })).toMatchObject({ verdict: 'allowed', status: 200, transport: 'mtls', route: null, timeout: null, retries: null, limits: null, redirect: null, destinations: [{ service: 'cart.shop', share: 100 }] });
  });
});

describe('3.4J: connections at a waypoint', () => {
  const copies = ['cart-v1', 'cart-v2'].map(name => `{ apiVersion: v1, kind: Service, metadata: { name: ${name}, namespace: shop }, spec: { selector: { app: cart }, ports: [{ name: tcp, port: 6000, targetPort: 6001 }, { name: tls, port: 6443, targetPort: 6444 }] } }\n---\n`).join('');
  const tls = (port: number) => `${copies}{ apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: { name: s, namespace: shop, labels: { ${USE} } }, spec: { hosts: [secure.example], resolution: STATIC, location: MESH_INTERNAL, ports: [{ number: ${port}, name: tls, protocol: TLS }], workloadSelector: { labels: { app: cart } } } }\n---\n`;
  const to = (name: string, port: number) => `route: [{ destination: { host: ${name}.shop.svc.cluster.local, port: { number: ${port} } } }]`;
  const virtualService = (spec: string, host = 'cart.shop.svc.cluster.local'): string => `${copies}{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: v, namespace: shop }, spec: { hosts: [${host}], ${spec} } }\n---\n`;
  const tcp = (match: string): string => virtualService(`tcp: [{ match: [{ ${match} }], ${to('cart-v2', 6000)} }]`);
  const reached = (more: string, request: Partial<SimulatedRequest> = { to: 'tcp://cart.shop:6000' }) => ask(more, request).destinations[0]?.service;

  test.each<[string, string, string]>([
    ['a port', 'port: 6000', 'cart-v2.shop'],
    ['another port', 'port: 6001', 'cart.shop'],
    ['mesh among its gateways', 'gateways: [mesh, edge/public]', 'cart-v2.shop'],
    ['gateways without mesh', 'gateways: [edge/public]', 'cart.shop'],
    ['labels of callers are never met', 'sourceLabels: { app: frontend }', 'cart.shop'],
    ['labels of callers are not the waypoint’s own either', 'sourceLabels: { gateway.networking.k8s.io/gateway-name: waypoint }', 'cart.shop'],
    ['the namespace of callers is never met', 'sourceNamespace: shop', 'cart.shop'],
    ['subnets of the destination are not looked at', 'destinationSubnets: [10.1.0.0/16]', 'cart-v2.shop'],
  ])('tcp: %s', (_rule, match, service) => {
    expect(reached(tcp(match))).toBe(service);
  });

  test.each<[string, string, string]>([
    ['the host itself as server name', `tls: [{ match: [{ sniHosts: [secure.example] }], ${to('cart-v1', 6443)} }]`, 'cart-v1.shop'],
    ['another server name', `tls: [{ match: [{ sniHosts: [a.example] }], ${to('cart-v1', 6443)} }]`, 'secure.example'],
    ['the host among other server names', `tls: [{ match: [{ sniHosts: [secure.example, a.example] }], ${to('cart-v1', 6443)} }]`, 'secure.example'],
    ['a tls rule before a tcp rule', `tcp: [{ ${to('cart-v2', 6443)} }], tls: [{ match: [{ sniHosts: [secure.example] }], ${to('cart-v1', 6443)} }]`, 'cart-v1.shop'],
    ['a tcp rule where no tls rule is for it', `tcp: [{ ${to('cart-v2', 6443)} }], tls: [{ match: [{ sniHosts: [a.example] }], ${to('cart-v1', 6443)} }]`, 'cart-v2.shop'],
  ])('tls: %s', (_rule, spec, service) => {
    expect(reached(tls(443) + virtualService(spec, 'secure.example'), { to: 'https://secure.example/' })).toBe(service);
  });
});
