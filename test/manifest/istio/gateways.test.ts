import { boundVirtualServices, istioGateway } from '../../../src/manifest/istio/gateways';
import { setOf } from './set-of';

const gateway = (selector: string, hosts: string) => `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front, namespace: edge }
spec: { selector: ${selector}, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ${hosts} }] }
`;
const vs = (name: string, namespace: string, spec: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
const PODS = `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: proxy, namespace: gateways }
spec: { selector: { matchLabels: { istio: own } }, template: { metadata: { labels: { istio: own } }, spec: { containers: [] } } }
`;
const front = (yaml: string) => istioGateway(setOf(yaml), 'edge/front')!;

test('a Gateway has pods of any namespace', () => {
  expect(front(gateway('{ istio: own }', '["*"]') + PODS).pods).toMatchObject([{ namespace: 'gateways', workload: { name: 'proxy' } }]);
  expect(front(gateway('{ istio: none }', '["*"]') + PODS).pods).toEqual([]);
});

test('a Gateway has the pods that istiod deploys, and those of the default installation', () => {
  const deployed = '---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: auto, namespace: edge }\nspec: { gatewayClassName: istio, listeners: [] }\n';
  expect(front(gateway('{ gateway.networking.k8s.io/gateway-name: auto }', '["*"]') + deployed).pods).toMatchObject([{ namespace: 'edge', deployedFor: { name: 'auto' } }]);
  expect(front(gateway('{ istio: ingressgateway }', '["*"]')).pods).toMatchObject([{ namespace: 'istio-system', workload: undefined }]);
});

test.each([
  ['["*"]', '{ hosts: [a.example.com], gateways: [edge/front] }', true], ['["shop/*"]', '{ hosts: [a.example.com], gateways: [edge/front] }', true],
  ['["./*"]', '{ hosts: [a.example.com], gateways: [edge/front] }', false], ['["*.example.com"]', '{ hosts: [a.example.com], gateways: [edge/front] }', true],
  ['["*.example.org"]', '{ hosts: [a.example.com], gateways: [edge/front] }', false], ['[A.example.com]', '{ hosts: ["*.example.com"], gateways: [edge/front] }', true],
  ['["*"]', '{ hosts: [a.example.com], gateways: [front] }', false], ['["*"]', '{ hosts: [a.example.com], gateways: [edge/front], exportTo: ["."] }', false],
  ['["*"]', '{ hosts: [a.example.com], gateways: [edge/front], exportTo: [gateways] }', true],
])('hosts %s and a VirtualService of shop %s bind: %s', (hosts, spec, binds) => {
  const set = setOf(gateway('{ istio: own }', hosts) + PODS + vs('web', 'shop', spec));
  expect(boundVirtualServices(set, istioGateway(set, 'edge/front')!).map(({ object }) => object.name)).toEqual(binds ? ['web'] : []);
});
