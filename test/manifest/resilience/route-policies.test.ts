import { policyBlocks } from '../../../src/manifest/resilience/policy-blocks';
import { policiesOfCallsTo, routePolicies } from '../../../src/manifest/resilience/route-policies';
import { setOf } from '../istio/set-of';

test('routes of VirtualServices and HTTPRoutes say the same things', () => {
  const set = setOf(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - match: [{ method: { exact: GET } }]
      timeout: 3s
      retries: { attempts: 2, perTryTimeout: 1s, retryOn: "5xx, reset" }
      route: [{ destination: { host: cart } }]
    - redirect: { uri: / }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: pay, namespace: shop }
spec:
  parentRefs: [{ group: "", kind: Service, name: pay, namespace: other }, { name: gateway }]
  rules: [{ matches: [{ method: POST }, {}], timeouts: { request: 2s, backendRequest: 500ms }, retry: { codes: [503] }, backendRefs: [{ name: pay }] }]
`);
  expect(routePolicies(set)).toMatchObject([
    { hosts: ['cart.shop.svc.cluster.local'], methods: ['GET'], timeout: { milliseconds: 3000 }, tryTimeout: { milliseconds: 1000 }, retries: { attempts: 2, on: ['5xx', 'reset'] }, forwards: true },
    { forwards: false, timeout: undefined, retries: undefined, methods: undefined },
    { hosts: ['pay.other.svc.cluster.local'], methods: undefined, timeout: { milliseconds: 2000, path: ['spec', 'rules', 0, 'timeouts', 'request'] }, retries: { attempts: 2, on: ['503'] } },
  ]);
  expect(policiesOfCallsTo(set, 'pay.other.svc.cluster.local')).toHaveLength(1);
});

test('a VirtualService for gateways holds for no calls within the mesh', () => {
  const set = setOf('{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: a, namespace: shop }, spec: { hosts: [cart], gateways: [front], http: [{ route: [{ destination: { host: cart } }] }] } }');
  expect(routePolicies(set)).toMatchObject([{ hosts: [] }]);
});

test('policies of a DestinationRule: a subset takes over from the rule, a port nothing', () => {
  const set = setOf(`
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart
  trafficPolicy: { outlierDetection: { interval: 1s }, portLevelSettings: [{ port: { number: 80 }, tls: { mode: DISABLE } }] }
  subsets: [{ name: v1, trafficPolicy: { tls: { mode: SIMPLE } } }, { name: v2 }]
`);
  expect(policyBlocks(set).map(({ where, effective }) => [where, Object.keys(effective).filter(key => key !== 'portLevelSettings' && key !== 'port')]))
    .toEqual([['', ['outlierDetection']], ['port 80', ['tls']], ['subset v1', ['outlierDetection', 'tls']]]);
});
