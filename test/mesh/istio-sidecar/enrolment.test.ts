import { Protocol } from '../../../src/model/protocol';
import { istioSidecar } from '../../../src/mesh/istio/sidecar/data-plane';
import { aService, aWorkload } from '../../support/model';
import { mesh, shopOn } from './rendered';

test('a namespace is enrolled by its label', () => {
  expect(mesh.namespace(shopOn())).toEqual({ labels: { 'istio-injection': 'enabled' }, annotations: {}, resources: [] });
});

test('a revision replaces the injection label, since both together mean the label alone', () => {
  expect(istioSidecar({ version: '1.31', revision: 'canary' }).namespace(shopOn()).labels).toEqual({ 'istio.io/rev': 'canary' });
});

test('only workloads that stay out carry a label', () => {
  const shop = shopOn();
  expect(mesh.workload(aWorkload(shop, 'cart')).labels).toEqual({});
  expect(mesh.workload(aWorkload(shop, 'batch', { enrolled: false })).labels).toEqual({ 'sidecar.istio.io/inject': 'false' });
});

test('every port says what it speaks', () => {
  expect(Object.values(Protocol).map(p => mesh.appProtocol(p))).toEqual(['http', 'http2', 'grpc', 'https', 'tls', 'tcp']);
});

test('a service without intents gets nothing', () => {
  const cart = aService(shopOn(), 'cart');
  expect(mesh.service(cart)).toEqual({ labels: {}, annotations: {}, resources: [] });
  expect(mesh.usesWaypoint(cart)).toBe(false);
});
