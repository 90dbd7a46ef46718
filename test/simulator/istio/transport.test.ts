import { simulate } from '../support';
import { send, SHOP } from './shop';

const policy = (namespace: string, spec: string, name = 'default') => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec} }
`;
const OF_V2 = 'selector: { matchLabels: { app: cart, version: v2 } }';

describe('mutual TLS that nobody asked for', () => {
  const to = 'http://cart-v2.shop:7070/';
  test.each([
    ['by default', [], 'mtls'],
    ['STRICT', [policy('shop', 'mtls: { mode: STRICT }')], 'mtls'],
    ['DISABLE of the namespace', [policy('shop', 'mtls: { mode: DISABLE }')], 'plaintext'],
    ['DISABLE of the mesh', [policy('istio-system', 'mtls: { mode: DISABLE }')], 'plaintext'],
    ['DISABLE of the workload', [policy('shop', `${OF_V2}, mtls: { mode: DISABLE }`)], 'plaintext'],
    ['DISABLE of the container port', [policy('shop', `${OF_V2}, portLevelMtls: { "8080": { mode: DISABLE } }`)], 'plaintext'],
    ['DISABLE of the Service port, which is none of the container', [policy('shop', `${OF_V2}, portLevelMtls: { "7070": { mode: DISABLE } }`)], 'mtls'],
    ['E2: a workload that is raised above DISABLE of its namespace', [policy('shop', 'mtls: { mode: DISABLE }'), policy('shop', `${OF_V2}, mtls: { mode: STRICT }`, 'raised')], 'plaintext'],
    ['a mesh without it', ['apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "enableAutoMtls: false" }'], 'plaintext'],
    ['DISABLE, overruled by the DestinationRule', [policy('shop', 'mtls: { mode: DISABLE }'), 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: c, namespace: shop }\nspec: { host: cart-v2, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }'], 'mtls'],
  ])('%s', (_, documents, transport) => {
    expect(send(documents, { to }).transport).toBe(transport);
  });

  const plain = 'apiVersion: v1\nkind: Service\nmetadata: { name: jobs, namespace: legacy }\nspec: { selector: { app: job }, ports: [{ name: http, port: 80, targetPort: 8080 }] }';

  test('to pods outside the mesh: plaintext', () => {
    expect(send([plain], { to: 'http://jobs.legacy/' }).transport).toBe('plaintext');
  });

  test('from a caller outside the mesh: plaintext', () => {
    expect(send([], { to, from: { namespace: 'legacy', serviceAccount: 'job' } })).toMatchObject({ transport: 'plaintext', dataPlane: 'istio-sidecar', retries: null });
  });

  test('of a headless Service only the namespace decides, not the workload', () => {
    const disabled = policy('shop', 'selector: { matchLabels: { app: db } }, mtls: { mode: DISABLE }');
    expect(send([disabled], { to: 'http://db.shop:7070/' }).transport).toBe('mtls');
    expect(send([policy('shop', 'mtls: { mode: DISABLE }')], { to: 'http://db.shop:7070/' }).transport).toBe('plaintext');
  });
});

describe('mutual TLS of a DestinationRule that nobody on the other side understands', () => {
  const mutual = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: c, namespace: legacy }\nspec: { host: jobs.legacy.svc.cluster.local, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }';
  const jobs = 'apiVersion: v1\nkind: Service\nmetadata: { name: jobs, namespace: legacy }\nspec: { selector: { app: job }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: grpc, port: 81, targetPort: 8081 }, { name: tcp, port: 82, targetPort: 8082 }] }';
  const refused = { verdict: 'denied', dataPlane: 'istio-sidecar', transport: 'mtls', decidedBy: [{ kind: 'DestinationRule', namespace: 'legacy', name: 'c', rule: null }] };

  test('the sidecar of an HTTP caller answers 503', () => {
    expect(send([jobs, mutual], { to: 'http://jobs.legacy/' })).toMatchObject({ ...refused, status: 503, reason: 'The pods of legacy/Deployment/job have no proxy, and the caller sends mutual TLS of the mesh, as DestinationRule legacy/c has it' });
    expect(send([jobs, mutual], { to: 'grpc://jobs.legacy:81/a.B/C' })).toMatchObject({ ...refused, status: 503, grpcStatus: 14 });
  });

  test('a TCP connection comes to nothing', () => {
    expect(send([jobs, mutual], { to: 'tcp://jobs.legacy:82' })).toMatchObject({ ...refused, status: null });
  });

  test('plaintext of a DestinationRule that STRICT refuses is the doing of both', () => {
    const plain = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: c, namespace: shop }\nspec: { host: cart-v2, trafficPolicy: { tls: { mode: DISABLE } } }';
    expect(simulate([SHOP, policy('shop', 'mtls: { mode: STRICT }'), plain].join('---\n'), { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: 'http://cart-v2.shop:7070/' })).toMatchObject({ verdict: 'denied', status: 503, decidedBy: [{ kind: 'PeerAuthentication' }, { kind: 'DestinationRule', name: 'c' }] });
  });
});
