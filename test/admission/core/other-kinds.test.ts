import { coreValidation } from '../../../src/admission/core/core-validation';
import { ManifestObject } from '../../../src/manifest/manifest-object';
import { coreCases } from '../../support/core-cases';

coreCases('NetworkPolicy', `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: cart }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }] }
`, [
  ['spec.podSelector', { matchLabels: { a: 'b c' } }, { matchLabels: { a: 'b' } }, 'not a label value', 'spec.podSelector.matchLabels.a'],
  ['spec.ingress[0].ports[0].protocol', 'HTTP', 'SCTP', 'not one of its values'],
  ['spec.ingress[0].ports[0].port', 0, 'http', 'outside'],
  ['spec.ingress[0].ports[0].port', 'HTTP', 'http', 'not a port name'],
  ['spec.ingress[0].ports[0].endPort', 79, 80, 'less than'],
  ['spec.ingress[0].ports[0].endPort', 65536, 65535, 'outside'],
  ['spec.ingress[0].ports[0]', { port: 'http', endPort: 90 }, { port: 80, endPort: 90 }, 'not a number', 'spec.ingress[0].ports[0].endPort'],
  ['spec.ingress[0].ports[0]', { endPort: 90 }, {}, 'is not set', 'spec.ingress[0].ports[0].endPort'],
  ['spec.ingress[0].from[0]', {}, { namespaceSelector: {} }, 'names no peer'],
  ['spec.ingress[0].from[0]', { podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }, { podSelector: {}, namespaceSelector: {} }, 'has ipBlock and podSelector'],
  ['spec.egress[0].to[0].ipBlock', {}, { cidr: '::/0' }, 'missing or empty', 'spec.egress[0].to[0].ipBlock.cidr'],
  ['spec.egress[0].to[0].ipBlock.cidr', '10.0.0.0/33', '10.0.0.0/32', 'not an IP range'],
  ['spec.egress[0].to[0].ipBlock.except', ['11.0.0.0/16'], ['10.1.0.0/16'], 'not a part of', 'spec.egress[0].to[0].ipBlock.except[0]'],
  ['spec.egress[0].to[0].ipBlock.except', ['10.0.0.0/8'], ['10.0.0.0/9'], 'not a part of', 'spec.egress[0].to[0].ipBlock.except[0]'],
  ['spec.policyTypes', ['ingress'], ['Ingress'], 'not one of its values', 'spec.policyTypes[0]'],
  ['spec.policyTypes', ['Ingress', 'Egress', 'Ingress'], ['Ingress', 'Egress'], 'has 3 entries'],
]);

coreCases('ConfigMap', `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { a: b }
binaryData: { c: YQ== }
`, [
  ['data["a b"]', 'c', undefined, 'not a key of a ConfigMap'],
  ['data["..a"]', 'c', undefined, 'not a key of a ConfigMap'],
  ['data.c', 'd', undefined, 'have the same key'],
  ['binaryData.c', 'a', 'YWI=', 'not in base64'],
  ['data.a', 'a'.repeat(1024 * 1024), 'a'.repeat(1024 * 1024 - 1), 'more than 1 MiB', 'data'],
]);

coreCases('Secret', `
apiVersion: v1
kind: Secret
metadata: { name: keys }
data: { a: YQ== }
`, [
  ['data["a b"]', 'YQ==', undefined, 'not a key of a ConfigMap'],
  ['stringData', { 'a b': 'c' }, { 'a-b': 'c' }, 'not a key of a ConfigMap', 'stringData["a b"]'],
  ['data.a', 'YQ', 'YQ==', 'not in base64'],
  ['stringData', { b: 'a'.repeat(1024 * 1024) }, { b: 'a' }, 'more than 1 MiB', 'data'],
  ['type', 'kubernetes.io/tls', 'example.com/tls', 'must hold "tls.crt"', 'data["tls.crt"]'],
  ['type', 'kubernetes.io/ssh-auth', 'Opaque', 'must hold "ssh-privatekey"', 'data.ssh-privatekey'],
  ['type', 'kubernetes.io/basic-auth', 'Opaque', 'must hold "username" or "password"', 'data'],
  ['type', 'kubernetes.io/service-account-token', 'Opaque', 'a token of a ServiceAccount', 'metadata.annotations["kubernetes.io/service-account.name"]'],
]);

coreCases('Secret with a configuration of Docker', `
apiVersion: v1
kind: Secret
metadata: { name: registry }
type: kubernetes.io/dockerconfigjson
stringData: { .dockerconfigjson: '{}' }
`, [['stringData[".dockerconfigjson"]', '[]', '{"auths":{}}', 'not a JSON object', 'data[".dockerconfigjson"]']]);

coreCases('Namespace', `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`, [['spec', { finalizers: ['cleanup'] }, { finalizers: ['kubernetes', 'example.com/cleanup'] }, 'not the name of a finalizer', 'spec.finalizers[0]']]);

coreCases('PodDisruptionBudget', `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: cart }
spec: { minAvailable: 1 }
`, [
  ['spec.minAvailable', '50', '50%', 'not a percentage'],
  ['spec.minAvailable', '101%', '100%', 'more than 100%'],
  ['spec.minAvailable', -1, 0, 'less than 0'],
  ['spec.maxUnavailable', 1, undefined, 'is set beside'],
  ['spec.unhealthyPodEvictionPolicy', 'Never', 'AlwaysAllow', 'not one of its values'],
  ['spec.selector', { matchLabels: { 'a b': 'c' } }, { matchLabels: { a: 'c' } }, 'not a qualified name', 'spec.selector.matchLabels["a b"]'],
]);

const M = 'spec.metrics[0]';
const target = { type: 'AverageValue', averageValue: '1' };
coreCases('HorizontalPodAutoscaler', `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: cart }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: cart }, maxReplicas: 3, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }] }
`, [
  ['spec.minReplicas', 0, 1, 'less than 1'],
  ['spec.maxReplicas', 0, 1, 'missing or 0'],
  ['spec.minReplicas', 4, 3, 'less than spec.minReplicas', 'spec.maxReplicas'],
  ['spec.scaleTargetRef.kind', 'a/b', 'Rollout', 'not a name'],
  ['spec.scaleTargetRef.apiVersion', 'v1', 'apps/v1', 'without a group'],
  [`${M}.type`, 'CPU', 'Resource', 'not one of its values'],
  [`${M}.type`, 'Pods', 'Resource', 'is missing, but', `${M}.pods`],
  [M, { type: 'Resource', resource: { name: 'cpu', target }, pods: { metric: { name: 'a' }, target } }, { type: 'Pods', pods: { metric: { name: 'a' }, target } }, 'a metric has one source', `${M}.pods`],
  [`${M}.resource.target`, { type: 'Share', averageUtilization: 1 }, { type: 'Utilization', averageUtilization: 1 }, 'not one of its values', `${M}.resource.target.type`],
  [`${M}.resource.target`, { type: 'Utilization' }, { type: 'AverageValue', averageValue: '1' }, 'is missing', `${M}.resource.target.averageUtilization`],
  [`${M}.resource.target`, { type: 'Utilization', averageUtilization: 1, averageValue: '1' }, { type: 'Utilization', averageUtilization: 1 }, 'is set beside', `${M}.resource.target.averageValue`],
  [`${M}.resource.target`, { type: 'AverageValue', averageValue: '0' }, { type: 'AverageValue', averageValue: '1m' }, 'is "0"', `${M}.resource.target.averageValue`],
  [`${M}.resource.target.averageUtilization`, -1, 1, 'less than 1'],
  [M, { type: 'ContainerResource', containerResource: { name: 'disk', container: 'a', target } }, { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'a', target } }, 'not a resource of containers', `${M}.containerResource.name`],
  [M, { type: 'Object', object: { metric: { name: 'a/b' }, describedObject: { kind: 'Service', name: 'a' }, target } }, { type: 'Object', object: { metric: { name: 'a' }, describedObject: { kind: 'Service', name: 'a' }, target } }, 'not a name', `${M}.object.metric.name`],
  [M, { type: 'External', external: { metric: { name: 'a' }, target: { ...target, value: '1' } } }, { type: 'External', external: { metric: { name: 'a' }, target } }, 'is set beside', `${M}.external.target.value`],
  ['spec.behavior', { scaleUp: { stabilizationWindowSeconds: 3601 } }, { scaleUp: { stabilizationWindowSeconds: 3600 } }, 'outside', 'spec.behavior.scaleUp.stabilizationWindowSeconds'],
  ['spec.behavior', { scaleUp: { selectPolicy: 'Most' } }, { scaleUp: { selectPolicy: 'Max' } }, 'not one of its values', 'spec.behavior.scaleUp.selectPolicy'],
  ['spec.behavior', { scaleDown: { policies: [] } }, { scaleDown: {} }, 'missing or empty', 'spec.behavior.scaleDown.policies'],
  ['spec.behavior', { scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 1801 }] } }, { scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 1800 }] } }, 'outside', 'spec.behavior.scaleDown.policies[0].periodSeconds'],
  ['spec.behavior', { scaleDown: { policies: [{ type: 'Pods', periodSeconds: 1 }] } }, { scaleDown: { policies: [{ type: 'Percent', value: 1, periodSeconds: 1 }] } }, 'missing or 0', 'spec.behavior.scaleDown.policies[0].value'],
  ['spec.behavior', { scaleUp: { tolerance: '-0.1' } }, { scaleUp: { tolerance: '0.1' } }, 'less than 0', 'spec.behavior.scaleUp.tolerance'],
]);

const P = 'spec.rules[0].http.paths[0]';
coreCases('Ingress', `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, annotations: { note: a } }
spec: { ingressClassName: nginx, rules: [{ host: shop.example, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: cart, port: { number: 80 } } } }] } }] }
`, [
  ['spec.rules', [], [{ host: 'a' }], 'has neither rules', 'spec'],
  ['spec.ingressClassName', 'A', 'a', 'not a DNS name'],
  ['metadata.annotations["kubernetes.io/ingress.class"]', 'traefik', 'nginx', 'but spec.ingressClassName'],
  ['spec.rules[0].host', '10.0.0.1', '*.example', 'an IP address'],
  ['spec.rules[0].host', 'a.*.example', 'a.example', 'not a DNS name'],
  ['spec.rules[0].http.paths', [], [{ path: '/', pathType: 'Exact', backend: { service: { name: 'a', port: { name: 'http' } } } }], 'missing or empty'],
  [`${P}.pathType`, undefined, 'Exact', 'is missing'],
  [`${P}.pathType`, 'Regex', 'ImplementationSpecific', 'not one of its values'],
  [`${P}.path`, 'a', '/a', 'does not begin with "/"'],
  [`${P}.path`, '/a//b', '/a/b', 'has "//"'],
  [`${P}.path`, '/a/..', '/a/..b', 'ends with'],
  [`${P}.backend`, {}, { resource: { kind: 'Bucket', name: 'a' } }, 'neither a service nor a resource'],
  [`${P}.backend.service.name`, 'a.b', 'a-b', 'not a DNS label'],
  [`${P}.backend.service.port`, {}, { name: 'http' }, 'neither a name nor a number'],
  [`${P}.backend.service.port`, { name: 'http', number: 80 }, { number: 80 }, 'both a name and a number'],
  [`${P}.backend`, { resource: { kind: 'a/b', name: 'a' } }, { resource: { kind: 'a', name: 'a' } }, 'not a name', `${P}.backend.resource.kind`],
  ['spec.tls', [{ hosts: ['A'] }], [{ hosts: ['*.a'] }], 'not a DNS name', 'spec.tls[0].hosts[0]'],
  ['spec.tls', [{ secretName: 'A' }], [{ secretName: 'a' }], 'not a DNS name', 'spec.tls[0].secretName'],
]);

coreCases('IngressClass', `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: nginx }
spec: { controller: example.com/nginx, parameters: { kind: Settings, name: a } }
`, [
  ['spec.controller', 'nginx', 'k8s.io/ingress-nginx', 'not the name of a controller'],
  ['spec.controller', `a/${'b'.repeat(249)}`, `a/${'b'.repeat(248)}`, '251 characters'],
  ['spec.parameters.scope', 'Global', 'Cluster', 'not one of its values'],
  ['spec.parameters.scope', 'Namespace', 'Cluster', 'missing or empty', 'spec.parameters.namespace'],
  ['spec.parameters.namespace', 'a', undefined, 'is not Namespace'],
]);

coreCases('ClusterRole', `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reader }
aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: b } }] }
`, [['aggregationRule.clusterRoleSelectors[0].matchLabels.a', 'b c', 'c', 'not a label value']]);

coreCases('EndpointSlice', `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: cart }
addressType: IPv4
ports: [{ name: http, port: 80 }]
endpoints: [{ addresses: [10.0.0.1] }]
`, [
  ['addressType', 'IP', 'IPv4', 'not one of its values'],
  ['ports', [{ name: 'a' }, { name: 'a' }], [{ name: 'a' }, { name: '' }], 'as is that of another port', 'ports[1].name'],
  ['ports[0].protocol', 'HTTP', 'UDP', 'not one of its values'],
  ['endpoints[0].addresses', [], ['10.0.0.2'], 'missing or empty'],
  ['endpoints[0].addresses', Array(101).fill('10.0.0.1'), Array(100).fill('10.0.0.1'), '101 entries'],
  ['endpoints[0].addresses', ['::2'], ['10.0.0.2'], 'an IPv6 address', 'endpoints[0].addresses[0]'],
  ['endpoints[0].hostname', 'a.b', 'a-b', 'not a DNS label'],
  ['endpoints[0].nodeName', 'A', 'a', 'not a DNS name'],
  ['endpoints[0].hints', { forZones: [{ name: 'a' }, { name: 'a' }] }, { forZones: [{ name: 'a' }, { name: 'b' }] }, 'must be unique', 'endpoints[0].hints.forZones[1].name'],
]);

coreCases('EndpointSlice of IPv6', `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: cart }
addressType: IPv6
endpoints: [{ addresses: ['2001:db8::1'] }]
`, [
  ['endpoints[0].addresses', ['2001:db8:0:0::1'], ['2001:db8:0:1::1'], 'not in the shortest form', 'endpoints[0].addresses[0]'],
  ['addressType', 'FQDN', 'IPv6', 'not a full DNS name', 'endpoints[0].addresses[0]'],
]);

coreCases('Endpoints', `
apiVersion: v1
kind: Endpoints
metadata: { name: cart }
subsets: [{ addresses: [{ ip: 10.0.0.1 }], ports: [{ port: 80 }] }]
`, [
  ['subsets[0].addresses', [], [{ ip: '10.0.0.2' }], 'has no addresses', 'subsets[0]'],
  ['subsets[0].addresses[0].ip', '127.0.0.1', '10.0.0.2', 'a loopback address'],
  ['subsets[0].ports', [{ port: 80 }, { port: 81 }], [{ name: 'a', port: 80 }, { name: 'b', port: 81 }], 'missing or empty', 'subsets[0].ports[0].name'],
  ['subsets[0].ports[0].port', 0, 1, 'missing or 0'],
]);

test('of kinds that are not Kubernetes\' own, and of values of other types, nothing is said', () => {
  const refusals = (body: object) => coreValidation(new ManifestObject(body as never));
  expect(refusals({ apiVersion: 'serving.knative.dev/v1', kind: 'Service', spec: {} })).toEqual([]);
  for (const [apiVersion, kind] of [['v1', 'Service'], ['apps/v1', 'Deployment'], ['batch/v1', 'Job'], ['v1', 'Pod'], ['networking.k8s.io/v1', 'Ingress']]) {
    for (const spec of [undefined, null, 'text', 1, true, [], [null], { template: [], ports: {}, containers: [null, 1, 'a', { ports: [1], env: 'a' }] }]) expect(() => refusals({ apiVersion: apiVersion!, kind: kind!, spec })).not.toThrow();
  }
});
