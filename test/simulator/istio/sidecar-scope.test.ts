import { FRONTEND, places, PORTAL, send, virtualService } from './shop';

function sidecar(name: string, spec: string, { namespace = 'shop', created = '' } = {}): string {
  return `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: ${name}, namespace: ${namespace}${created === '' ? '' : `, creationTimestamp: "${created}"`} }
spec: { ${spec} }
`;
}
const CLOSED = 'egress: [{ hosts: ["~/*"] }], outboundTrafficPolicy: { mode: REGISTRY_ONLY }';
const OPEN = 'egress: [{ hosts: ["*/*"] }]';
const OF_FRONTEND = 'workloadSelector: { labels: { app: frontend } }';

describe('which Sidecar a workload has', () => {
  test.each<[string, readonly string[], 'allowed' | 'unroutable']>([
    ['without any, everything is known', [], 'allowed'],
    ['the one of its namespace', [sidecar('all', CLOSED)], 'unroutable'],
    ['the one that selects it, before the namespace’s', [sidecar('all', CLOSED), sidecar('own', `${OF_FRONTEND}, ${OPEN}`)], 'allowed'],
    ['one that selects others does not count', [sidecar('own', `workloadSelector: { labels: { app: x } }, ${CLOSED}`)], 'allowed'],
    ['of two that select it, the older', [sidecar('a', `${OF_FRONTEND}, ${CLOSED}`, { created: '2026-01-02T00:00:00Z' }), sidecar('b', `${OF_FRONTEND}, ${OPEN}`, { created: '2026-01-01T00:00:00Z' })], 'allowed'],
    ['the namespace’s, before the root’s', [sidecar('root', CLOSED, { namespace: 'istio-system' }), sidecar('all', OPEN)], 'allowed'],
    ['the root’s, where the namespace has none', [sidecar('root', CLOSED, { namespace: 'istio-system' })], 'unroutable'],
    ['one with a selector in the root namespace is for pods there', [sidecar('root', `${OF_FRONTEND}, ${CLOSED}`, { namespace: 'istio-system' })], 'allowed'],
    ['one of another namespace is none', [sidecar('all', CLOSED, { namespace: 'web' })], 'allowed'],
  ])('%s', (_rule, documents, verdict) => {
    expect(send(documents, {}).verdict).toBe(verdict);
  });
});

describe('what egress hosts let in', () => {
  test.each<[string, string, typeof FRONTEND, 'mtls' | 'plaintext']>([
    ['"./*": the own namespace', '["./*"]', FRONTEND, 'mtls'],
    ['"./*": no other namespace', '["./*"]', PORTAL, 'plaintext'],
    ['"*/*": all', '["*/*"]', PORTAL, 'mtls'],
    ['a namespace', '["shop/*"]', PORTAL, 'mtls'],
    ['another namespace', '["legacy/*"]', PORTAL, 'plaintext'],
    ['a host of any namespace', '["*/cart.shop.svc.cluster.local"]', PORTAL, 'mtls'],
    ['a wildcard host', '["*/*.shop.svc.cluster.local"]', PORTAL, 'mtls'],
    ['another host', '["*/search.shop.svc.cluster.local"]', PORTAL, 'plaintext'],
    ['"~/*": nothing', '["~/*"]', PORTAL, 'plaintext'],
    ['"~shop/cart…" takes one out', '["shop/*", "~shop/cart.shop.svc.cluster.local"]', PORTAL, 'plaintext'],
    ['"~shop/search…" leaves others', '["shop/*", "~shop/search.shop.svc.cluster.local"]', PORTAL, 'mtls'],
  ])('%s', (_rule, hosts, from, transport) => {
    const { namespace } = from;
    expect(send([sidecar('default', `egress: [{ hosts: ${hosts} }]`, { namespace })], { from }).transport).toBe(transport);
  });
});

describe('destinations that a Sidecar leaves out', () => {
  const strange = { from: PORTAL };
  test.each<[string, string, Record<string, unknown>]>([
    ['ALLOW_ANY: passed on in plaintext, without retries', ', outboundTrafficPolicy: { mode: ALLOW_ANY }', { verdict: 'allowed', transport: 'plaintext', retries: null, route: null }],
    ['nothing said: as the mesh, which is ALLOW_ANY', '', { verdict: 'allowed', transport: 'plaintext' }],
    ['REGISTRY_ONLY: nowhere', ', outboundTrafficPolicy: { mode: REGISTRY_ONLY }', { verdict: 'unroutable' }],
  ])('%s', (_rule, more, expected) => {
    expect(send([sidecar('default', `egress: [{ hosts: ["./*"] }]${more}`, { namespace: 'web' })], strange)).toMatchObject(expected);
  });

  const RULE = (namespace: string) => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: r, namespace: ${namespace} }
spec: { host: cart.shop.svc.cluster.local, trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } }
`;
  test.each<[string, string, string, boolean]>([
    ['a DestinationRule of the Service’s namespace comes with the Service', '["shop/*"]', 'shop', true],
    ['one of the own namespace holds whatever it imports', '["shop/*"]', 'web', true],
    ['without the Service none holds', '["./*"]', 'web', false],
  ])('%s', (_rule, hosts, namespace, used) => {
    expect(send([sidecar('default', `egress: [{ hosts: ${hosts} }]`, { namespace: 'web' }), RULE(namespace)], strange).limits !== null).toBe(used);
  });

  test('VirtualServices of namespaces that it does not import are left out, those that it does count', () => {
    const route = virtualService('- timeout: 3s\n  route: [{ destination: { host: cart } }]');
    const from = (hosts: string) => send([sidecar('default', `egress: [{ hosts: ${hosts} }]`, { namespace: 'web' }), route.replace('namespace: shop', 'namespace: legacy').replaceAll('cart]', 'cart.shop.svc.cluster.local]').replace('host: cart }', 'host: cart.shop.svc.cluster.local }')], strange);
    expect(from('["shop/*"]')).toMatchObject({ transport: 'mtls', timeout: null });
    expect(from('["shop/*", "legacy/*"]')).toMatchObject({ transport: 'mtls', timeout: '3s' });
  });

  test('a VirtualService of which one host is imported is there with all of them', () => {
    const both = virtualService('- route: [{ destination: { host: cart-v2, port: { number: 7070 } } }]').replace('hosts: [cart]', 'hosts: [cart, search]');
    const imported = sidecar('default', 'egress: [{ hosts: ["shop/cart.shop.svc.cluster.local"] }]', { namespace: 'web' });
    expect(places(send([imported, both], strange))).toEqual(['cart-v2.shop:7070 100']);
  });

  test('a listener of one port lets in for that port alone', () => {
    const listeners = sidecar('default', 'egress: [{ port: { number: 7070, protocol: HTTP, name: http }, hosts: ["shop/*"] }, { hosts: ["./*"] }]', { namespace: 'web' });
    expect(send([listeners], strange).transport).toBe('mtls');
    expect(send([listeners], { ...strange, to: 'http://search.shop:80/' }).transport).toBe('plaintext');
  });
});
