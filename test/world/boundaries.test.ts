import { App, Chart, Duration, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import {
  CanaryRelease, CircuitBreaker, Cluster, HttpMatch, Mesh, MeshChart, MeshNamespace, MeshReport, MeshService, RequestTimeout, ServicePort, ServiceVersion,
  StringMatch, WhenUnsupported, Workload,
} from '../../src';
import { find, manifests, shop, v1, v2 } from '../support/app';
import { ownFindings } from '../support/findings';

const timeout = (scope: Construct, service: MeshService) => new RequestTimeout(scope, 'timeout', { service, request: Duration.seconds(1) });
const findings = (app: App) => ownFindings(app).map(f => `${f.severity} [${f.path}] ${f.message}`);

describe('what belongs to another App or cluster', () => {
  test.each<[string, (there: ReturnType<typeof shop>, chart: Chart) => unknown, RegExp]>([
    ['an intent', (there, chart) => timeout(chart, there.service('a')), /\[here\/timeout\] service "a" belongs to another App/],
    ['a service', (there, chart) => new MeshService(chart, 'a', { namespace: there.namespace, ports: [ServicePort.http(80)] }), /\[here\/a\] namespace "shop" belongs to another App/],
    ['a handle', (there, chart) => MeshService.fromAttributes(chart, 'a', { namespace: there.namespace, name: 'a', ports: [ServicePort.http(80)] }), /belongs to another App/],
    ['a workload', (there, chart) => Workload.of(chart, 'a', { namespace: there.namespace }), /\[here\/a\] namespace "shop" belongs to another App/],
    ['a call', (there, chart) => {
      const namespace = new MeshNamespace(chart, 'ns', { mesh: Mesh.linkerd() });
      Workload.of(chart, 'a', { namespace }).calls(there.service('b'));
    }, /\[here\/a\] calls\(b\): the service belongs to another App/],
  ])('%s of another App is refused', (_, make, message) => {
    expect(() => make(shop(), new Chart(new App(), 'here'))).toThrow(message);
  });

  test('an intent, handle or workload of another cluster is refused', () => {
    const app = new App();
    const [a, b] = ['a', 'b'].map(name => { const chart = new Chart(app, name); Cluster.assign(chart, Cluster.of(name)); return chart; }) as [Chart, Chart];
    const namespace = new MeshNamespace(a, 'shop', { mesh: Mesh.linkerd() });
    const service = new MeshService(a, 'cart', { namespace, ports: [ServicePort.http(80)] });
    const message = /is in cluster "a", this construct in "b"/;
    expect(() => timeout(b, service)).toThrow(message);
    expect(() => MeshService.fromAttributes(b, 'x', { namespace, name: 'x', ports: [ServicePort.http(80)] })).toThrow(message);
    expect(() => Workload.of(b, 'x', { namespace })).toThrow(message);
  });

  test('a scope is for one cluster', () => {
    const app = new App();
    Cluster.assign(app, Cluster.of('a'));
    Cluster.assign(app, Cluster.of('a'));
    expect(() => Cluster.assign(app, Cluster.of('b'))).toThrow('[App] is for cluster "a" already, and cannot be for "b" too');
  });
});

describe('a namespace', () => {
  test.each([['the handle', false], ['the namespace', true]])('is made whichever comes first: %s', (_, first) => {
    const app = new App();
    const chart = new Chart(app, 'c');
    const make = [
      () => new MeshNamespace(chart, 'made', { name: 'shop', mesh: Mesh.istioSidecar(), labels: { team: 'x' } }),
      () => MeshNamespace.fromName(chart, 'handle', { name: 'shop', mesh: Mesh.istioSidecar() }),
    ];
    for (const m of first ? make : make.reverse()) m();
    expect(find(manifests(app), 'Namespace').metadata).toEqual({ name: 'shop', labels: { team: 'x', 'istio-injection': 'enabled' } });
  });

  test.each<[string, Mesh, (ns: MeshNamespace) => void, object]>([
    ['a chart adds', Mesh.istioSidecar({ revision: 'r1' }), () => undefined, { 'istio-injection': 'enabled' }],
    ['somebody adds', Mesh.istioSidecar({ revision: 'r1' }), ns => ns.resources[0]!.metadata.addLabel('istio-injection', 'enabled'), {}],
    ['somebody changes', Mesh.istioAmbient(), ns => ns.resources[0]!.metadata.addLabel('istio.io/dataplane-mode', 'none'), {}],
    ['somebody annotates', Mesh.istioAmbient(), ns => ns.resources[0]!.metadata.addAnnotation('linkerd.io/inject', 'enabled'), {}],
  ])('with a second enrolment that %s is an error', (_, mesh, change, labels) => {
    const app = new App();
    const chart = new Chart(app, 'c', { labels: labels as Record<string, string> });
    change(new MeshNamespace(chart, 'shop', { mesh }));
    expect(() => app.synthYaml()).toThrow(/\[c\/shop\] Namespace shop would be written with .*; take the label off/);
  });
});

describe('versions that overlap', () => {
  test.each<[string, (s: ReturnType<typeof shop>) => ServiceVersion, RegExp]>([
    ['all pods', () => ServiceVersion.labels('v2', { app: 'cart' }), /version "v2" is all pods of "cart"/],
    ['a part of another', () => ServiceVersion.labels('v2', { version: 'v1', tier: 'x' }), /versions "v1" and "v2" are the same pods, or part of them/],
    ['another door', s => ServiceVersion.service('v2', new MeshService(s.chart, 'door', { namespace: s.namespace, workload: (s.chart.node.findChild('cart') as MeshService).workload!, ports: [ServicePort.grpc(7070)] })), /"door" is another door to the same pods as "cart"/],
  ])('are refused: %s', (_, canary, message) => {
    const s = shop();
    const cart = s.service('cart');
    expect(() => new CanaryRelease(s.chart, 'c', { service: cart, stable: v1, canary: canary(s), weight: 1 })).toThrow(message);
  });
});

test('limits that count requests need requests', () => {
  const s = shop();
  expect(() => new CircuitBreaker(s.chart, 'b', { service: s.service('redis', ServicePort.tcp(6379)), limits: { maxRequests: 3 } }))
    .toThrow('[shop/b] limits counts requests, and no port of service "redis" speaks HTTP or gRPC; use maxConnections');
});

test('a match that only this data plane has no place for can be left out', () => {
  const s = shop(Mesh.gatewayApi());
  const cart = s.service('cart', ServicePort.http(80));
  new CanaryRelease(s.chart, 'canary', {
    service: cart, stable: v1, canary: v2, weight: 10, whenUnsupported: WhenUnsupported.OMIT,
    match: [HttpMatch.pathRegex('/v[2-9]/.*'), HttpMatch.header('x-canary', StringMatch.exact('1'))],
  });
  const { rules } = find(manifests(s.app), 'HTTPRoute').spec;
  expect(rules.map((r: { matches: object[] }) => r.matches)).toEqual([
    [{ headers: [{ name: 'x-canary', type: 'Exact', value: '1' }], path: { type: 'PathPrefix', value: '/' } }], [{ path: { type: 'PathPrefix', value: '/' } }],
  ]);
  expect(MeshReport.of(s.app).features.filter(f => f.omitted).map(f => f.feature)).toEqual(['match-path', 'match-regex']);
});

test('a call to another port than the ruled ones crosses meshes unharmed', () => {
  const app = new App();
  const chart = new Chart(app, 'c');
  const [ambient, sidecar] = [Mesh.istioAmbient(), Mesh.istioSidecar()].map(mesh => new MeshNamespace(chart, mesh.meshName, { mesh })) as [MeshNamespace, MeshNamespace];
  const callee = new MeshService(chart, 'callee', { namespace: sidecar, ports: [ServicePort.http(80), ServicePort.http(81)] });
  new RequestTimeout(chart, 'timeout', { service: callee, request: Duration.seconds(1), port: 80 });
  const caller = Workload.of(chart, 'caller', { namespace: ambient });
  caller.calls(callee, { ports: [81] });
  expect(findings(app)).toEqual([]);
  caller.calls(callee, { ports: [80] });
  expect(findings(app)).toEqual([expect.stringMatching(/^error \[c\/caller\] calls istio-sidecar\/callee/)]);
});

test('a patch by kind that nothing takes is said', () => {
  const s = shop();
  s.service('cart').patch('VirtualServce', JsonPatch.add('/x', 1));
  expect(findings(s.app)).toEqual([expect.stringContaining('warning [shop/cart] patch("VirtualServce"): nothing of that kind is rendered here (Service)')]);
});

test('a child that stands where an object has to is an error with the path', () => {
  const s = shop();
  const cart = s.service('cart');
  new Construct(cart, 'virtualservice-cart');
  timeout(s.chart, cart);
  expect(() => s.app.synthYaml()).toThrow('[shop/cart] has a child "virtualservice-cart" of somebody else\'s, and needs that id for VirtualService cart');
});

test('MeshChart asks the validations of its own constructs', () => {
  const app = new App();
  const chart = new MeshChart(app, 'c');
  new Construct(chart, 'mine').node.addValidation({ validate: () => ['no'] });
  expect(() => chart.toJson()).toThrow(/\[c\/mine\] no/);
});

test('routes of a port and of a service that is called alike do not meet', () => {
  const s = shop(Mesh.gatewayApi());
  timeout(s.chart, s.service('a', ServicePort.http(80), ServicePort.grpc(81)));
  new RequestTimeout(s.chart, 'other', { service: s.service('a-http'), request: Duration.seconds(1) });
  expect(manifests(s.app).filter(o => o.kind === 'HTTPRoute').map(o => o.metadata.name).sort()).toEqual(['a-http', 'a.grpc', 'a.http']);
});

test('a waypoint\'s name is nobody else\'s account or version', () => {
  const s = shop(Mesh.istioAmbient());
  Workload.of(s.chart, 'waypoint', { namespace: s.namespace });
  expect(() => timeout(s.chart, s.service('cart'))).toThrow(/ServiceAccount "waypoint" has the name of the waypoint that "cart" needs/);
});
