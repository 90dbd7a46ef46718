import { importsHost, sidecarFor } from '../../../src/manifest/istio/sidecars';
import { setOf } from './set-of';

const sidecar = (name: string, namespace: string, spec: string) => `---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;

test('a workload has the Sidecar that selects it, else its namespace\'s, else the root\'s', () => {
  const all = sidecar('default', 'shop', '{}') + sidecar('cart', 'shop', '{ workloadSelector: { labels: { app: cart } } }') + sidecar('root', 'istio-system', '{}')
    + sidecar('chosen', 'istio-system', '{ workloadSelector: { labels: { app: web } } }');
  const of = (namespace: string, app: string) => sidecarFor(setOf(all), { namespace, labels: { app } })?.object.name;
  expect([of('shop', 'cart'), of('shop', 'web'), of('other', 'web')]).toEqual(['cart', 'default', 'root']);
  expect(sidecarFor(setOf(''), { namespace: 'shop', labels: {} })).toBeUndefined();
});

test.each([
  ['[./*]', 'cart.shop.svc.cluster.local', 'shop', true], ['[./*]', 'pay.other.svc.cluster.local', 'other', false], ['["*/*"]', 'pay.other.svc.cluster.local', 'other', true],
  ['[other/pay.other.svc.cluster.local]', 'pay.other.svc.cluster.local', 'other', true], ['["other/*", "~other/pay.other.svc.cluster.local"]', 'pay.other.svc.cluster.local', 'other', false],
  ['["~/*"]', 'cart.shop.svc.cluster.local', 'shop', false], ['["*/*.example.com"]', 'api.example.com', 'egress', true],
])('egress hosts %s let %s of %s in: %s', (hosts, host, namespace, known) => {
  const set = setOf(sidecar('default', 'shop', `{ egress: [{ hosts: ${hosts} }] }`));
  expect(importsHost(sidecarFor(set, { namespace: 'shop', labels: {} })!, 'shop', host, namespace)).toBe(known);
});

test('a Sidecar without egress lets everything in', () => {
  const set = setOf(sidecar('default', 'shop', '{}'));
  expect(importsHost(sidecarFor(set, { namespace: 'shop', labels: {} })!, 'shop', 'a.example.com', 'egress')).toBe(true);
});
