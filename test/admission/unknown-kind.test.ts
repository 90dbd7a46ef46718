import { admit } from '../../src/admission/admit';
import { pathText } from '../../src/manifest/field-path';
import type { ClusterSettings } from '../../src/manifest/settings';
import { manifests } from '../support/manifests';

function told(apiVersion: string, kind: string, settings: Partial<ClusterSettings> = {}, others = ''): string[] {
  return admit(manifests(`{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a } }${others}`, settings))
    .filter(({ rule }) => rule === 'admission/unknown-kind').flatMap(({ path, message, remedy }) => [pathText(path), message, remedy]);
}

test.each([
  ['networking.istio.io/v2', 'VirtualService', 'apiVersion', 'No server has VirtualService in version networking.istio.io/v2 (served: v1, v1beta1, v1alpha3).', 'Write apiVersion: networking.istio.io/v1, and the fields as that version has them.'],
  ['apps/v1beta1', 'Deployment', 'apiVersion', 'No server has Deployment in version apps/v1beta1 (served: v1).', 'Write apiVersion: apps/v1, and the fields as that version has them.'],
  ['extensions/v1beta1', 'Ingress', 'apiVersion', 'There is no kind Ingress in extensions/v1beta1.', 'Write apiVersion: networking.k8s.io/v1.'],
  ['networking.k8s.io/v1', 'HTTPRoute', 'apiVersion', 'There is no kind HTTPRoute in networking.k8s.io/v1.', 'Write apiVersion: gateway.networking.k8s.io/v1.'],
  ['v1', 'Deployment', 'apiVersion', 'There is no kind Deployment in v1.', 'Write apiVersion: apps/v1.'],
  ['networking.istio.io/v1', 'VirtualServices', 'kind', 'There is no kind VirtualServices in networking.istio.io/v1.', 'Write kind: VirtualService.'],
  ['networking.istio/v1', 'DestinationRule', 'apiVersion', 'No server has the group of networking.istio/v1; DestinationRule is of group networking.istio.io.', 'Write apiVersion: networking.istio.io/v1.'],
  ['gateway.networking.k8s.oi/v2', 'HTTPRoute', 'apiVersion', 'No server has the group of gateway.networking.k8s.oi/v2; HTTPRoute is of group gateway.networking.k8s.io.', 'Write apiVersion: gateway.networking.k8s.io/v1.'],
  ['linkerd.io/v1alpha2', 'Whatever', 'kind', 'There is no kind Whatever in linkerd.io/v1alpha2.', 'Write one of the kinds of that group: ServiceProfile.'],
])('%s %s is refused', (apiVersion, kind, ...words) => {
  expect(told(apiVersion, kind)).toEqual(words);
});

test.each([
  ['gateway.networking.x-k8s.io/v1alpha1', 'XMesh', 'Install the experimental channel and check with --schemas experimental.'],
  ['gateway.networking.k8s.io/v1alpha2', 'TLSRoute', 'Write apiVersion: gateway.networking.k8s.io/v1, or install the experimental channel and check with --schemas experimental.'],
])('%s %s is of the experimental channel only', (apiVersion, kind, remedy) => {
  expect(told(apiVersion, kind)).toEqual(['apiVersion', `${kind} ${apiVersion} is in the experimental channel of the Gateway API only, and the cluster is taken to have the standard one.`, remedy]);
  expect(told(apiVersion, kind, { gatewayApiChannel: 'experimental' })).toEqual([]);
});

test.each([
  ['example.com/v1', 'VirtualService'],
  ['networking.istio/v1', 'Other'],
  ['gateway.solo.io/v1', 'VirtualService'],
  ['argoproj.io/v1alpha1', 'Rollout'],
  ['v1', 'Event'],
  ['v1', 'ConfigMapList'],
  ['storage.k8s.io/v1', 'StorageClass'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
])('%s %s is let pass', (apiVersion, kind) => {
  expect(told(apiVersion, kind)).toEqual([]);
});

test('what a CustomResourceDefinition of the set brings is known', () => {
  const definition = (served: boolean) => `\n---\n{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: { name: meshes.networking.istio.io },
    spec: { group: networking.istio.io, names: { kind: Mesh }, versions: [{ name: v1, served: ${served} }] } }`;

  expect(told('networking.istio.io/v1', 'Mesh', {}, definition(true))).toEqual([]);
  expect(told('network.istio.io/v1', 'VirtualService', {}, definition(true).replace('group: networking', 'group: network').replace('kind: Mesh', 'kind: VirtualService'))).toEqual([]);
  expect(told('networking.istio.io/v1', 'Mesh', {}, definition(false))).toHaveLength(3);
});
