import { simulate } from '../support';
import { SHOP } from '../shop';
import { SHOP as ISTIO } from '../istio/shop';

const object = (apiVersion: string, kind: string, name: string, spec: string, meta = ''): string =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop${meta} }\nspec: ${spec}\n`;
interface More { readonly name?: string; readonly target?: string; readonly ca?: string; readonly meta?: string }
const policy = ({ name = 'cart-tls', target = 'group: "", kind: Service, name: cart', ca = 'wellKnownCACertificates: System', meta = '' }: More = {}): string =>
  object('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', name, `{ targetRefs: [{ ${target} }], validation: { hostname: cart.internal, ${ca} } }`, meta);
const FROM_MAP = 'caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }]';
const configMap = (data: string): string => `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ca, namespace: shop }\ndata: ${data}\n`;

describe('a Gateway of the Gateway API', () => {
  const WAY = object('gateway.networking.k8s.io/v1', 'Gateway', 'public', '{ gatewayClassName: any, listeners: [{ name: http, port: 80, protocol: HTTP }, { name: pass, port: 443, protocol: TLS, tls: { mode: Passthrough } }, { name: tcp, port: 9000, protocol: TCP }] }')
    + object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'cart', '{ parentRefs: [{ name: public, sectionName: http }], rules: [{ backendRefs: [{ name: cart, port: 7070 }] }] }')
    + object('gateway.networking.k8s.io/v1', 'TLSRoute', 'pass', '{ parentRefs: [{ name: public, sectionName: pass }], hostnames: [shop.example.com], rules: [{ backendRefs: [{ name: cart, port: 7070 }] }] }')
    + object('gateway.networking.k8s.io/v1alpha2', 'TCPRoute', 'raw', '{ parentRefs: [{ name: public, sectionName: tcp }], rules: [{ backendRefs: [{ name: cart, port: 7070 }] }] }');
  const ask = (more: string, to = 'http://shop.example.com/') => simulate(`${SHOP}${WAY}${more}`, { from: {}, to, through: { namespace: 'shop', name: 'public' } });

  test('speaks plaintext to backends without a policy', () => {
    expect(ask('')).toMatchObject({ verdict: 'allowed', transport: 'plaintext' });
  });

  test('speaks TLS to those of a policy, which the trace tells', () => {
    const result = ask(policy());
    expect(result).toMatchObject({ verdict: 'allowed', transport: 'tls' });
    expect(result.trace).toContainEqual({ at: 'gateway shop/public', object: 'BackendTLSPolicy shop/cart-tls', says: 'TLS to cart.shop, whose certificate has to be for cart.internal' });
  });

  test('to connections too, but not inside TLS that passes through', () => {
    expect(ask(policy(), 'tcp://shop.example.com:9000')).toMatchObject({ verdict: 'allowed', transport: 'tls' });
    expect(ask(policy(), 'https://shop.example.com/').trace.map(({ object: said }) => said)).not.toContain('BackendTLSPolicy shop/cart-tls');
  });

  test.each([
    ['the port by its name', 'group: "", kind: Service, name: cart, sectionName: http', 'tls'],
    ['another port', 'group: "", kind: Service, name: cart, sectionName: grpc', 'plaintext'],
    ['another Service', 'group: "", kind: Service, name: idle', 'plaintext'],
    ['another kind', 'group: networking.istio.io, kind: ServiceEntry, name: cart', 'plaintext'],
  ])('%s as target', (_, target, transport) => {
    expect(ask(policy({ target }))).toMatchObject({ verdict: 'allowed', transport });
  });

  test('a certificate authority that is not in the manifests is taken to be there', () => {
    expect(ask(policy({ ca: FROM_MAP }))).toMatchObject({ verdict: 'allowed', transport: 'tls' });
    expect(ask(`${policy({ ca: FROM_MAP })}${configMap('{ ca.crt: PEM }')}`)).toMatchObject({ verdict: 'allowed', transport: 'tls' });
  });

  test('without a certificate in it no connection comes about', () => {
    expect(ask(`${policy({ ca: FROM_MAP })}${configMap('{ other: PEM }')}`)).toMatchObject({
      verdict: 'unroutable', status: 503, reason: 'BackendTLSPolicy shop/cart-tls is for cart.shop, and ConfigMap shop/ca holds no ca.crt: no connection comes about',
    });
  });

  test('of two for the same thing, the older counts; one for the port goes before one for all', () => {
    const age = (year: number): string => `, creationTimestamp: "${year}-01-01T00:00:00Z"`;
    const broken = configMap('{ other: PEM }');
    expect(ask(policy({ name: 'a', ca: FROM_MAP, meta: age(2021) }) + policy({ name: 'b', meta: age(2020) }) + broken)).toMatchObject({ verdict: 'allowed' });
    expect(ask(policy({ name: 'a', ca: FROM_MAP, meta: age(2020) }) + policy({ name: 'b', target: 'group: "", kind: Service, name: cart, sectionName: http', meta: age(2021) }) + broken)).toMatchObject({ verdict: 'allowed' });
  });
});

describe('a mesh of the Gateway API says nothing of backends\' TLS', () => {
  test('its callers go on in plaintext', () => {
    expect(simulate(SHOP + policy(), { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: 'http://cart.shop:7070/' }, { mesh: 'gateway-api' })).toMatchObject({ verdict: 'allowed', transport: 'plaintext' });
  });
});

describe('Istio makes DestinationRules of them', () => {
  const PERMISSIVE_OFF = object('security.istio.io/v1', 'PeerAuthentication', 'default', '{ mtls: { mode: DISABLE } }');
  const rule = (spec: string): string => object('networking.istio.io/v1', 'DestinationRule', 'cart', `{ host: cart, ${spec} }`);
  const ask = (more: string, port = 9000) => simulate(ISTIO + more, { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: `tcp://cart:${port}` });

  test('sidecars speak TLS to their targets', () => {
    const result = ask(PERMISSIVE_OFF + policy());
    expect(result).toMatchObject({ verdict: 'allowed', transport: 'tls' });
    expect(result.trace.map(({ object: said }) => said)).toContain('BackendTLSPolicy shop/cart-tls');
  });

  test('pods that take mutual TLS of the mesh only refuse it', () => {
    expect(ask(policy() + object('security.istio.io/v1', 'PeerAuthentication', 'default', '{ mtls: { mode: STRICT } }'))).toMatchObject({ verdict: 'denied' });
  });

  test('only at the port that one names', () => {
    const one = policy({ target: 'group: "", kind: Service, name: cart, sectionName: tcp-raw' });
    expect([9000, 5000].map(port => ask(PERMISSIVE_OFF + one, port).transport)).toEqual(['tls', 'plaintext']);
  });

  test.each([
    ['what a DestinationRule says of TLS goes before', 'trafficPolicy: { tls: { mode: DISABLE } }', 'plaintext', null],
    ['what it says of other things stands beside', 'trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } }', 'tls', { connectionPool: { tcp: { maxConnections: 1 } } }],
    ['for its port alone', 'trafficPolicy: { portLevelSettings: [{ port: { number: 9000 }, tls: { mode: DISABLE } }] }', 'plaintext', null],
    ['for another port alone, which takes nothing from this one', 'trafficPolicy: { portLevelSettings: [{ port: { number: 5000 }, tls: { mode: DISABLE } }] }', 'tls', null],
    ['without a policy of its own', 'subsets: [{ name: v1, labels: { version: v1 } }]', 'tls', null],
  ])('%s', (_, spec, transport, limits) => {
    expect(ask(PERMISSIVE_OFF + policy() + rule(spec))).toMatchObject({ verdict: 'allowed', transport, limits });
  });

  test('a DestinationRule for one port takes from a policy for it what it does not say', () => {
    const one = policy({ target: 'group: "", kind: Service, name: cart, sectionName: tcp-raw' });
    expect(ask(PERMISSIVE_OFF + one + rule('trafficPolicy: { portLevelSettings: [{ port: { number: 9000 }, connectionPool: { tcp: { maxConnections: 1 } } }] }')))
      .toMatchObject({ transport: 'tls', limits: { connectionPool: { tcp: { maxConnections: 1 } } } });
  });

  test('a DestinationRule for a wildcard host is not read beside one', () => {
    const wildcard = object('networking.istio.io/v1', 'DestinationRule', 'all', '{ host: "*.shop.svc.cluster.local", trafficPolicy: { tls: { mode: DISABLE }, connectionPool: { tcp: { maxConnections: 1 } } } }');
    expect(ask(PERMISSIVE_OFF + policy() + wildcard)).toMatchObject({ transport: 'tls', limits: null });
  });

  test('one that Istio is told to ignore', () => {
    expect(ask(PERMISSIVE_OFF + policy({ meta: ', annotations: { istio.io/ignore-policy-attachment: "true" }' }))).toMatchObject({ transport: 'plaintext' });
  });

  test('hosts of a ServiceEntry', () => {
    const entry = object('networking.istio.io/v1', 'ServiceEntry', 'api', '{ hosts: [api.example.com], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS }');
    const call = { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: 'http://api.example.com/' };
    expect(simulate(ISTIO + entry, call).transport).toBe('plaintext');
    expect(simulate(ISTIO + entry + policy({ target: 'group: networking.istio.io, kind: ServiceEntry, name: api' }), call)).toMatchObject({ verdict: 'allowed', transport: 'tls' });
  });

  describe('a certificate authority that cannot be used', () => {
    const broken = policy({ ca: FROM_MAP }) + configMap('{ other: PEM }');
    const gateway = object('networking.istio.io/v1', 'Gateway', 'public', '{ selector: { app: search }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }')
      + object('networking.istio.io/v1', 'VirtualService', 'all', '{ hosts: ["*"], gateways: [public], http: [{ route: [{ destination: { host: cart, port: { number: 7070 } } }] }] }');

    test('is as no TLS to sidecars', () => {
      expect(ask(PERMISSIVE_OFF + broken)).toMatchObject({ verdict: 'allowed', transport: 'plaintext' });
    });

    test.each([['a ConfigMap without one', broken], ['a Secret', policy({ ca: 'caCertificateRefs: [{ group: "", kind: Secret, name: ca }]' })]])('keeps gateways from connecting: %s', (_, yaml) => {
      expect(simulate(ISTIO + gateway + yaml, { from: {}, to: 'http://any.example.com/', through: { namespace: 'shop', name: 'public' } })).toMatchObject({
        verdict: 'unroutable', reason: expect.stringContaining('A BackendTLSPolicy is for cart.shop, and the certificate authority that it refers to cannot be used: no connection comes about') as string,
      });
    });
  });

  test.each([
    ['a Secret\'s certificate, for all workloads: sidecars leave TLS away', '', 'plaintext'],
    ['for selected workloads they do not', ', workloadSelector: { matchLabels: { app: frontend } }', 'tls'],
  ])('a DestinationRule with %s', (_, selector, transport) => {
    expect(ask(PERMISSIVE_OFF + rule(`trafficPolicy: { tls: { mode: SIMPLE, credentialName: client } }${selector}`))).toMatchObject({ verdict: 'allowed', transport });
  });
});
