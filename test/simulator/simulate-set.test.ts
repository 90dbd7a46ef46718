import { unknownAccount } from '../../src/simulator/named-accounts';
import { simulateRequest } from '../../src/simulator/simulate-set';
import type { SimulatedRequest } from '../../src/simulator/request';
import { setOf } from '../manifest/istio/set-of';
import { SHOP } from './shop';

const FROM = { namespace: 'shop', serviceAccount: 'frontend' };
const simulate = (request: Partial<SimulatedRequest>) => simulateRequest(setOf(SHOP), { from: FROM, to: 'http://cart.shop:7070/', ...request });

test('one request, one result', () => {
  expect(simulate({ name: 'a', to: 'http://cart:7070/cart/1?x=1', headers: { 'X-A': '1' } })).toMatchObject({
    name: 'a', verdict: 'allowed', status: 200, dataPlane: 'none', transport: 'plaintext', route: null,
    destinations: [{ service: 'cart.shop', port: 7070, version: null, share: 100, verdict: 'allowed' }],
    request: { method: 'GET', host: 'cart:7070', path: '/cart/1?x=1', headers: { 'x-a': '1' } },
  });
});

test('a service without pods takes nothing', () => {
  expect(simulate({ to: 'http://idle.shop/' })).toMatchObject({ verdict: 'unroutable', destinations: [{ service: 'idle.shop', share: 100, verdict: 'unroutable' }] });
});

describe('a request that names what is not there says what is', () => {
  test.each<[Partial<SimulatedRequest>, string]>([
    [{ from: { namespace: 'shopp' } }, 'The caller\'s namespace shopp is in none of the manifests (there is shop); correct it, or say by `enrolled` whether its pods are in the mesh'],
    [{ from: { serviceAccount: 'frontend' } }, 'The caller has a service account or labels and no `namespace`'],
    [{ from: { namespace: 'shop', labels: { app: 'no' } } }, 'The caller\'s labels {"app":"no"} match no pods of namespace shop (there are cart {"app":"cart"}, frontend {"app":"frontend"})'],
    [{ to: 'http://kart.shop:7070/' }, 'No Service is called kart.shop (there are cart.shop, idle.shop)'],
    [{ to: 'cart.shop' }, 'The URL "cart.shop" is not of the form scheme://host:port/path with http, https, grpc, tcp or tls as scheme'],
    [{ to: 'tcp://cart.shop' }, 'needs a port: tcp has no default one'],
    [{ through: { namespace: 'edge', name: 'public' } }, 'No Gateway is called edge/public (there are none)'],
    [{ backend: { delay: 'soon' } }, 'The delay "soon" of the backend is no duration such as "500ms" or "1m30s"'],
    [{ to: 'http://api.sohp/' }, 'api.sohp would be in namespace sohp, which is in none of the manifests (there is shop)'],
    [{ to: 'http://cart.sohp:7070/' }, '(there is shop); write cart.shop'],
    [{ to: 'http://cart.sohp.svc:7070/' }, '(there is shop); write cart.shop.svc'],
    [{ to: 'http://cart.team-a/' }, 'cart.team-a would be in namespace team-a, which is in none of the manifests'],
    [{ to: 'http://cart.elsewhere.svc.cluster.local/' }, 'No Service is called cart.elsewhere.svc.cluster.local'],
    [{ to: 'http://cart.svc/' }, 'cart.svc names a Service and no namespace: write NAME.NAMESPACE.svc'],
    [{ to: 'http://kart-0.kart.shop.svc:7070/' }, 'kart-0.kart.shop.svc would be one of the pods of Service kart.shop, and there is no such Service (there are cart.shop, idle.shop)'],
    [{ to: 'http://cart-0.cart.shop.svc:7070/' }, 'cart-0.cart.shop.svc is the name of one of the pods behind Service cart.shop: write cart.shop, and the pod\'s labels by `directTo`'],
    [{ from: {}, to: 'http://x.example.com/' }, 'Nothing in the manifests is called x.example.com, and the caller is outside the cluster: say the Gateway whose address it uses by `through` (there are none)'],
    [{ from: {}, to: 'http://198.51.100.1/' }, 'Nothing in the manifests is called 198.51.100.1, and the caller is outside'],
    [{ to: 'http://300.1.1.1/' }, 'The URL "http://300.1.1.1/" has 300.1.1.1 for a host, which is no IPv4 address'],
    [{ to: 'http://[12:34]/' }, 'has [12:34] for a host, which is no IPv6 address'],
    [{ to: 'http://cart.shop./' }, 'ends its host with a dot; write cart.shop, which is the host that proxies compare'],
    [{ to: 'http://*.example.com/' }, 'has a wildcard for a host; write one of the hosts that *.example.com stands for'],
    [{ to: 'http://a..b/' }, 'has a..b for a host, which is no DNS name'],
    [{ to: 'ftp://cart.shop/' }, 'is not of the form scheme://'],
    [{ from: { namespace: 'shop', serviceAccount: 'frontnd' } }, 'The caller\'s service account frontnd is in none of the manifests of namespace shop (there are cart, frontend); write frontend, or say by `enrolled` whether pods that are made elsewhere are in the mesh'],
    [{ from: { namespace: 'shop', ip: '300.1.1.1' } }, '"300.1.1.1" is no IP address such as 10.1.2.3 or 2001:db8::1'],
    [{ from: { ip: '10.0.0.0/8' } }, '"10.0.0.0/8" is no IP address such as 10.1.2.3 or 2001:db8::1, but a range: write one address of it'],
    [{ address: 'nonsense' }, '"nonsense" is no IP address'],
    [{ directTo: { app: 'kart' } }, 'The labels {"app":"kart"} of `directTo` match no pods behind Service cart.shop (there is cart {"app":"cart"})'],
    [{ directTo: { app: 'cart' }, to: 'http://api.example.com/' }, '`directTo` is about pods of a Service, and api.example.com is none'],
    [{ directTo: { app: 'cart' }, address: '10.0.0.1' }, '`directTo` and `address` both say where the connection goes: leave out one of them'],
    [{ from: { kubelet: true, namespace: 'shop' } }, 'The caller is the kubelet, which has no namespace: leave out one of both'],
    [{ from: { enrolled: true } }, 'A caller outside the cluster is in no mesh: leave `enrolled` out, or say its `namespace`'],
    [{ method: 'GE T' }, '"GE T" is no HTTP method such as GET'],
    [{ method: 'PUT', to: 'grpc://cart.shop:7070/a.B/C' }, 'gRPC always uses POST, and the method is PUT'],
    [{ method: 'PUT', to: 'tcp://cart.shop:7070' }, 'A tcp connection has no method: leave it out, or write http, https or grpc in the URL'],
    [{ headers: { 'x canary': '1' } }, '"x canary" is no name of a header'],
    [{ tokenState: 'expired' }, '`tokenState` is about a token, and the request has none: add `token`, its claims, or leave it out'],
  ])('%j', (request, message) => expect(() => simulate(request)).toThrow(message));

  test('a kubelet through a Gateway', () => {
    const gateway = 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: shop }\nspec: { gatewayClassName: istio, listeners: [{ name: a, port: 80, protocol: HTTP }] }\n';
    expect(() => simulateRequest(setOf(`${SHOP}---\n${gateway}`), { from: { kubelet: true }, to: 'http://a.example/', through: { namespace: 'shop', name: 'public' } })).toThrow('The caller is the kubelet, which probes pods and goes through no Gateway');
  });

  test('the Gateways that there are', () => {
    const gateway = 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: shop }\nspec: { gatewayClassName: istio, listeners: [{ name: a, port: 80, protocol: HTTP }] }\n';
    expect(() => simulateRequest(setOf(`${SHOP}---\n${gateway}`), { from: {}, to: 'http://a.example/', through: { namespace: 'shop', name: 'publik' } })).toThrow('(there is shop/public)');
  });
});

describe('a request that names what may well be elsewhere is answered', () => {
  test.each<[Partial<SimulatedRequest>]>([
    [{ to: 'http://api.example.com/' }], [{ to: 'http://stripe.com/' }], [{ to: 'http://198.51.100.1/' }], [{ to: 'http://[fd00::1]:8080/' }], [{ to: 'HTTP://cart.shop:7070/' }],
    [{ from: { namespace: 'shop', serviceAccount: 'reporting' } }], [{ from: { namespace: 'elsewhere', serviceAccount: 'job', enrolled: false } }],
  ])('%j', request => expect(simulate(request).verdict).toBe('allowed'));

  test('an account that a policy names is known', () => {
    const policies = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, namespace: shop }
spec: { rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/runner, "*/sa/roamer"] } }] }, { from: [{ source: { serviceAccounts: [job, ci/builder] } }] }] }
---
apiVersion: policy.linkerd.io/v1alpha1
kind: MeshTLSAuthentication
metadata: { name: m, namespace: shop }
spec: { identities: [worker.shop.serviceaccount.identity.linkerd.cluster.local], identityRefs: [{ kind: ServiceAccount, name: cron }] }
`;
    const set = setOf(`${SHOP}---${policies}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: ci }\n`);
    for (const serviceAccount of ['runner', 'roamer', 'job', 'worker', 'cron', 'default']) expect(unknownAccount(set, { namespace: 'shop', serviceAccount })).toBeUndefined();
    expect(unknownAccount(set, { namespace: 'ci', serviceAccount: 'builder' })).toBeUndefined();
    expect(unknownAccount(set, { namespace: 'ci', serviceAccount: 'other' })).toBeUndefined();
    expect(() => unknownAccount(set, { namespace: 'ci', serviceAccount: 'buildr' })).toThrow('The caller\'s service account buildr is in none of the manifests of namespace ci (there is builder); write builder');
  });
});
