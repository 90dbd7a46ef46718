import type { Chart } from 'cdk8s';
import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { CircuitBreaker, Mesh, MeshService, RequestTimeout, Retries, RetryPolicy, ServicePort, Workload } from '../../src';
import type { WorkloadAttributes } from '../../src';
import { find, manifests, shop } from '../support/app';
import { ownFindings } from '../support/findings';

interface Pods { readonly ports?: object[]; readonly labels?: Record<string, string>; readonly annotations?: Record<string, string>; readonly spec?: object }

const deployment = (scope: Chart, { ports = [], labels, annotations, spec }: Pods = {}, name = 'api') => new ApiObject(scope, `${name}-deployment`, {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' },
  spec: { selector: { matchLabels: { app: 'api' } }, template: {
    metadata: { labels: { app: 'api', ...labels }, ...(annotations && { annotations }) },
    spec: { serviceAccountName: 'api', containers: [{ name: 'main', image: 'main', ports }], ...spec },
  } },
});
const kubeService = (scope: Chart, ports: object[], annotations?: Record<string, string>) => new ApiObject(scope, 'api-service', {
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'api', namespace: 'shop', ...(annotations && { annotations }) }, spec: { selector: { app: 'api' }, ports },
});
/** A Service and a Deployment of others, as a service of the mesh. */
function foreign(mesh: string, ports: object[], { pods = {}, annotations, say }: { pods?: Pods; annotations?: Record<string, string>; say?: ServicePort[] } = {}) {
  const s = shop(Mesh.fromName(mesh));
  const [podObject, object] = [deployment(s.chart, pods), kubeService(s.chart, ports, annotations)];
  const workload = Workload.fromApiObject(s.chart, 'pods', { apiObject: podObject, namespace: s.namespace });
  const api = MeshService.fromApiObject(s.chart, 'api', { apiObject: object, workload, namespace: s.namespace, ...(say && { ports: say }) });
  return { ...s, api, workload, object, podObject };
}
const timeout = ({ chart, api }: ReturnType<typeof foreign>) => new RequestTimeout(chart, 'timeout', { service: api, request: Duration.seconds(3) });
const messages = ({ app }: Pick<ReturnType<typeof shop>, 'app'>) => ownFindings(app).map(f => `${f.severity} [${f.path}] ${f.message}`);
const portsOf = ({ app }: ReturnType<typeof foreign>) => find(manifests(app), 'Service').spec.ports;

describe('target ports by name', () => {
  test('are found whatever the container calls its port', () => {
    const s = foreign('linkerd', [{ name: 'http', port: 80, targetPort: 'web' }], { pods: { ports: [{ name: 'web', containerPort: 3306 }] } });
    expect(find(manifests(s.app), 'Deployment').spec.template.metadata.annotations).toEqual({ 'config.linkerd.io/opaque-ports': '25,587,4444,5432,6379,9300,11211' });
    expect(messages(s)).toEqual([]);
  });

  test('that no container has are found', () => {
    const s = foreign('linkerd', [{ name: 'http', port: 80, targetPort: 'web' }], { pods: { ports: [{ name: 'web', containerPort: 3306, protocol: 'UDP' }, { name: 'http', containerPort: 80 }] } });
    expect(messages(s)).toEqual([expect.stringContaining('warning [shop/api] port 80 of "api" leads to the container port called "web", and no container of workload "api" has one')]);
  });

  test('are followed when the container changes', () => {
    const s = foreign('linkerd', [{ name: 'http', port: 80, targetPort: 'web' }], { pods: { ports: [{ name: 'web', containerPort: 8080 }] } });
    s.podObject.addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/ports/0/containerPort', 5432));
    expect(find(manifests(s.app), 'Deployment').spec.template.metadata.annotations['config.linkerd.io/opaque-ports']).not.toContain('5432');
  });
});

describe('annotations that others put on a Service', () => {
  test('count as known: a timeout that would put theirs out of force is an error', () => {
    const s = foreign('linkerd', [{ name: 'http', port: 80 }], { annotations: { 'timeout.linkerd.io/response': '1s' } });
    timeout(s);
    expect(() => s.app.synthYaml()).toThrow(/\[shop\/timeout\] Service "api" carries timeout\.linkerd\.io\/response, which a route with a request timeout puts out of force/);
  });

  test('so are retries that a route without any would leave in force', () => {
    const s = foreign('linkerd', [{ name: 'http', port: 80 }], { annotations: { 'retry.linkerd.io/http': '5xx' } });
    new RetryPolicy(s.chart, 'retries', { service: s.api, retries: Retries.none() });
    expect(() => s.app.synthYaml()).toThrow(/\[shop\/retries\] Service "api" carries retry\.linkerd\.io\/http/);
  });

  test('are not overwritten: another value is an error that names both, also when it is looked at again', () => {
    const key = 'balancer.linkerd.io/failure-accrual';
    const s = foreign('linkerd', [{ name: 'http', port: 80 }], { annotations: { [key]: 'mine' } });
    new CircuitBreaker(s.chart, 'breaker', { service: s.api, ejection: { consecutiveErrors: 5 } });
    const message = /Service at shop\/api-service has annotation balancer\.linkerd\.io\/failure-accrual: mine, but consecutive is needed; take the annotation away there/;
    expect(() => s.api.resources).toThrow(message);
    expect(() => s.app.synthYaml()).toThrow(message);
    s.object.addJsonPatch(JsonPatch.remove(`/metadata/annotations/${key.replace('/', '~1')}`));
    expect(() => s.api.resources).not.toThrow();
  });
});

describe('marks that others put on pods', () => {
  const key = 'config.linkerd.io/opaque-ports';
  const tcp = (value: string) => foreign('linkerd', [{ name: 'tcp', port: 9000 }], { pods: { annotations: { [key]: value } } });

  test('are not overwritten: another value is an error that names both', () => {
    const s = tcp('7000');
    expect(() => s.app.synthYaml()).toThrow(/Deployment at shop\/api-deployment has annotation config\.linkerd\.io\/opaque-ports: 7000 on its pods, but 25,587,.*,9000,.* is needed/);
  });

  test('of the same value are left as they are', () => {
    const needed = '25,587,3306,4444,5432,6379,9000,9300,11211';
    expect(find(manifests(tcp(needed).app), 'Deployment').spec.template.metadata.annotations).toEqual({ [key]: needed });
  });

  test('of ours may change', () => {
    const s = foreign('linkerd', [{ name: 'tcp', port: 9000 }]);
    manifests(s.app);
    new MeshService(s.chart, 'door', { namespace: s.namespace, workload: s.workload, ports: [ServicePort.tcp(9001)] });
    expect(find(manifests(s.app), 'Deployment').spec.template.metadata.annotations[key]).toContain('9000,9001');
  });
});

describe('pods whose template keeps them out of the mesh', () => {
  const of = (mesh: string, pods: Pods, more: Partial<WorkloadAttributes> = {}) => {
    const s = shop(Mesh.fromName(mesh));
    const workload = Workload.fromApiObject(s.chart, 'pods', { apiObject: deployment(s.chart, pods), namespace: s.namespace, ...more });
    return { ...s, workload };
  };
  const OUT: [string, Pods, string][] = [
    ['istio-sidecar', { labels: { 'sidecar.istio.io/inject': 'false' } }, 'sidecar.istio.io/inject: false'],
    ['istio-sidecar', { annotations: { 'sidecar.istio.io/inject': 'false' } }, 'sidecar.istio.io/inject: false'],
    ['istio-ambient', { labels: { 'istio.io/dataplane-mode': 'none' } }, 'istio.io/dataplane-mode: none'],
    ['linkerd', { annotations: { 'linkerd.io/inject': 'disabled' } }, 'linkerd.io/inject: disabled'],
    ['linkerd', { spec: { hostNetwork: true } }, 'hostNetwork: true'],
    ['istio-ambient', { spec: { hostNetwork: true } }, 'hostNetwork: true'],
  ];

  test.each(OUT)('of %s count as such: %j', (mesh, pods, reason) => {
    const s = of(mesh, pods);
    expect(s.workload._model.enrolled).toBe(false);
    expect(() => s.app.synthYaml()).not.toThrow();
    expect(() => of(mesh, pods, { enrolled: true })).toThrow(`[shop/pods] the pods of Deployment api have ${reason}, which keeps them out of the mesh, and \`enrolled\` is true`);
    expect(of(mesh, pods, { enrolled: false }).workload._model.enrolled).toBe(false);
  });

  test.each<[string, Pods]>([
    ['istio-sidecar', { labels: { 'sidecar.istio.io/inject': 'true' }, annotations: { 'sidecar.istio.io/inject': 'false' } }],
    ['istio-sidecar', { labels: { 'istio.io/dataplane-mode': 'none' } }],
    ['istio-ambient', { annotations: { 'istio.io/dataplane-mode': 'none' } }],
    ['linkerd', { labels: { 'linkerd.io/inject': 'disabled' } }],
    ['gateway-api', { spec: { hostNetwork: true } }],
  ])('are told by the marks of their own mesh only (%s, %j)', (mesh, pods) => {
    expect(of(mesh, pods).workload._model.enrolled).toBe(true);
  });

  test('make calls that are reported like those of pods without a proxy', () => {
    const s = of('istio-sidecar', { labels: { 'sidecar.istio.io/inject': 'false' } });
    new ApiObject(s.chart, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'api', namespace: 'shop' } });
    const cart = s.service('cart');
    new RequestTimeout(s.chart, 'timeout', { service: cart, request: Duration.seconds(1) });
    s.workload.calls(cart);
    expect(messages(s)).toEqual([expect.stringContaining('from pods without a proxy')]);
  });

  test('are all versions of a workload, or none', () => {
    const s = shop(Mesh.linkerd());
    const objects = [deployment(s.chart, {}, 'api-v1'), deployment(s.chart, { spec: { hostNetwork: true } }, 'api-v2')] as const;
    expect(() => Workload.fromApiObject(s.chart, 'pods', { apiObject: objects[0], otherVersions: [objects[1]], namespace: s.namespace }))
      .toThrow('the pods of Deployment api-v2 have hostNetwork: true, which keeps them out of the mesh, and those of Deployment api-v1 take part');
  });

  test('do not come to be so later', () => {
    const s = foreign('istio-sidecar', [{ name: 'http', port: 80 }]);
    s.podObject.addJsonPatch(JsonPatch.add('/spec/template/spec/hostNetwork', true));
    expect(() => s.app.synthYaml()).toThrow('[shop/pods] the pods took part in the mesh when they were handed in and have hostNetwork: true now');
  });
});

describe('the ports of a Service of others', () => {
  test('are told apart by transport', () => {
    const s = foreign('istio-sidecar', [{ name: 'dns', port: 53, protocol: 'UDP' }, { name: 'dns-tcp', port: 53, protocol: 'TCP' }], { say: [ServicePort.tcp(53)] });
    expect(portsOf(s)).toEqual([{ name: 'dns', port: 53, protocol: 'UDP' }, { name: 'dns-tcp', port: 53, protocol: 'TCP', appProtocol: 'tcp' }]);
    const read = foreign('istio-sidecar', [{ name: 'dns', port: 53, protocol: 'UDP' }, { name: 'tcp-dns', port: 53 }]);
    expect(read.api._model.ports).toEqual([{ name: 'tcp-dns', port: 53, targetPort: 53, protocol: 'tcp' }]);
  });

  test('must all be named, if any are', () => {
    const s = foreign('istio-sidecar', [{ name: 'a', port: 80 }, { name: 'b', port: 81 }, { name: 'c', port: 82 }, { name: 'u', port: 83, protocol: 'UDP' }], { say: [ServicePort.http(80)] });
    expect(() => s.app.synthYaml()).toThrow('[shop/api] Service api has ports 81, 82 too, and nothing says what it speaks there; name every port in `ports`');
  });

  test('are not read from names that only JavaScript knows', () => {
    for (const port of [{ name: 'constructor', port: 80 }, { name: 'x', port: 80, appProtocol: 'toString' }, { name: 'valueOf-http', port: 80 }]) {
      expect(() => foreign('istio-sidecar', [port])).toThrow('port 80 of the Service does not say what it speaks');
    }
  });

  test('keep their names, whenever it is that they are looked at', () => {
    const two = [{ name: 'web', port: 80 }, { name: 'admin', port: 81 }];
    const written = (look: boolean) => {
      const s = foreign('gateway-api', two, { say: [ServicePort.http(80), ServicePort.http(81)] });
      timeout(s);
      const early = look ? s.api.resources.map(r => r.name) : [];
      const objects = manifests(s.app);
      const routes = objects.filter(o => o.kind === 'HTTPRoute').map(o => o.metadata.name);
      if (look) expect(early.sort()).toEqual(routes.sort());
      return objects;
    };
    expect(written(true)).toEqual(written(false));
    expect(find(written(true), 'Service').spec.ports.map((p: { name: string }) => p.name)).toEqual(['web', 'admin']);
  });
});
