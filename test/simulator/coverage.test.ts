import { CoverageRecord, missedRules } from '../../src/simulator/coverage';
import type { SimulatedRequest } from '../../src/simulator/request';
import { journeyOf } from '../../src/simulator/simulate-set';
import { setOf } from '../manifest/istio/set-of';
import { SHOP as ISTIO } from './istio/shop';
import { FROM_OTHER, FROM_WEB, SHOP as LINKERD } from './linkerd/shop';
import { SHOP } from './shop';

/** What requests have not exercised: "Kind namespace/name", with the places of rules. */
function missed(yaml: string, requests: readonly SimulatedRequest[]): string[] {
  const set = setOf(yaml);
  const record = new CoverageRecord();
  for (const request of requests) record.add(journeyOf(set, request).trace);
  return missedRules(record.of(set)).map(({ object: { kind, namespace, name }, rules }) => `${kind} ${namespace}/${name}${rules.length > 0 ? ` ${rules.join(',')}` : ''}`);
}

const object = (apiVersion: string, kind: string, name: string, spec: string, namespace = 'shop'): string => `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n`;
const FRONTEND = { namespace: 'shop', serviceAccount: 'frontend' };
const JOB = { namespace: 'legacy', serviceAccount: 'job' };

/** Objects of each kind that decides something, and a request that it decides about. */
const CASES: readonly (readonly [kind: string, yaml: string, request: SimulatedRequest])[] = [
  ['PeerAuthentication that lets in', ISTIO + object('security.istio.io/v1', 'PeerAuthentication', 'x', '{ mtls: { mode: STRICT } }'), { from: FRONTEND, to: 'http://cart:7070/' }],
  ['PeerAuthentication that refuses', ISTIO + object('security.istio.io/v1', 'PeerAuthentication', 'x', '{ mtls: { mode: STRICT } }'), { from: JOB, to: 'http://cart.shop:7070/' }],
  ['PeerAuthentication at ztunnel', ISTIO.replaceAll('istio-injection: enabled', 'istio.io/dataplane-mode: ambient') + object('security.istio.io/v1', 'PeerAuthentication', 'x', '{ mtls: { mode: STRICT } }'), { from: FRONTEND, to: 'http://cart:7070/' }],
  ['Sidecar', ISTIO + object('networking.istio.io/v1', 'Sidecar', 'x', '{ egress: [{ hosts: ["./*"] }] }'), { from: FRONTEND, to: 'http://cart:7070/' }],
  ['ServiceEntry', ISTIO + object('networking.istio.io/v1', 'ServiceEntry', 'x', '{ hosts: [api.example.com], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS }'), { from: FRONTEND, to: 'http://api.example.com/' }],
  ['AuthorizationPolicy without rules', ISTIO + object('security.istio.io/v1', 'AuthorizationPolicy', 'x', '{}'), { from: FRONTEND, to: 'http://cart:7070/' }],
  ['NetworkPolicy without rules', SHOP + object('networking.k8s.io/v1', 'NetworkPolicy', 'x', '{ podSelector: {}, policyTypes: [Ingress] }'), { from: FRONTEND, to: 'http://cart:7070/' }],
  ['Server', LINKERD + object('policy.linkerd.io/v1beta3', 'Server', 'x', '{ podSelector: { matchLabels: { app: cart } }, port: 8080, proxyProtocol: HTTP/1 }'), { from: FROM_WEB, to: 'http://cart/' }],
  ['EgressNetwork', LINKERD + object('policy.linkerd.io/v1alpha1', 'EgressNetwork', 'x', '{ trafficPolicy: Deny }'), { from: FROM_WEB, to: 'http://api.example.com/' }],
  ['BackendTLSPolicy', ISTIO + object('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', 'x', '{ targetRefs: [{ group: "", kind: Service, name: cart }], validation: { hostname: cart, wellKnownCACertificates: System } }'), { from: FRONTEND, to: 'http://cart:7070/' }],
];

const SERVER = object('policy.linkerd.io/v1beta3', 'Server', 'cart', '{ podSelector: { matchLabels: { app: cart } }, port: 8080, proxyProtocol: HTTP/1 }');
const authorized = (kind: string, spec: string): string => SERVER + object('policy.linkerd.io/v1alpha1', kind, 'x', spec)
  + object('policy.linkerd.io/v1alpha1', 'AuthorizationPolicy', 'cart', `{ targetRef: { group: policy.linkerd.io, kind: Server, name: cart }, requiredAuthenticationRefs: [{ group: policy.linkerd.io, kind: ${kind}, name: x }] }`);

test.each([
  ['MeshTLSAuthentication', authorized('MeshTLSAuthentication', '{ identities: ["*"] }')],
  ['NetworkAuthentication', authorized('NetworkAuthentication', '{ networks: [{ cidr: 0.0.0.0/0 }] }')],
  ['HTTPLocalRateLimitPolicy', SERVER + object('policy.linkerd.io/v1alpha1', 'HTTPLocalRateLimitPolicy', 'x', '{ targetRef: { group: policy.linkerd.io, kind: Server, name: cart }, total: { requestsPerSecond: 1 } }')],
])('%s counts with the Server that it holds at', (kind, yaml) => {
  expect(missed(LINKERD + yaml, [])).toContain(`${kind} shop/x`);
  expect(missed(LINKERD + yaml, [{ from: { ...FROM_WEB, ip: '10.1.2.3' }, to: 'http://cart/' }])).toEqual([]);
});

test('a ListenerSet counts where one of its listeners takes the request', () => {
  const yaml = SHOP + object('gateway.networking.k8s.io/v1', 'Gateway', 'public', '{ gatewayClassName: any, allowedListeners: { namespaces: { from: All } }, listeners: [{ name: http, port: 80, protocol: HTTP }] }')
    + object('gateway.networking.k8s.io/v1', 'ListenerSet', 'more', '{ parentRef: { name: public }, listeners: [{ name: http, port: 81, protocol: HTTP }] }');
  const through = { namespace: 'shop', name: 'public' };
  expect(missed(yaml, [{ from: {}, to: 'http://a.example.com/', through }])).toEqual(['ListenerSet shop/more']);
  expect(missed(yaml, [{ from: {}, to: 'http://a.example.com:81/', through }])).toEqual(['Gateway shop/public']);
});

test.each(CASES)('%s counts as exercised by a request that it decides about, and as missed without one', (_, yaml, request) => {
  expect(missed(yaml, [])).toHaveLength(1);
  expect(missed(yaml, [request])).toEqual([]);
});

test('rules count one by one', () => {
  const yaml = `${ISTIO}${object('security.istio.io/v1', 'AuthorizationPolicy', 'x', '{ rules: [{ to: [{ operation: { methods: [GET] } }] }, { to: [{ operation: { methods: [POST] } }] }] }')}`;
  expect(missed(yaml, [])).toEqual(['AuthorizationPolicy shop/x 0,1']);
  expect(missed(yaml, [{ from: FRONTEND, to: 'http://cart:7070/' }])).toEqual(['AuthorizationPolicy shop/x 1']);
});

test('a Server that others are asked about is still missed', () => {
  expect(missed(LINKERD + object('policy.linkerd.io/v1beta3', 'Server', 'x', '{ podSelector: { matchLabels: { app: cart } }, port: 8080 }'), [{ from: FROM_OTHER, to: 'http://web.shop.svc.cluster.local:9/', address: '10.0.0.9' }])).toEqual(['Server shop/x']);
});
