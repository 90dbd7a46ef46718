import type { Chart } from 'cdk8s';
import { ApiObject, Duration } from 'cdk8s';
import { CanaryRelease, CircuitBreaker, Mesh, MeshReport, MeshService, RequestTimeout, Retries, RetryPolicy, ServicePort, WhenUnsupported, Workload } from '../../src';
import { find, manifests, shop, v1, v2 } from '../support/app';
import { ownFindings } from '../support/findings';

const deployment = (scope: Chart, name: string, labels: Record<string, string>, account = 'cat', ports: object[] = []) => new ApiObject(scope, `${name}-deployment`, {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { serviceAccountName: account, containers: [{ name: 'main', image: 'main', ports }] } } },
});
const account = (scope: Chart, name = 'cat') => new ApiObject(scope, `${name}-account`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'shop' } });
const messages = (s: ReturnType<typeof shop>) => ownFindings(s.app).map(f => `${f.severity} [${f.path}] ${f.message}`);

describe('a workload of several objects', () => {
  const versions = (s: ReturnType<typeof shop>) => [deployment(s.chart, 'cat-v1', { app: 'cat', version: 'v1' }), deployment(s.chart, 'cat-v2', { app: 'cat', version: 'v2' })] as const;

  test('is told from others by what its objects have in common', () => {
    const s = shop();
    const [apiObject, other] = versions(s);
    const workload = Workload.fromApiObject(s.chart, 'pods', { namespace: s.namespace, name: 'cat', apiObject, otherVersions: [other] });
    const cat = new MeshService(s.chart, 'cat', { namespace: s.namespace, workload, ports: [ServicePort.http(80)] });
    new CanaryRelease(s.chart, 'canary', { service: cat, stable: v1, canary: v2, weight: 5 });
    account(s.chart);
    expect(find(manifests(s.app), 'Service').spec.selector).toEqual({ app: 'cat' });
    expect(messages(s)).toEqual([]);
  });

  test('marks of the mesh are put on the pods of each', () => {
    const s = shop(Mesh.istioAmbient());
    const [apiObject, other] = versions(s);
    Workload.fromApiObject(s.chart, 'pods', { namespace: s.namespace, apiObject, otherVersions: [other], enrolled: false });
    const labels = manifests(s.app).filter(o => o.kind === 'Deployment').map(o => o.spec.template.metadata.labels);
    expect(labels).toEqual([expect.objectContaining({ 'istio.io/dataplane-mode': 'none' }), expect.objectContaining({ 'istio.io/dataplane-mode': 'none' })]);
  });

  test.each<[string, (s: ReturnType<typeof shop>) => ApiObject[], RegExp]>([
    ['no label in common', s => [deployment(s.chart, 'a', { app: 'a' }), deployment(s.chart, 'b', { app: 'b' })], /\[shop\/pods\] Deployment a, Deployment b select their pods by no common label/],
    ['two accounts', s => [deployment(s.chart, 'a', { app: 'a' }), deployment(s.chart, 'b', { app: 'a', v: '2' }, 'dog')], /the pods of a run under ServiceAccount "cat", those of b under "dog"/],
  ])('refuses objects with %s', (_, make, message) => {
    const s = shop();
    const [apiObject, ...otherVersions] = make(s) as [ApiObject, ...ApiObject[]];
    expect(() => Workload.fromApiObject(s.chart, 'pods', { namespace: s.namespace, apiObject, otherVersions })).toThrow(message);
  });
});

describe('what does not fit is found at synth', () => {
  test('a version that no object makes pods for', () => {
    const s = shop();
    account(s.chart);
    const workload = Workload.fromApiObject(s.chart, 'pods', { namespace: s.namespace, apiObject: deployment(s.chart, 'cat', { app: 'cat' }) });
    const cat = new MeshService(s.chart, 'cat', { namespace: s.namespace, workload, ports: [ServicePort.http(80)] });
    new CanaryRelease(s.chart, 'canary', { service: cat, stable: v1, canary: v2, weight: 5 });
    const all = MeshReport.of(s.app).findings.map(f => `${f.severity} [${f.path}] ${f.message}`);
    expect(all).toEqual(expect.arrayContaining([
      expect.stringContaining('warning [shop/canary] version "v1" of "cat" has no pods: none of the objects behind it makes pods with {"version":"v1"}'),
      expect.stringContaining('version "v2"'),
      expect.stringContaining('error [shop/cat/destinationrule-cat] subset-selects-no-pods at spec.subsets[0].labels'),
    ]));
  });

  test('a port that two names say different things about', () => {
    const s = shop();
    const workload = Workload.fromApiObject(s.chart, 'pods', { namespace: s.namespace, apiObject: deployment(s.chart, 'cat', { app: 'cat' }, 'cat', [{ name: 'grpc', containerPort: 7070 }]) });
    new MeshService(s.chart, 'cat', { namespace: s.namespace, workload, ports: [ServicePort.http(7070)] });
    expect(messages(s)).toEqual([expect.stringContaining('warning [shop/cat] port 7070 speaks http, and the container port that it leads to is called "grpc", which says grpc')]);
  });

  test('calls that nobody writes down', () => {
    const s = shop();
    Workload.fromApiObject(s.chart, 'pods', { namespace: s.namespace, apiObject: deployment(s.chart, 'cat', { app: 'cat' }) }).calls(s.service('dog'));
    expect(messages(s)).toContainEqual(expect.stringContaining('warning [shop/pods] declares calls, and the App has no ServiceAccount shop/cat to write them on'));
  });

  test('another account than the one that was handed in', () => {
    const s = shop();
    const object = deployment(s.chart, 'cat', { app: 'cat' });
    Workload.fromApiObject(s.chart, 'pods', { namespace: s.namespace, apiObject: object });
    object.addJsonPatch({ _toJson: () => ({ op: 'replace', path: '/spec/template/spec/serviceAccountName', value: 'dog' }) } as never);
    expect(() => s.app.synthYaml()).toThrow(/\[shop\/pods\] the pods ran under ServiceAccount "cat" when they were handed in and run under "dog" now/);
  });
});

describe('objects of others that would win', () => {
  const foreign = (s: ReturnType<typeof shop>, apiVersion: string, kind: string, name: string, spec: object) =>
    new ApiObject(s.chart, 'theirs', { apiVersion, kind, metadata: { name, namespace: 'shop' }, spec });
  const timed = (s: ReturnType<typeof shop>) => new RequestTimeout(s.chart, 'timeout', { service: s.service('cat'), request: Duration.seconds(1) });

  test.each<[string, (s: ReturnType<typeof shop>) => unknown, RegExp]>([
    ['istio-sidecar', s => foreign(s, 'networking.istio.io/v1', 'VirtualService', 'x', { hosts: ['cat'] }), /\[shop\/theirs\] VirtualService "x" is for the host of Service "cat", which has a VirtualService of its own/],
    ['istio-ambient', s => foreign(s, 'networking.istio.io/v1', 'VirtualService', 'x', { hosts: ['cat.shop.svc.cluster.local'] }), /which has a HTTPRoute of its own/],
    ['istio-ambient', s => foreign(s, 'gateway.networking.k8s.io/v1', 'GRPCRoute', 'x', { parentRefs: [{ group: '', kind: 'Service', name: 'cat' }] }), /GRPCRoute "x" is for port 7070 of Service "cat", which has HTTPRoutes/],
    ['linkerd', s => foreign(s, 'linkerd.io/v1alpha2', 'ServiceProfile', 'cat.shop.svc.cluster.local', { routes: [{ name: 'x' }] }), /has routes, and Linkerd's proxies then leave/],
    ['gateway-api', s => foreign(s, 'gateway.networking.k8s.io/v1', 'GRPCRoute', 'x', { parentRefs: [{ group: '', kind: 'Service', name: 'cat', port: 7070 }] }), /only one of the two kinds acts on a port/],
  ])('on %s are an error', (mesh, make, message) => {
    const s = shop(Mesh.fromName(mesh));
    make(s);
    timed(s);
    expect(() => s.app.synthYaml()).toThrow(message);
  });

  test('of the DestinationRule too, and not beside intents that render none', () => {
    const s = shop();
    foreign(s, 'networking.istio.io/v1', 'DestinationRule', 'x', { host: 'cat' });
    const timeout = timed(s);
    expect(timeout.node.path).toBe('shop/timeout');
    expect(() => s.app.synthYaml()).not.toThrow();
    new CircuitBreaker(s.chart, 'breaker', { service: s.chart.node.findChild('cat') as MeshService, limits: { maxConnections: 1 } });
    expect(() => s.app.synthYaml()).toThrow(/DestinationRule "x" is for the host of Service "cat", which has one of its own/);
  });

  test('for gateways only are left alone', () => {
    const s = shop();
    foreign(s, 'networking.istio.io/v1', 'VirtualService', 'x', { hosts: ['cat'], gateways: ['edge/public'], http: [{ route: [{ destination: { host: 'cat' } }] }] });
    timed(s);
    expect(() => s.app.synthYaml()).not.toThrow();
  });
});

test('retries that a mesh makes by itself are not left in force unsaid', () => {
  const s = shop(Mesh.istioAmbient());
  new RetryPolicy(s.chart, 'retries', { service: s.service('cat'), retries: Retries.none(), whenUnsupported: WhenUnsupported.OMIT });
  expect(messages(s)).toEqual([expect.stringContaining('warning [shop/retries] Retries.none() is left out for service "cat", and istio-ambient may make retries of its own')]);
});
