import type { RequestCaller } from '../../src/simulator/request';
import { simulate } from './support';

/** A Gateway of another controller's, in namespace edge, with a route to `web` in namespace shop. */
function objects({ shop = '', edge = '', gateway = '', more = '' }: { readonly shop?: string; readonly edge?: string; readonly gateway?: string; readonly more?: string } = {}): string {
  return `
apiVersion: v1
kind: Namespace
metadata: { name: shop${shop} }
---
apiVersion: v1
kind: Namespace
metadata: { name: edge${edge} }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
${deployment('web', 'shop', 'app: web')}
---
${deployment('client', 'shop', 'app: client')}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec: { gatewayClassName: eg, listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]${gateway} }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: shop }
spec: { parentRefs: [{ name: public, namespace: edge }], hostnames: [shop.example.com], rules: [{ backendRefs: [{ name: web, port: 80 }] }] }
${more}`;
}

function deployment(name: string, namespace: string, labels: string, annotations = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec: { template: { metadata: { labels: { ${labels} }, annotations: { ${annotations} } }, spec: { serviceAccountName: ${name}, containers: [{ name: main, ports: [{ containerPort: 8080 }] }] } } }`;
}

const PODS = `
---
${deployment('proxy', 'edge', 'gateway.networking.k8s.io/gateway-name: public')}`;
const policy = (ingress: string, more = '') => `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: net, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } }, ingress: ${ingress}${more} }`;
const FROM_EDGE = policy('[{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: edge } } }] }]');
const FROM_CLIENT = policy('[{ from: [{ podSelector: { matchLabels: { app: client } } }] }]');

const OUTSIDE: RequestCaller = { ip: '203.0.113.9' };
const CLIENT: RequestCaller = { namespace: 'shop', serviceAccount: 'client' };
const ask = (yaml: string, from: RequestCaller = OUTSIDE) => simulate(yaml, { from, through: { namespace: 'edge', name: 'public' }, to: 'http://shop.example.com/' });

describe('to the network, what a Gateway sends on comes from its pods', () => {
  test.each([OUTSIDE, CLIENT])('whoever calls it: %o', from => {
    expect(ask(objects({ more: PODS + FROM_EDGE }), from)).toMatchObject({ verdict: 'allowed', status: 200 });
    expect(ask(objects({ more: PODS + FROM_CLIENT }), from)).toMatchObject({ verdict: 'denied', status: 503, decidedBy: [{ kind: 'NetworkPolicy', name: 'net' }] });
  });

  test('their own policies hold for what they send', () => {
    const closed = `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed, namespace: edge }
spec: { podSelector: {}, policyTypes: [Egress] }`;
    expect(ask(objects({ more: PODS + closed }))).toMatchObject({ verdict: 'denied', decidedBy: [{ name: 'closed' }] });
    expect(ask(objects({ more: closed }))).toMatchObject({ verdict: 'indeterminate' });
  });

  test.each([
    ['the Service that the Gateway has the address of', '', ', addresses: [{ type: IPAddress, value: 192.0.2.7 }]', 'loadBalancerIP: 192.0.2.7,'],
    ['the Service that it names', '', ', addresses: [{ type: Hostname, value: door.edge.svc.cluster.local }]', ''],
    ['the Service that is labelled for it', ', labels: { gateway.networking.k8s.io/gateway-name: public }', '', ''],
  ])('they are those behind %s', (_, labels, gateway, spec) => {
    const service = `
---
apiVersion: v1
kind: Service
metadata: { name: door, namespace: edge${labels} }
spec: { ${spec} selector: { app: door }, ports: [{ port: 80 }] }
---
${deployment('door', 'edge', 'app: door')}`;
    expect(ask(objects({ gateway, more: service + FROM_EDGE }))).toMatchObject({ verdict: 'allowed' });
    expect(ask(objects({ gateway, more: service + FROM_CLIENT }))).toMatchObject({ verdict: 'denied' });
  });

  test('Envoy Gateway has them in its own namespace', () => {
    const elsewhere = `
---
${deployment('envoy', 'shop', 'app: client, gateway.envoyproxy.io/owning-gateway-name: public, gateway.envoyproxy.io/owning-gateway-namespace: edge')}`;
    expect(ask(objects({ more: elsewhere + FROM_CLIENT }))).toMatchObject({ verdict: 'allowed' });
    expect(ask(objects({ more: elsewhere + FROM_EDGE }))).toMatchObject({ verdict: 'denied' });
  });
});

describe('pods that the manifests do not have', () => {
  test.each([OUTSIDE, CLIENT])('leave open what policies ask of them, whoever calls: %o', from => {
    for (const asked of [FROM_EDGE, FROM_CLIENT]) {
      expect(ask(objects({ more: asked }), from)).toMatchObject({
        verdict: 'indeterminate',
        reason: expect.stringContaining('only if the pods of Gateway edge/public are known (no workload of namespace edge has label gateway.networking.k8s.io/gateway-name: public)') as string,
      });
    }
  });

  test('do not matter to what asks nothing of them, or admits nobody', () => {
    expect(ask(objects())).toMatchObject({ verdict: 'allowed' });
    expect(ask(objects({ more: policy('[{}]') }))).toMatchObject({ verdict: 'allowed' });
    expect(ask(objects({ more: policy('[]') }))).toMatchObject({ verdict: 'denied' });
    expect(ask(objects({ more: policy('[{ ports: [{ port: 9090 }] }]') }))).toMatchObject({ verdict: 'denied' });
  });

  test('are several where two workloads are labelled', () => {
    const two = `${PODS}\n---\n${deployment('second', 'edge', 'gateway.networking.k8s.io/gateway-name: public')}`;
    expect(ask(objects({ more: two + FROM_EDGE }))).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining('which of edge/Deployment/proxy, edge/Deployment/second carries Gateway edge/public') as string });
  });
});

describe('a Gateway in front of Linkerd', () => {
  const meshed = ', annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: all-authenticated }';
  const server = (account: string, home: string) => `
---
apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: web, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } }, port: 8080, proxyProtocol: HTTP/1 }
---
apiVersion: policy.linkerd.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec:
  targetRef: { group: policy.linkerd.io, kind: Server, name: web }
  requiredAuthenticationRefs: [{ kind: ServiceAccount, name: ${account}, namespace: ${home} }]`;

  test('shows the identity of its pods where they are in the mesh', () => {
    expect(ask(objects({ shop: meshed, edge: meshed, more: PODS }))).toMatchObject({ verdict: 'allowed', status: 200, transport: 'mtls', dataPlane: 'linkerd' });
    expect(ask(objects({ shop: meshed, edge: meshed, more: PODS + server('proxy', 'edge') }))).toMatchObject({ verdict: 'allowed', decidedBy: [{ kind: 'AuthorizationPolicy' }] });
    expect(ask(objects({ shop: meshed, edge: meshed, more: PODS + server('client', 'shop') }), CLIENT)).toMatchObject({ verdict: 'denied', status: 403 });
  });

  test('shows none where they are not', () => {
    expect(ask(objects({ shop: meshed, more: PODS }))).toMatchObject({ verdict: 'denied', status: 403, transport: 'plaintext' });
    const skipping = `\n---\n${deployment('proxy', 'edge', 'gateway.networking.k8s.io/gateway-name: public', 'config.linkerd.io/skip-outbound-ports: "8080"')}`;
    expect(ask(objects({ shop: meshed, edge: meshed, more: skipping }))).toMatchObject({ verdict: 'denied', transport: 'plaintext' });
  });

  test('leaves open what is asked of its identity where its pods are not known', () => {
    const asked = 'only if the pods of Gateway edge/public are known';
    expect(ask(objects({ shop: meshed }))).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining(asked) as string });
    expect(ask(objects({ shop: meshed, more: server('client', 'shop') }), CLIENT)).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining(asked) as string });
    expect(ask(objects({ shop: ', annotations: { linkerd.io/inject: enabled }' }))).toMatchObject({ verdict: 'allowed' });
    expect(ask(objects({ shop: ', annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: deny }' }))).toMatchObject({ verdict: 'denied' });
  });

  test('comes by the port of the mesh or by that of the pods, and policies of the network may tell these apart', () => {
    const port = (number: number) => policy(`[{ ports: [{ port: ${number} }] }]`);
    const open = ', annotations: { linkerd.io/inject: enabled }';
    expect(ask(objects({ shop: open, edge: open, more: PODS + port(4143) }))).toMatchObject({ verdict: 'allowed' });
    expect(ask(objects({ shop: open, edge: open, more: PODS + port(8080) }))).toMatchObject({ verdict: 'denied' });
    expect(ask(objects({ shop: open, more: port(8080) }))).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining('depends on the port by which it comes') as string });
  });
});

describe('a Gateway of another controller in front of Istio', () => {
  const strict = `
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }`;
  const allow = (principal: string) => `
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: allow, namespace: shop }
spec: { rules: [{ from: [{ source: { principals: ["${principal}"] } }] }] }`;
  const sidecars = ', labels: { istio-injection: enabled }';
  const ambient = ', labels: { istio.io/dataplane-mode: ambient }';

  test('comes in plaintext from pods outside the mesh', () => {
    expect(ask(objects({ shop: sidecars, more: PODS + strict }))).toMatchObject({ verdict: 'denied', status: 503 });
    expect(ask(objects({ shop: ambient, more: PODS + strict }))).toMatchObject({ verdict: 'denied', status: 503, dataPlane: 'istio-ztunnel' });
  });

  test('comes through the ztunnel of pods in ambient mode, with their identity', () => {
    const both = { shop: ambient, edge: ambient };
    expect(ask(objects({ ...both, more: PODS + strict + allow('cluster.local/ns/edge/sa/proxy') }))).toMatchObject({ verdict: 'allowed', transport: 'mtls' });
    expect(ask(objects({ ...both, more: PODS + strict + allow('cluster.local/ns/shop/sa/client') }), CLIENT)).toMatchObject({ verdict: 'denied' });
  });

  test.each([['sidecars', sidecars], ['ambient mode', ambient]])('leaves open what %s ask of pods that are not known', (_, shop) => {
    expect(ask(objects({ shop, more: strict }))).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining('cannot be told unless the pods of Gateway edge/public are known') as string });
    expect(ask(objects({ shop, more: allow('*') }))).toMatchObject({ verdict: 'indeterminate' });
    expect(ask(objects({ shop, more: allow('cluster.local/ns/shop/*') }))).toMatchObject({ verdict: 'indeterminate' });
    expect(ask(objects({ shop }))).toMatchObject({ verdict: 'allowed' });
    const nobody = '\n---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: nobody, namespace: shop }\nspec: {}';
    expect(ask(objects({ shop, more: nobody }))).toMatchObject({ verdict: 'denied' });
  });

  test('leaves open whether a sidecar beside it makes mutual TLS of what it sends', () => {
    const known = objects({ shop: sidecars, edge: sidecars, more: PODS + strict });
    expect(ask(known)).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining('whether the controller of Gateway edge/public sends to Services, and so in mutual TLS, or to pods') as string });
    expect(ask(objects({ shop: sidecars, edge: sidecars, more: PODS }))).toMatchObject({ verdict: 'allowed' });
  });
});
