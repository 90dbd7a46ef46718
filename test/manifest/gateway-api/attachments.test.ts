import { load } from 'js-yaml';
import { attachedTo, attachedToService, attachmentsOf, isConsumerRoute } from '../../../src/manifest/gateway-api/attachments';
import { findListeners } from '../../../src/manifest/gateway-api/gateways';
import { isReferencePermitted } from '../../../src/manifest/gateway-api/reference-grants';
import { routes } from '../../../src/manifest/gateway-api/routes';
import type { KubeBody } from '../../../src/manifest/manifest-object';
import { ManifestObject } from '../../../src/manifest/manifest-object';
import { ManifestSet } from '../../../src/manifest/manifest-set';
import { findService } from '../../../src/manifest/services';

const object = (kind: string, namespace: string, name: string, spec: string, apiVersion = 'gateway.networking.k8s.io/v1') =>
  new ManifestObject({ apiVersion, kind, metadata: { namespace, name }, spec: load(spec) } as KubeBody);

const gateway = object('Gateway', 'edge', 'public', `{ gatewayClassName: istio, listeners: [
  { name: shop, port: 80, protocol: HTTP, hostname: "*.example.com", allowedRoutes: { namespaces: { from: All } } },
  { name: other, port: 80, protocol: HTTP, hostname: example.org, allowedRoutes: { namespaces: { from: All } } },
  { name: inner, port: 81, protocol: HTTP },
  { name: raw, port: 82, protocol: TCP, allowedRoutes: { namespaces: { from: All } } }] }`);
const service = object('Service', 'shop', 'cart', '{ ports: [{ name: http, port: 80 }, { name: grpc, port: 90 }] }', 'v1');
const route = (namespace: string, parent: string) => object('HTTPRoute', namespace, 'cart', `{ hostnames: [cart.Example.com], parentRefs: [${parent}] }`);

test('a Gateway\'s listeners take a route or say why not', () => {
  const set = new ManifestSet([gateway, route('shop', '{ name: public, namespace: edge }')]);
  const [attachment] = attachmentsOf(set, routes(set)[0]!);
  expect(attachment!.accepted.map(({ listener, hostnames }) => [listener.name, hostnames])).toEqual([['shop', ['cart.example.com']]]);
  expect(attachment!.refused.map(({ listener, reason }) => [listener.name, reason])).toEqual([
    ['other', 'NoMatchingListenerHostname'], ['inner', 'NotAllowedByListeners'], ['raw', 'NotAllowedByListeners'],
  ]);
  expect(attachedTo(set, findListeners(set, 'Gateway', 'edge', 'public')!)).toEqual([attachment]);
});

test('sectionName and port select listeners', () => {
  const set = new ManifestSet([gateway, route('shop', '{ name: public, namespace: edge, sectionName: shop, port: 80 }'), route('edge', '{ name: public, sectionName: shop, port: 81 }')]);
  expect(routes(set).map(one => attachmentsOf(set, one)[0]!.selected.map(({ name }) => name))).toEqual([['shop'], []]);
});

test('a route on a Service is for one port or all, and for callers of its namespace where it stands in another', () => {
  const set = new ManifestSet([service, route('shop', '{ group: "", kind: Service, name: cart, port: 90 }'), route('web', '{ group: "", kind: Service, name: cart, namespace: shop }')]);
  const attached = attachedToService(set, findService(set, 'shop', 'cart')!);
  expect(attached.map(({ route: { namespace }, ports }) => [namespace, ports.map(({ port }) => port)])).toEqual([['shop', [90]], ['web', [80, 90]]]);
  expect(attached.map(isConsumerRoute)).toEqual([false, true]);
});

test('a reference into another namespace needs a grant for its group, kind, namespace and name', () => {
  const grant = object('ReferenceGrant', 'shop', 'edge', '{ from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge }], to: [{ group: "", kind: Service, name: cart }] }', 'gateway.networking.k8s.io/v1beta1');
  const set = new ManifestSet([grant]);
  const from = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'edge' };
  const to = { group: '', kind: 'Service', namespace: 'shop', name: 'cart' };
  expect(isReferencePermitted(set, from, to)).toBe(true);
  expect(isReferencePermitted(set, { ...from, namespace: 'shop' }, { ...to, name: 'pay' })).toBe(true);
  for (const other of [{ ...to, name: 'pay' }, { ...to, kind: 'Secret' }, { ...to, namespace: 'bank' }]) expect(isReferencePermitted(set, from, other)).toBe(false);
  for (const other of [{ ...from, kind: 'GRPCRoute' }, { ...from, namespace: 'web' }]) expect(isReferencePermitted(set, other, to)).toBe(false);
});
