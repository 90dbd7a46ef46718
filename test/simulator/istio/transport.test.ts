import { send } from './shop';

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
