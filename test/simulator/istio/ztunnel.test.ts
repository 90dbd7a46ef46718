import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { AMBIENT, authz, policy, shop, SIDECAR } from './access-shop';

const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
const LEGACY = { namespace: 'legacy', serviceAccount: 'job' };
const ask = (more: string, request: Partial<SimulatedRequest> = {}) => simulate(shop(AMBIENT, more), { from: FRONTEND, to: 'http://cart.shop/cart', ...request });
const peers = (spec: string, name = 'peers', namespace = 'shop'): string => policy('PeerAuthentication', name, spec, namespace);
const CART = 'selector: { matchLabels: { app: cart } }';
const allow = (rule: string): string => authz('p', `{ rules: [${rule}] }`);
const deny = (rule: string): string => authz('p', `{ action: DENY, rules: [${rule}] }`);
const to = (operation: string): string => `{ to: [{ operation: { ${operation} } }] }`;
const from = (source: string): string => `{ from: [{ source: { ${source} } }] }`;

describe('connections through ztunnel', () => {
  test('callers in the mesh show their identity', () => {
    expect(ask('')).toMatchObject({ verdict: 'allowed', transport: 'mtls', dataPlane: 'istio-ztunnel', status: 200, route: null });
  });

  test('callers outside of it do not', () => {
    expect(ask('', { from: LEGACY })).toMatchObject({ verdict: 'allowed', transport: 'plaintext' });
  });

  test('routes are not used', () => {
    const fault = 'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: v, namespace: shop }\nspec: { hosts: [cart], http: [{ fault: { abort: { httpStatus: 500, percentage: { value: 100 } } }, route: [{ destination: { host: cart } }] }] }\n---\n';
    expect(ask(fault)).toMatchObject({ fault: null, route: null });
  });

  test('pods that a ServiceEntry selects are called like any, and hosts outside are let out', () => {
    const entry = (more: string) => `{ apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: { name: e, namespace: shop }, spec: { hosts: [cart.internal.example], ports: [{ number: 90, name: http, protocol: HTTP, targetPort: 8080 }]${more} } }\n---\n`;
    const selecting = entry(', location: MESH_INTERNAL, resolution: STATIC, workloadSelector: { labels: { app: cart } }');
    expect(ask(selecting, { to: 'http://cart.internal.example:90/' })).toMatchObject({ verdict: 'allowed', transport: 'mtls', destinations: [{ service: 'cart.internal.example', port: 90 }] });
    expect(ask(selecting + authz('nothing', '{}'), { to: 'http://cart.internal.example:90/' })).toMatchObject({ verdict: 'denied' });
    expect(ask(selecting.replace('labels: { app: cart }', 'labels: { app: nobody }'), { to: 'http://cart.internal.example:90/' })).toMatchObject({ verdict: 'unroutable', status: null });
    expect(ask(entry(', resolution: DNS'), { to: 'http://cart.internal.example:90/' })).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'cart.internal.example' }] });
  });

  test('pods outside the mesh are called in plaintext', () => {
    const yaml = shop(AMBIENT).replaceAll('namespace: shop }\nspec:\n  selector: { matchLabels: { app: cart } }', 'namespace: shop }\nspec:\n  selector: { matchLabels: { app: cart } }').replace('metadata: { labels: { app: cart } }', 'metadata: { labels: { app: cart, istio.io/dataplane-mode: none } }');
    expect(simulate(yaml, { from: FRONTEND, to: 'http://cart.shop/' })).toMatchObject({ verdict: 'allowed', transport: 'plaintext' });
  });

  test('a sidecar takes the tunnel of a ztunnel as its mutual TLS', () => {
    const mixed = shop(AMBIENT, peers('{ mtls: { mode: STRICT } }')).replace('metadata: { labels: { app: cart } }', 'metadata: { labels: { app: cart, sidecar.istio.io/inject: "true" } }');
    expect(simulate(mixed, { from: FRONTEND, to: 'http://cart.shop/' })).toMatchObject({ verdict: 'allowed', transport: 'mtls', dataPlane: 'istio-sidecar' });
    expect(simulate(shop(SIDECAR), { from: FRONTEND, to: 'http://cart.shop/' })).toMatchObject({ dataPlane: 'istio-sidecar' });
  });

  test('the kubelet is never captured', () => {
    expect(ask(authz('nothing', '{}') + peers('{ mtls: { mode: STRICT } }'), { from: { kubelet: true }, to: 'http://cart.shop.svc.cluster.local/healthz' })).toMatchObject({ verdict: 'allowed' });
  });

  test('pods can ask that what comes in plaintext passes by', () => {
    const yaml = shop(AMBIENT, authz('nothing', '{}')).replace('metadata: { labels: { app: cart } }', 'metadata: { labels: { app: cart }, annotations: { ambient.istio.io/bypass-inbound-capture: "true" } }');
    expect(simulate(yaml, { from: LEGACY, to: 'http://cart.shop/' })).toMatchObject({ verdict: 'allowed' });
    expect(simulate(yaml, { from: FRONTEND, to: 'http://cart.shop/' })).toMatchObject({ verdict: 'denied' });
  });
});

describe('AuthorizationPolicy at ztunnel', () => {
  test.each<[string, string, Partial<SimulatedRequest>, string]>([
    ['an ALLOW rule that matches', allow(from('serviceAccounts: ["frontend"]')), {}, 'allowed'],
    ['an ALLOW rule that does not', allow(from('serviceAccounts: ["x"]')), {}, 'denied'],
    ['no identity', allow(from('principals: ["*"]')), { from: LEGACY }, 'denied'],
    ['notPrincipals hold for plaintext', deny(from('notPrincipals: ["*/sa/frontend"]')), { from: LEGACY }, 'denied'],
    ['notPrincipals and the identity itself', deny(from('notPrincipals: ["*/sa/frontend"]')), {}, 'allowed'],
    ['ports are the pods\'', allow(to('ports: ["8080"]')), {}, 'allowed'],
    ['Service ports are none', allow(to('ports: ["80"]')), {}, 'denied'],
    ['spec {} denies', authz('nothing', '{}'), {}, 'denied'],
    ['spec {} of the root namespace denies', authz('nothing', '{}', 'istio-system'), {}, 'denied'],
    ['rules [{}] allow', authz('all', '{ rules: [{}] }'), {}, 'allowed'],
    ['ALLOW with HTTP attributes: the rule is left out, and everybody is denied', allow(to('methods: ["GET"]')), {}, 'denied'],
    ['ALLOW with one rule of connections left', authz('p', `{ rules: [${to('methods: ["GET"]')}, ${from('namespaces: ["shop"]')}] }`), {}, 'allowed'],
    ['DENY with methods only never fires', deny(to('methods: ["GET"]')), {}, 'allowed'],
    ['DENY with methods and ports denies the port', deny(to('methods: ["PUT"], ports: ["8080"]')), {}, 'denied'],
    ['DENY with an HTTP condition never fires', deny('{ from: [{ source: { namespaces: ["shop"] } }], when: [{ key: "request.headers[x]", values: ["y"] }] }'), {}, 'allowed'],
    ['DENY with one alternative left', deny('{ to: [{ operation: { methods: ["GET"] } }, { operation: { ports: ["8080"] } }] }'), {}, 'denied'],
    ['trustDomains vanish: ALLOW never matches', allow(from('trustDomains: ["cluster.local"]')), {}, 'denied'],
    ['trustDomains vanish: DENY never fires', deny(from('trustDomains: ["cluster.local"]')), {}, 'allowed'],
    ['trustDomains beside another field', allow(from('trustDomains: ["x"], namespaces: ["shop"]')), {}, 'allowed'],
    ['a star in the middle of a namespace is a character', allow(from('namespaces: ["s*p"]')), {}, 'denied'],
    ['namespaces by beginning', allow(from('namespaces: ["sh*"]')), {}, 'allowed'],
    ['source.serviceAccount as condition is one of HTTP', allow('{ when: [{ key: source.serviceAccount, values: ["frontend"] }] }'), {}, 'denied'],
    ['source.namespace as condition', allow('{ when: [{ key: source.namespace, values: ["shop"] }] }'), {}, 'allowed'],
    ['destination.port as condition', deny('{ when: [{ key: destination.port, notValues: ["8080"] }] }'), {}, 'allowed'],
    ['ports that are none are left out one by one', allow(to('ports: ["http", "8080"]')), {}, 'allowed'],
    ['AUDIT is not sent', authz('p', '{ action: AUDIT, rules: [{}] }'), {}, 'allowed'],
    ['CUSTOM is not sent', authz('p', '{ action: CUSTOM, provider: { name: opa }, rules: [{}] }'), {}, 'allowed'],
    ['dry run is not sent', authz('p', '{}', 'shop', ', annotations: { "istio.io/dry-run": "true" }'), {}, 'allowed'],
    ['targetRefs are not for ztunnel', authz('p', '{ targetRefs: [{ kind: Service, group: "", name: cart }] }'), {}, 'allowed'],
    ['an unknown address leaves it open', allow(from('ipBlocks: ["10.0.0.0/8"]')), {}, 'indeterminate'],
    ['a known one decides', allow(from('ipBlocks: ["10.0.0.0/8"]')), { from: { ...FRONTEND, ip: '10.1.1.1' } }, 'allowed'],
    ['requests have no say', allow(to('ports: ["8080"]')), { method: 'DELETE', to: 'http://cart.shop/admin' }, 'allowed'],
  ])('%s', (_name, more, request, verdict) => {
    expect(ask(more, request)).toMatchObject({ verdict, status: verdict === 'allowed' ? 200 : null });
  });

  test('identities are compared as they are written: no aliases of the trust domain', () => {
    const config = "{ apiVersion: v1, kind: ConfigMap, metadata: { name: istio, namespace: istio-system }, data: { mesh: '{ trustDomain: new, trustDomainAliases: [old] }' } }\n---\n";
    expect(ask(config + allow(from('principals: ["new/ns/shop/sa/frontend"]')))).toMatchObject({ verdict: 'allowed' });
    expect(ask(config + allow(from('principals: ["old/ns/shop/sa/frontend"]')))).toMatchObject({ verdict: 'denied' });
  });
});

describe('PeerAuthentication at ztunnel', () => {
  const port = (own: string, mode: string): string => peers(`{ ${CART}, ${own === '' ? '' : `mtls: { mode: ${own} }, `}portLevelMtls: { 8080: { mode: ${mode} } } }`, 'cart');
  const other = (own: string, mode: string): string => port(own, mode).replace('8080', '9090');
  const namespace = (mode: string): string => peers(`{ mtls: { mode: ${mode} } }`, 'wide');
  const mesh = (mode: string): string => peers(`{ mtls: { mode: ${mode} } }`, 'mesh', 'istio-system');

  test.each<[string, string, 'denied' | 'allowed']>([
    ['nothing', '', 'allowed'],
    ['STRICT', namespace('STRICT'), 'denied'],
    ['STRICT of the mesh', mesh('STRICT'), 'denied'],
    ['the namespace overrides the mesh', mesh('STRICT') + namespace('PERMISSIVE'), 'allowed'],
    ['DISABLE is PERMISSIVE', mesh('STRICT') + namespace('DISABLE'), 'allowed'],
    ['STRICT of the workload', peers(`{ ${CART}, mtls: { mode: STRICT } }`), 'denied'],
    ['PERMISSIVE of the workload', namespace('STRICT') + peers(`{ ${CART}, mtls: { mode: PERMISSIVE } }`), 'allowed'],
    ['a STRICT port of a PERMISSIVE workload', port('PERMISSIVE', 'STRICT'), 'denied'],
    ['another port of it', other('PERMISSIVE', 'STRICT'), 'allowed'],
    ['a PERMISSIVE port of a STRICT workload', port('STRICT', 'PERMISSIVE'), 'allowed'],
    ['a port of a STRICT workload that is no exception', other('STRICT', 'PERMISSIVE'), 'denied'],
    ['a DISABLE port of a STRICT workload', port('STRICT', 'DISABLE'), 'allowed'],
    ['a PERMISSIVE port under an inherited STRICT', namespace('STRICT') + port('', 'PERMISSIVE'), 'allowed'],
    ['another port under an inherited STRICT', namespace('STRICT') + other('', 'PERMISSIVE'), 'denied'],
    ['a DISABLE port under an inherited STRICT is no exception', namespace('STRICT') + port('', 'DISABLE'), 'denied'],
    ['a STRICT port where nothing else is said', port('', 'STRICT'), 'denied'],
    ['a PERMISSIVE port below a namespace that leaves STRICT of the mesh unsaid opens every port', mesh('STRICT') + peers('{}', 'wide') + other('', 'PERMISSIVE'), 'allowed'],
    ['a selector in the root namespace selects nothing', peers(`{ ${CART}, mtls: { mode: STRICT } }`, 'mesh', 'istio-system'), 'allowed'],
  ])('%s', (_name, more, verdict) => {
    expect(ask(more, { from: LEGACY })).toMatchObject({ verdict });
    expect(ask(more)).toMatchObject({ verdict: 'allowed' });
  });

  test('the policy is named', () => {
    expect(ask(namespace('STRICT'), { from: LEGACY })).toMatchObject({ decidedBy: [{ kind: 'PeerAuthentication', name: 'wide' }], status: null, reason: 'PeerAuthentication shop/wide: STRICT refuses callers without identity' });
  });
});
