import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { Mesh, MeshNamespace, MeshReport, MeshService, RequestTimeout, ServicePort, Workload } from '../../src';
import { find, manifests, shop } from '../support/app';

const raw = (s: ReturnType<typeof shop>, id: string, kind: string, name: string, namespace?: string, spec?: object) =>
  new ApiObject(s.chart, id, { apiVersion: 'v1', kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, ...(spec && { spec }) });
const messages = (s: ReturnType<typeof shop>) => MeshReport.of(s.app).findings.map(f => f.message);

describe('findings of one turn follow what others patch', () => {
  test('on a Service that was handed in', () => {
    const s = shop();
    const object = raw(s, 'object', 'Service', 'api', 'shop', { selector: { app: 'api' }, ports: [{ name: 'http', port: 80 }] });
    const workload = Workload.of(s.chart, 'api-pods', { namespace: s.namespace, podLabels: { app: 'api' } });
    MeshService.fromApiObject(s.chart, 'api', { apiObject: object, workload, namespace: s.namespace });
    expect(messages(s)).toEqual([]);
    object.addJsonPatch(JsonPatch.replace('/spec/selector', { app: 'other' }));
    expect(messages(s)).toEqual([expect.stringContaining('selects pods with app: other')]);
    expect(() => s.app.synthYaml()).toThrow(/selects pods with app: other/);
  });

  test('on a Deployment that was handed in', () => {
    const s = shop();
    const object = raw(s, 'object', 'Deployment', 'api', 'shop', { template: { metadata: { labels: { app: 'api' } }, spec: { containers: [] } } });
    Workload.fromApiObject(s.chart, 'pods', { apiObject: object, namespace: s.namespace });
    expect(messages(s)).toEqual([]);
    object.addJsonPatch(JsonPatch.add('/spec/template/spec/serviceAccountName', 'other'));
    expect(messages(s)).toEqual([expect.stringContaining('run under "other" now')]);
  });

  test('on an object that may overrule ours', () => {
    const s = shop();
    new RequestTimeout(s.chart, 'timeout', { service: s.service('cart'), request: Duration.seconds(1) });
    const object = new ApiObject(s.chart, 'theirs', { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'x', namespace: 'shop' }, spec: { hosts: ['elsewhere.example'] } });
    expect(messages(s)).toEqual([]);
    object.addJsonPatch(JsonPatch.replace('/spec/hosts/0', 'cart'));
    expect(messages(s)).toEqual([expect.stringContaining('VirtualService "x" is for the host of Service "cart"')]);
  });
});

describe('objects without a namespace', () => {
  test('meet those of namespace default', () => {
    const s = shop();
    raw(s, 'a', 'ConfigMap', 'x');
    raw(s, 'b', 'ConfigMap', 'x', 'default');
    raw(s, 'c', 'ConfigMap', 'x', 'shop');
    expect(() => s.app.synthYaml()).toThrow('[shop/b] ConfigMap default/x is also made at [shop/a]');
  });

  test('of kinds that have none meet each other', () => {
    const s = shop();
    raw(s, 'a', 'ClusterRole', 'x');
    raw(s, 'b', 'ClusterRole', 'x');
    expect(() => s.app.synthYaml()).toThrow('[shop/b] ClusterRole x is also made at [shop/a]');
  });

  test('are the account of callers in namespace default', () => {
    const s = shop(Mesh.linkerd());
    const account = raw(s, 'account', 'ServiceAccount', 'load');
    const workload = Workload.of(s.chart, 'load', { namespace: new MeshNamespace(s.chart, 'default', { mesh: Mesh.linkerd() }), createServiceAccount: false });
    workload.calls(s.service('cart'));
    expect(account.toJson().metadata.annotations).toBeUndefined();
    expect(find(manifests(s.app), 'ServiceAccount', 'load').metadata.annotations).toEqual({ 'cdk8s-mesh.dev/calls': '[{"to":"shop/cart"}]' });
  });
});

describe('the calls on an account that others make', () => {
  test('follow what is declared after they were written', () => {
    const s = shop();
    raw(s, 'account', 'ServiceAccount', 'load', 'shop');
    const workload = Workload.of(s.chart, 'load', { namespace: s.namespace, createServiceAccount: false });
    const calls = () => find(manifests(s.app), 'ServiceAccount', 'load').metadata.annotations['cdk8s-mesh.dev/calls'];
    workload.calls(s.service('a'));
    expect(() => s.app.synthYaml()).not.toThrow();
    expect(calls()).toBe('[{"to":"shop/a"}]');
    workload.calls(s.service('b', ServicePort.http(80)));
    expect(() => s.app.synthYaml()).not.toThrow();
    expect(calls()).toBe('[{"to":"shop/a"},{"to":"shop/b"}]');
  });

  test('are not written over others of theirs', () => {
    const s = shop();
    raw(s, 'account', 'ServiceAccount', 'load', 'shop').metadata.addAnnotation('cdk8s-mesh.dev/calls', 'mine');
    Workload.of(s.chart, 'load', { namespace: s.namespace, createServiceAccount: false }).calls(s.service('a'));
    expect(() => s.app.synthYaml()).toThrow(/ServiceAccount at shop\/account has annotation cdk8s-mesh\.dev\/calls: mine, but \[.*\] is needed/);
  });
});
