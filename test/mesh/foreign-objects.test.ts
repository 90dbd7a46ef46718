import type { DataPlane, ForeignManifest } from '../../src/model/data-plane';
import { Protocol } from '../../src/model/protocol';
import { gatewayApi } from '../../src/mesh/gateway-api/data-plane';
import { istioAmbient } from '../../src/mesh/istio/ambient/data-plane';
import { istioSidecar } from '../../src/mesh/istio/sidecar/data-plane';
import { aNamespace, aPort, aService, split } from '../support/model';

const sidecar = istioSidecar({ version: '1.30' });
const ambient = istioAmbient({ version: '1.30', waypoint: { kind: 'per-namespace', name: 'waypoint', shape: { gatewayClassName: 'istio-waypoint' } } });

/** A service with routes and, with limits, DestinationRules. */
function cart(plane: DataPlane, limits = false) {
  const service = aService(aNamespace(plane), 'cart', { ports: [aPort(80, Protocol.HTTP)] });
  service.timeouts.push({ path: 'shop/timeout', ports: [80], requestMs: 1000 });
  if (limits) service.breakers.push({ path: 'shop/breaker', limits: { maxConnections: 1 } });
  return service;
}
const object = (apiVersion: string, kind: string, spec: object, namespace?: string): ForeignManifest =>
  ({ apiVersion, kind, metadata: { name: 'theirs', ...(namespace !== undefined && { namespace }) }, spec });
const route = (kind: string, parent: object = {}, namespace = 'shop') =>
  object('gateway.networking.k8s.io/v1', kind, { parentRefs: [{ group: '', kind: 'Service', name: 'cart', namespace: 'shop', ...parent }] }, namespace);
const virtualService = (host: string, namespace = 'shop') => object('networking.istio.io/v1', 'VirtualService', { hosts: [host] }, namespace);
const rule = (host: string, namespace: string | undefined, exportTo?: string[]) =>
  object('networking.istio.io/v1', 'DestinationRule', { host, ...(exportTo && { exportTo }) }, namespace);
const said = (plane: DataPlane, theirs: ForeignManifest, limits = false) => plane.overruled(cart(plane, limits), theirs);

const NAME = 'cart.shop.svc.cluster.local';

describe('a route for a Service port that has routes of its own', () => {
  test.each<[string, DataPlane, string, RegExp]>([
    ['sidecar', sidecar, 'HTTPRoute', /port 80 of Service "cart", which has a VirtualService; Istio takes the older of the two whole: remove it/],
    ['sidecar', sidecar, 'GRPCRoute', /which has a VirtualService/],
    ['ambient', ambient, 'HTTPRoute', /which has HTTPRoutes of its own; the two are merged, and of rules that match alike that of the older object acts/],
    ['ambient', ambient, 'GRPCRoute', /only one of the two kinds acts/],
    ['gateway-api', gatewayApi(), 'HTTPRoute', /the two are merged/],
    ['gateway-api', gatewayApi(), 'GRPCRoute', /only one of the two kinds acts/],
  ])('is refused on %s', (_, plane, kind, message) => {
    expect(said(plane, route(kind))).toMatch(message);
    expect(said(plane, route(kind, { port: 80 }))).toMatch(message);
    for (const other of [route(kind, { port: 81 }), route(kind, { name: 'x' }), route(kind, { kind: 'Gateway', group: 'gateway.networking.k8s.io' })]) expect(said(plane, other)).toBeUndefined();
    expect(plane.overruled(aService(aNamespace(plane), 'cart'), route(kind))).toBeUndefined();
  });

  test('in the namespace of callers is refused where these would go by it', () => {
    expect(said(gatewayApi(), route('HTTPRoute', {}, 'clients'))).toMatch(/HTTPRoute "theirs" in namespace "clients" is for port 80 .* callers in that namespace would go by it alone/);
    expect(said(sidecar, route('HTTPRoute', {}, 'clients'))).toMatch(/in namespace "clients"/);
    // A waypoint knows no such routes.
    expect(said(ambient, route('HTTPRoute', {}, 'clients'))).toBeUndefined();
  });

  test('of Linkerd\'s API group is nothing to other meshes', () => {
    for (const plane of [sidecar, ambient, gatewayApi()]) expect(said(plane, { ...route('HTTPRoute'), apiVersion: 'policy.linkerd.io/v1beta3' })).toBeUndefined();
  });
});

describe('a VirtualService', () => {
  test.each(['*.shop.svc.cluster.local', '*.local', '*', 'cart.shop'])('for %s comes second to the host itself', host => {
    expect(said(sidecar, virtualService(host))).toBeUndefined();
  });

  test('for the host is refused, wherever it stands; short names are those of its own namespace', () => {
    expect(said(sidecar, virtualService('cart'))).toMatch(/VirtualService "theirs" is for the host of Service "cart"/);
    expect(said(sidecar, virtualService(NAME.toUpperCase(), 'clients'))).toMatch(/has a VirtualService of its own/);
    expect(said(ambient, virtualService(NAME, 'clients'))).toMatch(/has a HTTPRoute of its own/);
    expect(said(sidecar, virtualService('cart', 'clients'))).toBeUndefined();
  });
});

describe('a DestinationRule', () => {
  test('in the namespace of the service is refused for the host, and comes second with a wildcard', () => {
    expect(said(sidecar, rule('cart', 'shop'), true)).toMatch(/DestinationRule "theirs" is for the host of Service "cart", which has one of its own/);
    expect(said(sidecar, rule('*.shop.svc.cluster.local', 'shop'), true)).toBeUndefined();
    expect(said(sidecar, rule('cart', 'shop'))).toBeUndefined();
  });

  test.each([NAME, '*.shop.svc.cluster.local', '*.local', '*'])('for %s in another namespace is all that callers there look at', host => {
    expect(said(sidecar, rule(host, 'clients'), true)).toMatch(/DestinationRule "theirs" in namespace "clients" is for the host of Service "cart", and callers in that namespace would go by it alone/);
    expect(said(sidecar, rule(host, undefined), true)).toMatch(/in namespace "default"/);
    expect(said(sidecar, rule(host, 'clients'))).toBeUndefined();
  });

  test('in another namespace is left alone if it is not for callers there, or for another host', () => {
    expect(said(sidecar, rule(NAME, 'clients', ['elsewhere']), true)).toBeUndefined();
    for (const exportTo of [['.'], ['*'], ['clients', 'elsewhere']]) expect(said(sidecar, rule(NAME, 'clients', exportTo), true)).toMatch(/in namespace "clients"/);
    for (const host of ['cart', '*.clients.svc.cluster.local', 'cart.shop']) expect(said(sidecar, rule(host, 'clients'), true)).toBeUndefined();
  });

  test('in the root namespace comes last, unless nobody else sees it', () => {
    for (const exportTo of [undefined, ['*'], ['.', 'shop']]) expect(said(sidecar, rule('*.local', 'istio-system', exportTo), true)).toBeUndefined();
    for (const exportTo of [['.'], ['istio-system']]) expect(said(sidecar, rule('*.local', 'istio-system', exportTo), true)).toMatch(/in namespace "istio-system"/);
  });

  test('for a Service that is rendered for a version is refused too', () => {
    const service = cart(ambient, true);
    split(service, { v1: 90, v2: 10 });
    expect(ambient.overruled(service, rule('cart-v2', 'shop'))).toMatch(/is for the host of Service "cart-v2"/);
    expect(ambient.overruled(service, rule('cart-v3', 'shop'))).toBeUndefined();
  });
});
