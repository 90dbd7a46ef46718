import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { AMBIENT, authz, policy, shop, SIDECAR } from './access-shop';

const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
const gateway = (name = 'waypoint', { namespace = 'shop', labels = '', annotations = '', routes = '' } = {}): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: ${namespace}, labels: { ${labels} }, annotations: { ${annotations} } }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE${routes} }] }
---
`;
const WAYPOINT = gateway();
const labelled = (yaml: string, label = 'istio.io/use-waypoint: waypoint'): string => yaml.replace('kind: Service\nmetadata: { name: cart, namespace: shop }', `kind: Service\nmetadata: { name: cart, namespace: shop, labels: { ${label} } }`);
const ask = (more: string, request: Partial<SimulatedRequest> = {}, mesh = AMBIENT) => simulate(labelled(shop(mesh, more)), { from: FRONTEND, to: 'http://cart.shop/cart', ...request });
const at = (spec: string, ref = '{ kind: Service, group: "", name: cart }', namespace = 'shop', name = 'l7'): string => authz(name, `{ targetRefs: [${ref}]${spec === '' ? '' : `, ${spec}`} }`, namespace);
const GET = 'rules: [{ to: [{ operation: { methods: ["GET"] } }] }]';

describe('which waypoint a call passes', () => {
  const closed = at('');
  test.each<[string, string, string, 'denied' | 'allowed']>([
    ['the Service names it', labelled(shop(AMBIENT, WAYPOINT + closed)), 'http://cart.shop/', 'denied'],
    ['its namespace names it', shop(`${AMBIENT}, istio.io/use-waypoint: waypoint`, WAYPOINT + closed), 'http://cart.shop/', 'denied'],
    ['nobody names it', shop(AMBIENT, WAYPOINT + closed), 'http://cart.shop/', 'allowed'],
    ['the Service opts out', labelled(shop(`${AMBIENT}, istio.io/use-waypoint: waypoint`, WAYPOINT + closed), 'istio.io/use-waypoint: none'), 'http://cart.shop/', 'allowed'],
    ['it is not there', labelled(shop(AMBIENT, closed)), 'http://cart.shop/', 'allowed'],
    ['it has no address', labelled(shop(AMBIENT, closed + WAYPOINT.replace('\nspec:', '\nstatus: { addresses: [] }\nspec:'))), 'http://cart.shop/', 'allowed'],
    ['it stands in another namespace, and takes its own only', labelled(shop(AMBIENT, gateway('waypoint', { namespace: 'other' }) + closed), 'istio.io/use-waypoint: waypoint, istio.io/use-waypoint-namespace: other'), 'http://cart.shop/', 'allowed'],
    ['it stands in another namespace, and takes all', labelled(shop(AMBIENT, gateway('waypoint', { namespace: 'other', routes: ', allowedRoutes: { namespaces: { from: All } }' }) + closed), 'istio.io/use-waypoint: waypoint, istio.io/use-waypoint-namespace: other'), 'http://cart.shop/', 'denied'],
    ['it is for pods, and a Service is addressed', labelled(shop(AMBIENT, gateway('waypoint', { labels: 'istio.io/waypoint-for: workload' }) + closed)), 'http://cart.shop/', 'allowed'],
    ['it is for all', labelled(shop(AMBIENT, gateway('waypoint', { labels: 'istio.io/waypoint-for: all' }) + closed)), 'http://cart.shop/', 'denied'],
  ])('%s', (_name, yaml, to, verdict) => {
    expect(simulate(yaml, { from: FRONTEND, to })).toMatchObject({ verdict });
  });

  test('pods that are addressed have the waypoint of their own label, if it is for pods', () => {
    const pods = (traffic: string) => shop(AMBIENT, gateway('waypoint', { labels: traffic }) + at('', '{ kind: Gateway, group: gateway.networking.k8s.io, name: waypoint }'))
      .replace('metadata: { labels: { app: cart } }', 'metadata: { labels: { app: cart, istio.io/use-waypoint: waypoint } }');
    const direct = { from: FRONTEND, to: 'http://cart.shop:8080/', directTo: { app: 'cart' } };
    expect(simulate(pods('istio.io/waypoint-for: workload'), direct)).toMatchObject({ verdict: 'denied', dataPlane: 'istio-waypoint' });
    expect(simulate(pods(''), direct)).toMatchObject({ verdict: 'allowed', dataPlane: 'istio-ztunnel' });
  });

  test('callers outside the mesh and sidecars go around it', () => {
    expect(ask(WAYPOINT + closed, { from: { namespace: 'legacy', serviceAccount: 'job' } })).toMatchObject({ verdict: 'allowed' });
    const sidecar = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: cars, labels: { istio-injection: enabled } }\n---\n';
    expect(ask(WAYPOINT + closed + sidecar, { from: { namespace: 'cars', serviceAccount: 'x' } })).toMatchObject({ verdict: 'allowed', dataPlane: 'istio-ztunnel', transport: 'mtls' });
    expect(ask(WAYPOINT + closed, {}, SIDECAR)).toMatchObject({ verdict: 'allowed', dataPlane: 'istio-sidecar' });
  });

  test('a gateway goes around it, unless the Service or its namespace asks for it', () => {
    const ingress = `{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: web, namespace: shop }, spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] } }
---
{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: web, namespace: shop }, spec: { parentRefs: [{ name: web }], rules: [{ backendRefs: [{ name: cart, port: 80 }] }] } }
---
`;
    const through: SimulatedRequest = { from: { ip: '203.0.113.7' }, through: { namespace: 'shop', name: 'web' }, to: 'http://shop.example.com/' };
    const use = 'istio.io/use-waypoint: waypoint';
    const asking = `${use}, istio.io/ingress-use-waypoint: "true"`;
    expect(simulate(labelled(shop(AMBIENT, WAYPOINT + ingress + closed)), through)).toMatchObject({ verdict: 'allowed', transport: 'mtls', dataPlane: 'istio-ztunnel', status: 200 });
    expect(simulate(labelled(shop(AMBIENT, WAYPOINT + ingress + closed), asking), through)).toMatchObject({ verdict: 'denied', status: 403, dataPlane: 'istio-waypoint' });
    expect(simulate(labelled(shop(`${AMBIENT}, istio.io/ingress-use-waypoint: "true"`, WAYPOINT + ingress + closed)), through)).toMatchObject({ verdict: 'denied' });
    const only = at('rules: [{ from: [{ source: { serviceAccounts: ["web-istio"] } }] }]');
    expect(simulate(labelled(shop(AMBIENT, WAYPOINT + ingress + only), asking), through)).toMatchObject({ verdict: 'allowed' });
  });

  test('hosts of a ServiceEntry have one too, with policies that name it', () => {
    const entry = `{ apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: { name: api, namespace: shop, labels: { istio.io/use-waypoint: waypoint } }, spec: { hosts: [api.example.com], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS } }
---
`;
    const out: Partial<SimulatedRequest> = { to: 'http://api.example.com/x' };
    expect(ask(WAYPOINT + entry, out)).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'api.example.com' }] });
    expect(ask(WAYPOINT + entry + at(GET, '{ kind: ServiceEntry, group: networking.istio.io, name: api }'), { ...out, method: 'PUT' })).toMatchObject({ verdict: 'denied', status: 403, dataPlane: 'istio-waypoint' });
    expect(ask(entry, out)).toMatchObject({ verdict: 'allowed' });
  });

  test('pods behind it see its identity, whose account an annotation can name', () => {
    const direct = authz('pods', '{ selector: { matchLabels: { app: cart } }, rules: [{ from: [{ source: { serviceAccounts: ["waypoint"] } }] }] }');
    expect(ask(WAYPOINT + direct)).toMatchObject({ verdict: 'allowed', transport: 'mtls' });
    expect(ask(gateway('waypoint', { annotations: 'gateway.istio.io/service-account: proxy' }) + direct)).toMatchObject({ verdict: 'denied', status: 503, dataPlane: 'istio-ztunnel' });
    expect(ask(WAYPOINT + direct, { to: 'http://cart.shop:8080/', directTo: { app: 'cart' } })).toMatchObject({ verdict: 'denied', status: null });
  });
});

describe('authorization at a waypoint', () => {
  test.each<[string, string, Partial<SimulatedRequest>, Record<string, unknown>]>([
    ['a policy on the Service', at(GET), {}, { verdict: 'allowed', status: 200 }],
    ['a policy on the Service that does not match', at(GET), { method: 'PUT' }, { verdict: 'denied', status: 403, dataPlane: 'istio-waypoint', decidedBy: [{ name: 'l7' }] }],
    ['group core is the same', at(GET, '{ kind: Service, group: core, name: cart }'), { method: 'PUT' }, { verdict: 'denied' }],
    ['a policy on another Service', at(GET, '{ kind: Service, group: "", name: other }'), { method: 'PUT' }, { verdict: 'allowed' }],
    ['a policy in another namespace than the Service', at(GET, undefined, 'other'), { method: 'PUT' }, { verdict: 'allowed' }],
    ['a policy on the Gateway', at(GET, '{ kind: Gateway, group: gateway.networking.k8s.io, name: waypoint }'), { method: 'PUT' }, { verdict: 'denied' }],
    ['a policy on the class, in the root namespace', at(GET, '{ kind: GatewayClass, group: gateway.networking.k8s.io, name: istio-waypoint }', 'istio-system'), { method: 'PUT' }, { verdict: 'denied' }],
    ['a policy on the class elsewhere', at(GET, '{ kind: GatewayClass, group: gateway.networking.k8s.io, name: istio-waypoint }'), { method: 'PUT' }, { verdict: 'allowed' }],
    ['an empty policy on the Gateway closes what has no ALLOW', at('', '{ kind: Gateway, group: gateway.networking.k8s.io, name: waypoint }'), {}, { verdict: 'denied', status: 403 }],
    ['an empty policy on the Gateway beside the Service\'s own', at('', '{ kind: Gateway, group: gateway.networking.k8s.io, name: waypoint }', 'shop', 'closed') + at(GET), {}, { verdict: 'allowed' }],
    ['the client\'s own identity counts', at('rules: [{ from: [{ source: { serviceAccounts: ["frontend"] } }] }]'), {}, { verdict: 'allowed' }],
    ['ports are the Service\'s', at('rules: [{ to: [{ operation: { ports: ["80"] } }] }]'), {}, { verdict: 'allowed' }],
    ['container ports are none', at('rules: [{ to: [{ operation: { ports: ["8080"] } }] }]'), {}, { verdict: 'denied' }],
    ['addresses are in no range: ALLOW', at('rules: [{ from: [{ source: { ipBlocks: ["0.0.0.0/0"] } }] }]'), { from: { ...FRONTEND, ip: '10.0.0.1' } }, { verdict: 'denied' }],
    ['addresses are in no range: DENY', at('action: DENY, rules: [{ from: [{ source: { ipBlocks: ["0.0.0.0/0"] } }] }]'), { from: { ...FRONTEND, ip: '10.0.0.1' } }, { verdict: 'allowed' }],
    ['addresses are outside of every range', at('rules: [{ from: [{ source: { notIpBlocks: ["0.0.0.0/0"] } }] }]'), { from: { ...FRONTEND, ip: '10.0.0.1' } }, { verdict: 'allowed' }],
    ['an ALLOW closes TCP ports too', at(GET), { to: 'tcp://cart.shop:6000' }, { verdict: 'denied', status: null }],
    ['what is no HTTP does not pass an HTTP port', '', { to: 'tcp://cart.shop:80' }, { verdict: 'unroutable', status: 400 }],
  ])('%s', (_name, more, request, expected) => {
    expect(ask(WAYPOINT + more, request)).toMatchObject(expected);
  });

  test('policies without targets hold at the pods, not at the waypoint', () => {
    const { verdict, dataPlane } = ask(WAYPOINT + authz('nothing', '{}'));
    expect([verdict, dataPlane]).toEqual(['denied', 'istio-ztunnel']);
  });

  test('tokens', () => {
    const jwt = policy('RequestAuthentication', 'jwt', '{ targetRefs: [{ kind: Service, group: "", name: cart }], jwtRules: [{ issuer: i, jwks: "{}" }] }');
    expect(ask(WAYPOINT + jwt, { token: { iss: 'i', sub: 's' }, tokenState: 'expired' })).toMatchObject({ verdict: 'denied', status: 401, dataPlane: 'istio-waypoint' });
    expect(ask(WAYPOINT + jwt + at('rules: [{ from: [{ source: { requestPrincipals: ["i/s"] } }] }]'), { token: { iss: 'i', sub: 's' } })).toMatchObject({ verdict: 'allowed' });
  });
});

describe('routes at a waypoint', () => {
  const route = (namespace: string, rule: string, name = 'cart'): string => `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { parentRefs: [{ kind: Service, group: "", name: cart, namespace: shop, port: 80 }], rules: [${rule}] }\n---\n`;
  const virtualService = (namespace: string, http: string): string => `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: vs, namespace: ${namespace} }\nspec: { hosts: [cart.shop.svc.cluster.local], http: [${http}] }\n---\n`;
  const BACKEND = 'backendRefs: [{ name: cart, namespace: shop, port: 80 }]';
  const DESTINATION = 'route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }]';

  test('a route of the Service\'s namespace holds, with its catch-all as well', () => {
    expect(ask(WAYPOINT + route('shop', `{ timeouts: { request: 3s }, ${BACKEND} }`))).toMatchObject({ timeout: '3s', route: { kind: 'HTTPRoute', name: 'cart' } });
    expect(ask(WAYPOINT + route('shop', `{ matches: [{ path: { value: /v2 } }], ${BACKEND} }`))).toMatchObject({ verdict: 'unroutable', status: 404, dataPlane: 'istio-waypoint' });
  });

  test('a route of the caller\'s namespace is not there', () => {
    expect(ask(WAYPOINT + route('other', `{ timeouts: { request: 3s }, ${BACKEND} }`), { from: { namespace: 'other', serviceAccount: 'x' } })).toMatchObject({ timeout: null, route: null });
  });

  test('a VirtualService of the Service\'s namespace or of the waypoint\'s holds, another does not', () => {
    expect(ask(WAYPOINT + virtualService('shop', `{ timeout: 2s, ${DESTINATION} }`))).toMatchObject({ timeout: '2s' });
    expect(ask(WAYPOINT + virtualService('legacy', `{ timeout: 2s, ${DESTINATION} }`))).toMatchObject({ timeout: null });
  });

  test('matches on source labels are dropped, and sourceNamespace is the waypoint\'s', () => {
    expect(ask(WAYPOINT + virtualService('shop', `{ match: [{ sourceLabels: { app: frontend } }], timeout: 2s, ${DESTINATION} }`))).toMatchObject({ timeout: null, verdict: 'allowed' });
    expect(ask(WAYPOINT + virtualService('shop', `{ match: [{ sourceNamespace: shop }], timeout: 2s, ${DESTINATION} }`), { from: { namespace: 'other', serviceAccount: 'x' } })).toMatchObject({ timeout: '2s' });
  });

  test('behind an HTTPRoute\'s catch-all, a VirtualService is dead', () => {
    expect(ask(WAYPOINT + virtualService('shop', `{ timeout: 2s, ${DESTINATION} }`) + route('shop', `{ timeouts: { request: 3s }, ${BACKEND} }`))).toMatchObject({ timeout: '3s' });
  });

  test('weights split what passes it', () => {
    const versions = ['cart-v1', 'cart-v2'].map(name => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] }\n---\n`).join('');
    const { destinations } = ask(WAYPOINT + versions + route('shop', '{ backendRefs: [{ name: cart-v1, port: 80, weight: 9 }, { name: cart-v2, port: 80, weight: 1 }] }'));
    expect(destinations.map(({ service, share, verdict }) => [service, share, verdict])).toEqual([['cart-v1.shop', 90, 'allowed'], ['cart-v2.shop', 10, 'allowed']]);
  });

  test('a destination without a port is the only one of its host, also where the waypoint has no cluster for it', () => {
    const other = 'apiVersion: v1\nkind: Service\nmetadata: { name: other, namespace: shop }\nspec: { selector: { app: other }, ports: [{ name: tcp, port: 5432 }] }\n---\n';
    const wild = virtualService('shop', '{ route: [{ destination: { host: other.shop.svc.cluster.local } }] }').replace('[cart.shop', '["*.shop').replace('cluster.local], http', 'cluster.local"], http');
    expect(ask(WAYPOINT + other + wild)).toMatchObject({ verdict: 'unroutable', status: 503, destinations: [{ service: 'other.shop', port: 5432 }] });
  });
});
