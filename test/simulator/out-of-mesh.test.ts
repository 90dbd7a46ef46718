import { outOfMeshWarnings } from '../../src/simulator/out-of-mesh';
import { setOf } from '../manifest/istio/set-of';
import { simulate } from './support';

const OBJECTS = `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
${['cart', 'web'].map(name => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { template: { metadata: { labels: { app: ${name} } }, spec: { serviceAccountName: ${name}, containers: [{ name: main }] } } }
---
`).join('')}`;
const DENY = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny-all, namespace: shop }
spec: { action: DENY, rules: [{}] }
---
`;
const ROUTE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec: { hosts: [cart], http: [{ timeout: 3s, route: [{ destination: { host: cart } }] }] }
---
`;
const SERVER = `apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: cart-http, namespace: shop }
spec: { podSelector: { matchLabels: { app: cart } }, port: 8080 }
---
`;
const MESH_ROUTE = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: api, namespace: shop }
spec: { parentRefs: [{ group: "", kind: Service, name: cart }], rules: [{}] }
---
`;
const REQUEST = { from: { namespace: 'shop', serviceAccount: 'web' }, to: 'http://cart.shop/' };

describe('a namespace of which nothing says whether it is in a mesh', () => {
  test('counts as outside every mesh, and the trace names what is not used', () => {
    const { verdict, trace } = simulate(OBJECTS + DENY + ROUTE + SERVER, REQUEST);
    expect(verdict).toBe('allowed');
    const why = 'nothing is known of the labels of namespace shop';
    expect(trace).toEqual(expect.arrayContaining([
      { at: 'caller', object: 'VirtualService shop/cart', says: `is not used: the caller is in no mesh, for ${why}; if it is in one, say which by \`mesh\`` },
      { at: 'shop/Deployment/cart', object: 'AuthorizationPolicy shop/deny-all', says: `is not used: the pods are in no mesh, for ${why}` },
      { at: 'shop/Deployment/cart', object: 'Server shop/cart-http', says: `is not used: the pods are in no mesh, for ${why}` },
    ]));
  });

  test('is warned of, with the objects that do nothing and what to add', () => {
    expect(outOfMeshWarnings(setOf(OBJECTS + DENY + ROUTE + MESH_ROUTE))).toEqual([
      'Nothing says whether namespace shop is in a mesh: no Namespace object is among the manifests, and no mesh was named. '
      + 'Its pods count as outside every mesh, so that AuthorizationPolicy shop/deny-all, VirtualService shop/cart, HTTPRoute shop/api do nothing here; '
      + 'add the Namespace with the label or annotation of its mesh, or name the mesh (`--mesh`)',
    ]);
    expect(outOfMeshWarnings(setOf(OBJECTS + DENY))).toMatchObject([expect.stringContaining('so that AuthorizationPolicy shop/deny-all does nothing here')]);
    const many = Array.from({ length: 7 }, (_, index) => DENY.replace('deny-all', `deny-${index}`)).join('');
    expect(outOfMeshWarnings(setOf(OBJECTS + many))).toMatchObject([expect.stringContaining('AuthorizationPolicy shop/deny-4 and 2 more do nothing')]);
  });
});

test('where it is said, or nothing of a mesh is there, nobody is warned', () => {
  const warnings = (yaml: string, mesh: 'istio-sidecar' | 'none' = 'none') => outOfMeshWarnings(setOf(yaml, { mesh }));
  const namespace = (more: string) => `apiVersion: v1\nkind: Namespace\nmetadata: { name: shop${more} }\n---\n`;
  expect(warnings(OBJECTS)).toEqual([]);
  expect(warnings(OBJECTS + DENY, 'istio-sidecar')).toEqual([]);
  expect(warnings(namespace(', labels: { istio-injection: enabled }') + OBJECTS + DENY)).toEqual([]);
  expect(warnings(namespace('') + OBJECTS + DENY)).toEqual([]);
  expect(warnings(OBJECTS.replaceAll('labels: { app:', 'labels: { sidecar.istio.io/inject: "true", app:') + DENY + ROUTE)).toEqual([]);
});
