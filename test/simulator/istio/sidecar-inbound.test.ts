import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { authz, policy, shop, SIDECAR } from './access-shop';

const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
const LEGACY = { namespace: 'legacy', serviceAccount: 'job' };
const ask = (more: string, request: Partial<SimulatedRequest> = {}) => simulate(shop(SIDECAR, more), { from: FRONTEND, to: 'http://cart.shop/cart', ...request });
const peers = (spec: string, name = 'peers', namespace = 'shop'): string => policy('PeerAuthentication', name, spec, namespace);
const CART = 'selector: { matchLabels: { app: cart } }';

describe('mutual TLS at a sidecar', () => {
  test.each<[string, string, Partial<SimulatedRequest>, Record<string, unknown>]>([
    ['PERMISSIVE by default: mutual TLS', '', {}, { verdict: 'allowed', transport: 'mtls', status: 200 }],
    ['PERMISSIVE by default: plaintext', '', { from: LEGACY }, { verdict: 'allowed', transport: 'plaintext', status: 200 }],
    ['STRICT: a caller without proxy is cut off', peers('{ mtls: { mode: STRICT } }'), { from: LEGACY }, { verdict: 'denied', status: null, dataPlane: 'istio-sidecar' }],
    ['STRICT: an identity is let in', peers('{ mtls: { mode: STRICT } }'), {}, { verdict: 'allowed' }],
    ['STRICT: the caller\'s own proxy answers 503 where it sends plaintext to pods', peers('{ mtls: { mode: STRICT } }'), { to: 'http://cart.shop:8080/', directTo: { app: 'cart' } }, { verdict: 'denied', status: 503 }],
    ['STRICT of the root namespace holds for the mesh', peers('{ mtls: { mode: STRICT } }', 'mesh', 'istio-system'), { from: LEGACY }, { verdict: 'denied' }],
    ['a namespace overrides the mesh', peers('{ mtls: { mode: STRICT } }', 'mesh', 'istio-system') + peers('{ mtls: { mode: PERMISSIVE } }'), { from: LEGACY }, { verdict: 'allowed' }],
    ['a selector in the root namespace selects nothing', peers(`{ ${CART}, mtls: { mode: STRICT } }`, 'mesh', 'istio-system'), { from: LEGACY }, { verdict: 'allowed' }],
    ['ports are container ports', peers(`{ ${CART}, mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: PERMISSIVE } } }`), { from: LEGACY }, { verdict: 'allowed' }],
    ['a Service port is no container port', peers(`{ ${CART}, mtls: { mode: STRICT }, portLevelMtls: { 80: { mode: PERMISSIVE } } }`), { from: LEGACY }, { verdict: 'denied' }],
    ['ports without a Service have modes too', peers(`{ ${CART}, mtls: { mode: PERMISSIVE }, portLevelMtls: { 9999: { mode: STRICT } } }`), { from: LEGACY, to: 'http://cart.shop:9999/', directTo: { app: 'cart' } }, { verdict: 'denied', status: null }],
    ['DISABLE takes plaintext', peers('{ mtls: { mode: DISABLE } }'), { from: LEGACY }, { verdict: 'allowed' }],
  ])('%s', (_name, more, request, expected) => {
    expect(ask(more, request)).toMatchObject(expected);
  });

  test('DISABLE refuses mutual TLS, which a DestinationRule can force', () => {
    const rule = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: cart, namespace: shop }\nspec: { host: cart, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }\n---\n';
    expect(ask(rule + peers('{ mtls: { mode: DISABLE } }'))).toMatchObject({ verdict: 'denied', status: 503, decidedBy: [{ kind: 'PeerAuthentication', name: 'peers' }, { kind: 'DestinationRule', name: 'cart' }] });
    expect(ask(rule + peers('{ mtls: { mode: DISABLE } }'), { to: 'tcp://cart.shop:6000' })).toMatchObject({ verdict: 'denied', status: null });
  });

  test('the policy that decides is named', () => {
    expect(ask(peers('{ mtls: { mode: STRICT } }'), { from: LEGACY })).toMatchObject({
      decidedBy: [{ kind: 'PeerAuthentication', namespace: 'shop', name: 'peers', rule: null }],
      reason: 'Mutual TLS mode STRICT of shop/Deployment/cart port 8080: plaintext is refused',
    });
  });
});

describe('authorization at a sidecar', () => {
  const only = (source: string, name = 'cart'): string => authz(name, `{ ${CART}, rules: [{ from: [{ source: { ${source} } }] }] }`);
  test.each<[string, string, Partial<SimulatedRequest>, Record<string, unknown>]>([
    ['no policy: allowed', '', {}, { verdict: 'allowed', decidedBy: [] }],
    ['an ALLOW rule that matches', only('serviceAccounts: ["frontend"]'), {}, { verdict: 'allowed', reason: 'ALLOW by shop/cart rule 0', decidedBy: [{ name: 'cart', rule: 0 }] }],
    ['an ALLOW rule that does not', only('serviceAccounts: ["admin"]'), {}, { verdict: 'denied', status: 403, reason: 'No rule of shop/cart allows it', decidedBy: [{ name: 'cart', rule: null }] }],
    ['without identity', only('serviceAccounts: ["frontend"]'), { from: LEGACY }, { verdict: 'denied', status: 403 }],
    ['spec {} allows nothing', authz('nothing', '{}'), {}, { verdict: 'denied', status: 403 }],
    ['spec {} beside another ALLOW', authz('nothing', '{}') + only('namespaces: ["shop"]'), {}, { verdict: 'allowed' }],
    ['rules [{}] allow everything', authz('all', '{ rules: [{}] }'), {}, { verdict: 'allowed' }],
    ['DENY with rules [{}] denies everything', authz('none', '{ action: DENY, rules: [{}] }') + authz('all', '{ rules: [{}] }'), {}, { verdict: 'denied', status: 403, reason: 'DENY by shop/none rule 0' }],
    ['DENY without rules denies nothing', authz('none', '{ action: DENY }'), {}, { verdict: 'allowed' }],
    ['AUDIT decides nothing', authz('audit', '{ action: AUDIT, rules: [{}] }'), {}, { verdict: 'allowed' }],
    ['a dry-run DENY decides nothing', authz('dry', '{ action: DENY, rules: [{}] }', 'shop', ', annotations: { "istio.io/dry-run": "true" }'), {}, { verdict: 'allowed' }],
    ['a dry-run ALLOW is no ALLOW', authz('dry', '{}', 'shop', ', annotations: { "istio.io/dry-run": "true" }'), {}, { verdict: 'allowed' }],
    ['CUSTOM: its provider decides', authz('ext', '{ action: CUSTOM, provider: { name: opa }, rules: [{}] }'), {}, { verdict: 'indeterminate', status: null }],
    ['CUSTOM whose rules do not match', authz('ext', '{ action: CUSTOM, provider: { name: opa }, rules: [{ to: [{ operation: { paths: ["/admin"] } }] }] }'), {}, { verdict: 'allowed' }],
    ['CUSTOM, and a DENY that holds whatever the provider says', authz('ext', '{ action: CUSTOM, provider: { name: opa }, rules: [{}] }') + authz('nothing', '{}'), {}, { verdict: 'denied' }],
    ['a policy of the root namespace holds everywhere', authz('nothing', '{}', 'istio-system'), {}, { verdict: 'denied' }],
    ['so does one with a selector there', authz('nothing', `{ ${CART} }`, 'istio-system'), {}, { verdict: 'denied' }],
    ['one of another namespace does not', authz('nothing', '{}', 'other'), {}, { verdict: 'allowed' }],
    ['a selector that does not match', authz('nothing', '{ selector: { matchLabels: { app: other } } }'), {}, { verdict: 'allowed' }],
    ['targetRefs are not for pods', authz('nothing', '{ targetRefs: [{ kind: Service, group: "", name: cart }] }'), {}, { verdict: 'allowed' }],
    ['ports are container ports', authz('ports', '{ rules: [{ to: [{ operation: { ports: ["8080"] } }] }] }'), {}, { verdict: 'allowed' }],
    ['an ALLOW closes other ports too', authz('ports', '{ rules: [{ to: [{ operation: { ports: ["8080"] } }] }] }'), { to: 'tcp://cart.shop:6000' }, { verdict: 'denied', status: null }],
    ['HTTP attributes on a TCP port leave ALLOW out', authz('get', '{ rules: [{ to: [{ operation: { methods: ["GET"] } }] }] }'), { to: 'http://cart.shop:6000/' }, { verdict: 'denied', status: null }],
    ['HTTP attributes on a TCP port widen DENY', authz('get', '{ action: DENY, rules: [{ to: [{ operation: { methods: ["PUT"] } }] }] }'), { to: 'tcp://cart.shop:6000' }, { verdict: 'denied', status: null }],
    ['an undeclared port with HTTP on it is HTTP', authz('get', '{ rules: [{ to: [{ operation: { methods: ["GET"] } }] }] }'), { to: 'http://cart.shop:5000/' }, { verdict: 'allowed' }],
    ['an undeclared port without is not', authz('get', '{ rules: [{ to: [{ operation: { methods: ["GET"] } }] }] }'), { to: 'tcp://cart.shop:5000' }, { verdict: 'denied', status: null }],
    ['gRPC callers are told by status 7', authz('nothing', '{}'), { to: 'grpc://cart.shop/a.B/C' }, { verdict: 'denied', status: 403, grpcStatus: 7 }],
    ['an unknown address leaves it open', authz('ips', '{ rules: [{ from: [{ source: { ipBlocks: ["10.0.0.0/8"] } }] }] }'), {}, { verdict: 'indeterminate' }],
    ['a known one decides', authz('ips', '{ rules: [{ from: [{ source: { ipBlocks: ["10.0.0.0/8"] } }] }] }'), { from: { ...FRONTEND, ip: '10.1.1.1' } }, { verdict: 'allowed' }],
    ['X-Forwarded-For is the remote address', authz('ips', '{ rules: [{ from: [{ source: { remoteIpBlocks: ["10.0.0.0/8"] } }] }] }'), { headers: { 'x-forwarded-for': '9.9.9.9, 10.1.1.1' } }, { verdict: 'allowed' }],
  ])('%s', (_name, more, request, expected) => {
    expect(ask(more, request)).toMatchObject(expected);
  });

  test('CUSTOM without its provider in mesh configuration, or with two, refuses', () => {
    const config = (mesh: string) => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: istio, namespace: istio-system }, data: { mesh: '${mesh}' } }\n---\n`;
    const ext = (name: string) => authz(name, `{ action: CUSTOM, provider: { name: ${name} }, rules: [{}] }`);
    const opa = '{ name: opa, envoyExtAuthzHttp: { service: opa, port: 80 } }';
    expect(ask(config('{}') + ext('opa'))).toMatchObject({ verdict: 'denied', status: 403, reason: 'CUSTOM by shop/opa rule 0, and mesh configuration has no extension provider "opa"' });
    expect(ask(config(`{ extensionProviders: [${opa}] }`) + ext('opa'))).toMatchObject({ verdict: 'indeterminate' });
    expect(ask(config(`{ extensionProviders: [${opa}, { name: two, envoyExtAuthzGrpc: {} }] }`) + ext('opa') + ext('two'))).toMatchObject({ verdict: 'denied' });
    expect(ask(config(`{ extensionProviders: [${opa}] }`) + ext('opa'), { to: 'tcp://cart.shop:6000' })).toMatchObject({ verdict: 'allowed' });
  });

  test('every policy that took part is in the trace, with the rule and why it does not match', () => {
    const { trace } = ask(only('serviceAccounts: ["admin"]') + authz('get', `{ action: DENY, ${CART}, rules: [{ to: [{ operation: { methods: ["PUT"] } }] }] }`));
    expect(trace).toEqual(expect.arrayContaining([
      { at: 'sidecar of shop/Deployment/cart', object: 'AuthorizationPolicy shop/cart', says: 'ALLOW rule 0 does not match: no entry of its `from` takes cluster.local/ns/shop/sa/frontend' },
      { at: 'sidecar of shop/Deployment/cart', object: 'AuthorizationPolicy shop/get', says: 'DENY rule 0 does not match: no entry of its `to` takes GET /cart of cart.shop on port 8080' },
    ]));
  });
});

describe('protocol of a port at a sidecar', () => {
  test('what is no HTTP does not pass a port that is HTTP by declaration', () => {
    expect(ask('', { from: LEGACY, to: 'tcp://cart.shop:80' })).toMatchObject({ verdict: 'unroutable', status: 400, dataPlane: 'istio-sidecar' });
  });

  const service = (name: string, portName: string): string => `{ apiVersion: v1, kind: Service, metadata: { name: ${name}, namespace: shop }, spec: { selector: { app: cart }, ports: [{ name: ${portName}, port: 81, targetPort: 8080 }] } }\n---\n`;
  const created = (yaml: string, time: string): string => yaml.replace('namespace: shop }, spec', `namespace: shop, creationTimestamp: "${time}" }, spec`);

  test('of several Services that lead to a port the oldest says what it is', () => {
    expect(ask(created(service('raw', 'tcp'), '2020-01-01T00:00:00Z'), { from: LEGACY, to: 'tcp://cart.shop:80' })).toMatchObject({ verdict: 'allowed' });
    expect(ask(service('raw', 'tcp'), { from: LEGACY, to: 'tcp://cart.shop:80' })).toMatchObject({ verdict: 'unroutable' });
  });

  test('the Sidecar of the pods says it before Services do', () => {
    const sidecar = '{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: s, namespace: shop }, spec: { ingress: [{ port: { number: 8080, protocol: TCP, name: tcp } }] } }\n---\n';
    expect(ask(sidecar, { from: LEGACY, to: 'tcp://cart.shop:80' })).toMatchObject({ verdict: 'allowed' });
  });

  test('TLS of the caller\'s own passes ports that are not HTTP', () => {
    expect(ask('', { from: LEGACY, to: 'https://cart.shop:5000/' })).toMatchObject({ verdict: 'allowed', status: null });
  });
});

describe('connections that sidecars do not take', () => {
  const closed = authz('nothing', '{}') + peers('{ mtls: { mode: STRICT } }');
  const annotated = (annotations: string): string => shop(SIDECAR, closed).replace('metadata: { labels: { app: cart } }', `metadata: { labels: { app: cart }, annotations: { ${annotations} } }`);
  const plain = { from: LEGACY, to: 'http://cart.shop/cart' };

  test.each<[string, string, string]>([
    ['excluded ports', '"traffic.sidecar.istio.io/excludeInboundPorts": "9090, 8080"', 'allowed'],
    ['other excluded ports', '"traffic.sidecar.istio.io/excludeInboundPorts": "9090"', 'denied'],
    ['included ports', '"traffic.sidecar.istio.io/includeInboundPorts": "8080"', 'denied'],
    ['ports that are not included', '"traffic.sidecar.istio.io/includeInboundPorts": "9090"', 'allowed'],
    ['all ports included', '"traffic.sidecar.istio.io/includeInboundPorts": "*"', 'denied'],
    ['no capture at all', '"sidecar.istio.io/interceptionMode": "NONE"', 'allowed'],
  ])('%s', (_name, annotations, verdict) => {
    expect(simulate(annotated(annotations), plain)).toMatchObject({ verdict });
  });

  test.each<[string, string, string, string]>([
    ['probes are rewritten', '', 'http://cart.shop/healthz', 'allowed'],
    ['gRPC probes as well', '', 'grpc://cart.shop/grpc.health.v1.Health/Check', 'allowed'],
    ['unless the pods ask for the opposite', '"sidecar.istio.io/rewriteAppHTTPProbers": "false"', 'http://cart.shop/healthz', 'denied'],
    ['a bare connection is taken all the same', '"sidecar.istio.io/rewriteAppHTTPProbers": "false"', 'tcp://cart.shop:6000', 'allowed'],
  ])('%s', (_name, annotations, to, verdict) => {
    expect(simulate(annotated(annotations), { from: { kubelet: true }, to: to.replace('cart.shop', 'cart.shop.svc.cluster.local') })).toMatchObject({ verdict });
  });

  test('the injector says whether probes are rewritten where pods do not', () => {
    const config = "{ apiVersion: v1, kind: ConfigMap, metadata: { name: istio-sidecar-injector, namespace: istio-system }, data: { values: '{ \"sidecarInjectorWebhook\": { \"rewriteAppHTTPProbe\": false } }' } }\n---\n";
    const probe: SimulatedRequest = { from: { kubelet: true }, to: 'http://cart.shop/healthz' };
    expect(simulate(shop(SIDECAR, closed + config), probe)).toMatchObject({ verdict: 'denied' });
    expect(simulate(annotated('"sidecar.istio.io/rewriteAppHTTPProbers": "true"') + config, probe)).toMatchObject({ verdict: 'allowed' });
    expect(simulate(shop(SIDECAR, closed + config.replace('{ "sidecarInjectorWebhook', 'sidecarInjectorWebhook')), probe)).toMatchObject({ verdict: 'allowed' });
  });
});
