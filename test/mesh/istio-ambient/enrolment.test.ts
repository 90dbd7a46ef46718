import { Protocol } from '../../../src/model/protocol';
import { aService, aWorkload } from '../../support/model';
import { ambient, shopWith } from './rendered';

it('enrols the namespace by its label alone, and never says there which waypoint is used', () => {
  const shop = shopWith();
  aService(shop, 'cart').timeouts.push({ path: 'shop/timeout', ports: [7070], requestMs: 1000 });
  expect(ambient().namespace(shop)).toMatchObject({ labels: { 'istio.io/dataplane-mode': 'ambient' }, annotations: {} });
});

it('keeps a workload out by a label on its pods', () => {
  const shop = shopWith();
  expect(ambient().workload(aWorkload(shop, 'batch', { enrolled: false }))).toEqual({ labels: { 'istio.io/dataplane-mode': 'none' }, annotations: {}, resources: [] });
  expect(ambient().workload(aWorkload(shop, 'cart'))).toEqual({ labels: {}, annotations: {}, resources: [] });
});

it('says on every port what it speaks, in words that Istio knows', () => {
  expect(Object.values(Protocol).map(p => ambient().appProtocol(p))).toEqual(['http', 'http2', 'grpc', 'https', 'tls', 'tcp']);
});

it('carries name and version', () => {
  expect(ambient()).toMatchObject({ name: 'istio-ambient', version: '1.30' });
});
