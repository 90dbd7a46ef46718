import { hostsUnder, isKnownHost, resolveHost } from '../../../src/manifest/istio/host-registry';
import { setOf } from './set-of';

const ENTRIES = `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: secret, namespace: shop, annotations: { networking.istio.io/exportTo: "." } }
spec: { ports: [{ name: grpc, port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: wide, namespace: egress }
spec: { hosts: ["*.example.com"], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: NONE }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: egress }
spec: { hosts: [API.example.com], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS, exportTo: [egress, shop] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: hidden, namespace: egress }
spec: { hosts: [hidden.org], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS, exportTo: ["~"] }
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: cart, namespace: other }
spec: { hosts: [cart.shop.svc.cluster.local], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: STATIC }
`;

const resolved = (host: string, namespace: string) => resolveHost(setOf(ENTRIES), host, namespace)?.object.ref;

test('a Service comes before an entry of its host, but not in the entry\'s own namespace', () => {
  expect(resolved('cart.shop.svc.cluster.local', 'web')).toMatchObject({ kind: 'Service', name: 'cart' });
  expect(resolved('cart.shop.svc.cluster.local', 'other')).toMatchObject({ kind: 'ServiceEntry', name: 'cart' });
});

test('an exact host comes before a wildcard where it is seen', () => {
  expect(resolved('api.example.com', 'shop')).toMatchObject({ name: 'api' });
  expect(resolved('api.example.com', 'web')).toMatchObject({ name: 'wide' });
});

test('what is exported to nobody, or only to its own namespace, is unknown elsewhere', () => {
  expect(['egress', 'web'].map(namespace => resolved('hidden.org', namespace))).toEqual([undefined, undefined]);
  expect(resolved('secret.shop.svc.cluster.local', 'web')).toBeUndefined();
  expect(resolved('secret.shop.svc.cluster.local', 'shop')).toMatchObject({ name: 'secret' });
  expect([isKnownHost(setOf(ENTRIES), 'hidden.org'), isKnownHost(setOf(ENTRIES), 'nobody.org')]).toEqual([true, false]);
});

test('the mesh configuration says who sees what says nothing', () => {
  const set = setOf(`${ENTRIES}
---
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "defaultServiceExportTo: ['.']" }
`);
  expect([resolveHost(set, 'a.example.com', 'web'), resolveHost(set, 'a.example.com', 'egress')?.object.name]).toEqual([undefined, 'wide']);
});

test('hosts under a wildcard', () => {
  expect(hostsUnder(setOf(ENTRIES), '*.shop.svc.cluster.local').map(({ object }) => `${object.kind} ${object.name}`)).toEqual(['Service cart', 'Service secret', 'ServiceEntry cart']);
  expect(hostsUnder(setOf(ENTRIES), 'cart.shop.svc.cluster.local')).toHaveLength(2);
});

test('ports carry Istio\'s protocol', () => {
  expect(resolveHost(setOf(ENTRIES), 'api.example.com', 'shop')?.ports).toMatchObject([{ port: 443, protocol: 'tls' }]);
});
