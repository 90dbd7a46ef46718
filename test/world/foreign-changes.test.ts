import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import type { AllowEntry, WorkloadAttributes } from '../../src';
import { CanaryRelease, Caller, ContainerPort, Mesh, MeshNamespace, MeshReport, MeshService, MtlsMode, RequestTimeout, ServiceAllowList, ServicePort, Workload } from '../../src';
import { find, manifests, MESHES, uncheckedShop as shop, v1, v2 } from '../support/app';

const raw = (s: ReturnType<typeof shop>, id: string, kind: string, name: string, namespace?: string, spec?: object) =>
  new ApiObject(s.chart, id, { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, ...(spec && { spec }) });
const messages = (s: Pick<ReturnType<typeof shop>, 'app'>) => MeshReport.of(s.app).findings.map(f => f.message);

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

describe('allow-lists follow the container ports of what was handed in', () => {
  const RULES = new Set(['AuthorizationPolicy', 'Server', 'HTTPRoute', 'NetworkPolicy']);
  const rules = (s: Pick<ReturnType<typeof shop>, 'app'>) => JSON.stringify(manifests(s.app).filter(o => RULES.has(o.kind)));

  /** A list for a Service and a Deployment of others, whose ports its entries do or do not name. */
  function listed(mesh: string, targetPort: number | string, entry: Partial<AllowEntry> = {}, more: (apiObject: ApiObject) => Partial<WorkloadAttributes> = () => ({})) {
    const s = shop(Mesh.fromName(mesh));
    raw(s, 'account', 'ServiceAccount', 'api', 'shop');
    const deployment = raw(s, 'deployment', 'Deployment', 'api', 'shop', {
      selector: { matchLabels: { app: 'api' } },
      template: { metadata: { labels: { app: 'api' } }, spec: { serviceAccountName: 'api', containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }] } },
    });
    const object = raw(s, 'object', 'Service', 'api', 'shop', { selector: { app: 'api' }, ports: [{ name: 'http', port: 80, targetPort }] });
    const workload = Workload.fromApiObject(s.chart, 'pods', { apiObject: deployment, namespace: s.namespace, ...more(deployment) });
    const service = MeshService.fromApiObject(s.chart, 'api', { apiObject: object, workload, namespace: s.namespace });
    const caller = Workload.of(s.chart, 'caller', { namespace: s.namespace });
    new ServiceAllowList(s.chart, 'list', { service, allow: [{ callers: [Caller.workload(caller)], ...entry }] });
    return { ...s, deployment, object, service };
  }
  const moved = (path: string, to: number) => JsonPatch.replace(`/spec/template/spec/containers/0/ports/0/${path}`, to);

  describe.each(MESHES)('on %s', mesh => {
    const paths = mesh === 'gateway-api' ? {} : { paths: ['/a'] };

    test.each<[string, Partial<AllowEntry>]>([['all ports', paths], ['named ports', { servicePorts: [80], ...paths }]])('by name, for %s', (_, entry) => {
      const s = listed(mesh, 'http', entry);
      s.deployment.addJsonPatch(moved('containerPort', 9090));
      const after = rules(s);
      expect(after).toContain('9090');
      expect(after).not.toContain('8080');
      const same = listed(mesh, 9090, entry);
      same.deployment.addJsonPatch(moved('containerPort', 9090));
      expect(after).toBe(rules(same));
    });

    test('by number, also if the Service was looked at between', () => {
      const s = listed(mesh, 8080, paths);
      expect(rules(s)).toContain('8080');
      s.object.addJsonPatch(JsonPatch.replace('/spec/ports/0/targetPort', 9090));
      s.deployment.addJsonPatch(moved('containerPort', 9090));
      expect(() => s.service.resources).not.toThrow();
      expect(rules(s)).toContain('9090');
      expect(rules(s)).not.toContain('8080');
    });
  });

  test('a container port that the list names and the pods have no more is an error', () => {
    const s = listed('istio-sidecar', 'http', { containerPorts: [8080] });
    s.deployment.addJsonPatch(moved('containerPort', 9090));
    expect(messages(s)).toEqual([expect.stringMatching(/^allow\[0\]\.containerPorts: 8080 is no port that workload "api" is known to have \(9090, http\)/)]);
    expect(() => s.app.synthYaml()).toThrow('[shop/list] allow[0].containerPorts: 8080');
  });

  test('so is a name that no container has any more', () => {
    const s = listed('linkerd', 'http');
    s.deployment.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/ports/0/name', 'tcp'));
    expect(() => s.app.synthYaml()).toThrow('[shop/list] port 80 of service "api" leads to a named container port that is not known');
  });

  test.each<[string, (apiObject: ApiObject) => Partial<WorkloadAttributes>]>([
    ['was declared otherwise', () => ({ ports: [ContainerPort.http('http', 8080)] })],
    ['has another number in another version', apiObject => ({ otherVersions: [new ApiObject(apiObject, 'v2', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'v2', namespace: 'shop' }, spec: (apiObject.toJson() as { spec: object }).spec,
    })] })],
  ])('so is a name that %s', (_, more) => {
    const s = listed('istio-sidecar', 'http', {}, more);
    expect(messages(s)).toEqual([]);
    s.deployment.addJsonPatch(moved('containerPort', 9090));
    expect(() => s.app.synthYaml()).toThrow(/\[shop\/list\] port 80 of service "api" leads to the container port called "http", which is (8080 and 9090|9090 and 8080); give it one number in all objects of workload "api" and in its `ports`/);
  });

  test('so are paths on a port that no longer speaks HTTP', () => {
    const s = listed('linkerd', 8080, { paths: ['/a'] });
    s.deployment.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/ports/0/name', 'tcp'));
    expect(() => s.app.synthYaml()).toThrow('[shop/list] allow[0]: methods and paths need ports that speak HTTP, and the entry is for 8080 (tcp)');
  });
});

test('probes that are taken out of the mesh\'s care after the pods were handed in are refused as before', () => {
  const make = (late: boolean) => {
    const s = shop(Mesh.istioSidecar());
    const namespace = new MeshNamespace(s.chart, 'strict', { mesh: Mesh.istioSidecar(), mtls: MtlsMode.STRICT, defaultDeny: true });
    const key = 'sidecar.istio.io/rewriteAppHTTPProbers';
    const object = raw(s, 'deployment', 'Deployment', 'api', 'strict', { template: {
      metadata: { labels: { app: 'api' }, annotations: late ? {} : { [key]: 'false' } },
      spec: { containers: [{ name: 'main', readinessProbe: { httpGet: { port: 8080 } } }] },
    } });
    Workload.fromApiObject(s.chart, 'pods', { apiObject: object, namespace });
    if (late) {
      expect(messages(s)).toEqual([]);
      object.addJsonPatch(JsonPatch.add(`/spec/template/metadata/annotations/${key.replace('/', '~1')}`, 'false'));
    }
    return messages(s);
  };
  expect(make(true)).toEqual([expect.stringContaining('the http probe on port 8080 of "api" comes as a plaintext request from the node')]);
  expect(make(true)).toEqual(make(false));
});

describe('labels of pods that change after they were handed in', () => {
  const tier = { tier: 'z' };

  test.each(MESHES)('are those that Services made here select by on %s', mesh => {
    const s = shop(Mesh.fromName(mesh));
    raw(s, 'account', 'ServiceAccount', 'cart', 'shop');
    const object = raw(s, 'deployment', 'Deployment', 'cart', 'shop', {
      selector: { matchLabels: { app: 'cart' } }, template: { metadata: { labels: { app: 'cart' } }, spec: { serviceAccountName: 'cart', containers: [] } },
    });
    const workload = Workload.fromApiObject(s.chart, 'pods', { apiObject: object, namespace: s.namespace });
    const service = new MeshService(s.chart, 'cart', { namespace: s.namespace, workload, ports: [ServicePort.http(80)] });
    new MeshService(s.chart, 'again', { namespace: s.namespace, workload, ports: [ServicePort.http(80)] });
    new CanaryRelease(s.chart, 'canary', { service, stable: v1, canary: v2, weight: 5 });
    object.addJsonPatch(JsonPatch.replace('/spec/selector/matchLabels', tier), JsonPatch.replace('/spec/template/metadata/labels', tier));
    const selectors = manifests(s.app).filter(o => o.kind === 'Service').map(o => [o.metadata.name, o.spec.selector]);
    const versions = mesh.startsWith('istio-sidecar') ? [] : [['cart-v1', { ...tier, version: 'v1' }], ['cart-v2', { ...tier, version: 'v2' }]];
    expect(selectors).toEqual(expect.arrayContaining([['cart', tier], ['again', tier], ...versions]));
    expect(selectors).toHaveLength(2 + versions.length);
  });

  test('and contradict a version are an error', () => {
    const s = shop(Mesh.linkerd());
    const object = raw(s, 'deployment', 'Deployment', 'cart', 'shop', { template: { metadata: { labels: { app: 'cart' } }, spec: { containers: [] } } });
    const workload = Workload.fromApiObject(s.chart, 'pods', { apiObject: object, namespace: s.namespace });
    const service = new MeshService(s.chart, 'cart', { namespace: s.namespace, workload, ports: [ServicePort.http(80)] });
    new CanaryRelease(s.chart, 'canary', { service, stable: v1, canary: v2, weight: 5 });
    object.addJsonPatch(JsonPatch.add('/spec/template/metadata/labels/version', 'v1'));
    expect(() => s.app.synthYaml()).toThrow('[shop/canary] version "v2" has label version=v2, but "cart" selects pods with version=v1 only');
  });
});
