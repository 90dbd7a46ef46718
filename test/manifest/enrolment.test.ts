import { enrolment, namespaceEnrolment } from '../../src/manifest/enrolment';
import { meshSetting, trustDomain } from '../../src/manifest/mesh-config';
import { workloads } from '../../src/manifest/workloads';
import { manifests } from '../support/manifests';

const namespace = (labels: string, annotations = '{}') => `{ apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: ${labels}, annotations: ${annotations} } }\n`;
const pod = (labels: string, annotations: string, spec = '{}') => `---\n{ apiVersion: v1, kind: Pod, metadata: { name: a, namespace: shop, labels: ${labels}, annotations: ${annotations} }, spec: ${spec} }\n`;

describe('a namespace is in', () => {
  test.each([
    ['{ istio-injection: enabled }', '{}', 'istio-sidecar'],
    ['{ istio.io/rev: canary }', '{}', 'istio-sidecar'],
    ['{ istio-injection: disabled, istio.io/rev: canary }', '{}', 'none'],
    ['{ istio.io/dataplane-mode: ambient }', '{}', 'istio-ambient'],
    ['{ istio.io/dataplane-mode: ambient, istio-injection: enabled }', '{}', 'istio-sidecar'],
    ['{}', '{ linkerd.io/inject: enabled }', 'linkerd'],
    ['{}', '{ linkerd.io/inject: ingress }', 'linkerd'],
    ['{}', '{ linkerd.io/inject: disabled }', 'none'],
    ['{}', '{}', 'none'],
  ])('labels %s, annotations %s: %s', (labels, annotations, expected) => {
    expect(namespaceEnrolment(manifests(namespace(labels, annotations)), 'shop').dataPlane).toBe(expected);
  });

  test('the mesh that was asked for where it says nothing, and not where it says no', () => {
    expect(namespaceEnrolment(manifests(namespace('{}'), { mesh: 'linkerd' }), 'shop').dataPlane).toBe('linkerd');
    expect(namespaceEnrolment(manifests('', { mesh: 'linkerd' }), 'unknown').dataPlane).toBe('linkerd');
    expect(namespaceEnrolment(manifests(namespace('{ istio-injection: disabled }'), { mesh: 'istio-sidecar' }), 'shop').dataPlane).toBe('none');
    expect(namespaceEnrolment(manifests('', { mesh: 'istio-sidecar' }), 'kube-system').dataPlane).toBe('none');
  });
});

describe('pods are in', () => {
  test.each([
    ['{ istio-injection: enabled }', '{ sidecar.istio.io/inject: "false" }', '{}', 'none'],
    ['{ istio-injection: enabled }', '{}', '{ sidecar.istio.io/inject: "false" }', 'none'],
    ['{ istio-injection: enabled }', '{ sidecar.istio.io/inject: "true" }', '{ sidecar.istio.io/inject: "false" }', 'istio-sidecar'],
    ['{}', '{ sidecar.istio.io/inject: "true" }', '{}', 'istio-sidecar'],
    ['{ istio-injection: disabled }', '{ sidecar.istio.io/inject: "true" }', '{}', 'none'],
    ['{ istio.io/dataplane-mode: ambient }', '{ istio.io/dataplane-mode: none }', '{}', 'none'],
    ['{}', '{ istio.io/dataplane-mode: ambient }', '{}', 'istio-ambient'],
    ['{ istio-injection: enabled }', '{ istio.io/dataplane-mode: ambient }', '{}', 'istio-sidecar'],
    ['{}', '{}', '{ linkerd.io/inject: enabled }', 'linkerd'],
  ])('namespace %s, pod labels %s, pod annotations %s: %s', (labels, podLabels, annotations, expected) => {
    const set = manifests(namespace(labels) + pod(podLabels, annotations));
    expect(enrolment(set, workloads(set)[0]!).dataPlane).toBe(expected);
  });

  test('none with the network of their node', () => {
    const set = manifests(namespace('{ istio-injection: enabled }') + pod('{}', '{}', '{ hostNetwork: true }'));
    expect(enrolment(set, workloads(set)[0]!)).toEqual({ dataPlane: 'none', why: 'hostNetwork: true on the pods' });
  });

  test('none where Linkerd is told so', () => {
    const set = manifests(namespace('{}', '{ linkerd.io/inject: enabled }') + pod('{}', '{ linkerd.io/inject: disabled }'));
    expect(enrolment(set, workloads(set)[0]!).dataPlane).toBe('none');
  });
});

describe('mesh configuration', () => {
  const config = (name: string, mesh: string) => `---\n{ apiVersion: v1, kind: ConfigMap, metadata: { name: ${name}, namespace: istio-system }, data: { mesh: ${JSON.stringify(mesh)} } }\n`;

  test('is read from ConfigMap istio, and from an IstioOperator', () => {
    expect(trustDomain(manifests(config('istio', 'trustDomain: prod.example')))).toBe('prod.example');
    expect(trustDomain(manifests('{ apiVersion: install.istio.io/v1alpha1, kind: IstioOperator, metadata: { name: a }, spec: { meshConfig: { trustDomain: op.example } } }'))).toBe('op.example');
  });

  test('yields to what was asked for, and without any word to the cluster domain', () => {
    expect(trustDomain(manifests(config('istio', 'trustDomain: prod.example'), { trustDomain: 'asked.example' }))).toBe('asked.example');
    expect(trustDomain(manifests('', { clusterDomain: 'k8s.example' }))).toBe('k8s.example');
  });

  test('of revisions that differ says nothing, nor does text that is not YAML', () => {
    expect(meshSetting(manifests(config('istio', 'a: 1') + config('istio-canary', 'a: 2')), 'a')).toBeUndefined();
    expect(meshSetting(manifests(config('istio', 'a: 1') + config('istio-canary', 'a: 1')), 'a')).toBe(1);
    expect(meshSetting(manifests(config('istio', '{')), 'a')).toBeUndefined();
  });
});
