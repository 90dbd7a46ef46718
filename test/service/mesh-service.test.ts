import type { App, Chart } from 'cdk8s';
import { ApiObject, Duration, Include } from 'cdk8s';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CanaryRelease, ContainerPort, GrpcMethod, HttpMethod, Mesh, MeshNamespace, MeshService, Probe, RequestTimeout, ServicePort, ServiceType, Workload,
} from '../../src';
import { find, manifests, shop, v1, v2 } from '../support/app';

const deployment = (scope: Chart, name: string, more: { labels?: object; spec?: object; namespace?: string } = {}) => new ApiObject(scope, `${name}-deployment`, {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: more.namespace ?? 'shop' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name, ...more.labels } }, spec: { serviceAccountName: name, containers: [{ name: 'main', image: 'main', ports: [{ name: 'http', containerPort: 8080 }] }], ...more.spec } },
  },
});
const kubeService = (scope: Chart, name: string, spec: object = {}, namespace = 'shop') => new ApiObject(scope, `${name}-service`, {
  apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});

describe('a service that is made here', () => {
  test('has a Service whose ports say what they speak, and a ServiceAccount', () => {
    const { app, chart, namespace } = shop();
    new MeshService(chart, 'api', { namespace, ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.grpc(7070), ServicePort.http(9090), ServicePort.tcp(6379, { name: 'redis' })] });
    const objects = manifests(app);
    expect(find(objects, 'Service').spec).toEqual({
      selector: { app: 'api' },
      ports: [
        { name: 'http-80', port: 80, targetPort: 8080, protocol: 'TCP', appProtocol: 'http' },
        { name: 'grpc', port: 7070, targetPort: 7070, protocol: 'TCP', appProtocol: 'grpc' },
        { name: 'http-9090', port: 9090, targetPort: 9090, protocol: 'TCP', appProtocol: 'http' },
        { name: 'redis', port: 6379, targetPort: 6379, protocol: 'TCP', appProtocol: 'tcp' },
      ],
    });
    expect(find(objects, 'ServiceAccount').metadata).toEqual({ name: 'api', namespace: 'shop' });
  });

  test('takes type, labels and account, and leaves the account to others', () => {
    const { app, chart, namespace } = shop();
    const api = new MeshService(chart, 'api', {
      namespace, name: 'web', type: ServiceType.LOAD_BALANCER, podLabels: { role: 'web' }, serviceAccountName: 'front', createServiceAccount: false, ports: [ServicePort.http(80)],
    });
    const objects = manifests(app);
    expect(find(objects, 'Service').spec).toMatchObject({ type: 'LoadBalancer', selector: { role: 'web' } });
    expect(objects.filter(o => o.kind === 'ServiceAccount')).toEqual([]);
    expect([api.serviceName, api.hostName, api.workload?.serviceAccountName]).toEqual(['web', 'web.shop.svc.cluster.local', 'front']);
  });

  test('a second door leads to the same pods', () => {
    const { app, chart, namespace, service } = shop();
    const frontend = service('frontend', ServicePort.http(80));
    const outside = new MeshService(chart, 'frontend-external', { namespace, workload: frontend.workload!, type: ServiceType.LOAD_BALANCER, ports: [ServicePort.http(80)] });
    const objects = manifests(app);
    expect(outside.workload).toBe(frontend.workload);
    expect(find(objects, 'Service', 'frontend-external').spec.selector).toEqual(find(objects, 'Service', 'frontend').spec.selector);
    expect(objects.filter(o => o.kind === 'ServiceAccount')).toHaveLength(1);
  });

  test('one account of two services is one object', () => {
    const { app, chart, namespace } = shop();
    for (const id of ['a', 'b']) new MeshService(chart, id, { namespace, serviceAccountName: 'both', ports: [ServicePort.http(80)] });
    expect(find(manifests(app), 'ServiceAccount').metadata.name).toBe('both');
  });

  test.each<[string, (s: ReturnType<typeof shop>) => unknown, RegExp]>([
    ['name', s => s.service('Cart'), /\[shop\/Cart\] name "Cart" must be at most 63 lower-case letters/],
    ['name with a digit first', s => s.service('1cart'), /starting with a letter/],
    ['no port', s => new MeshService(s.chart, 'x', { namespace: s.namespace, ports: [] }), /\[shop\/x\] ports is empty; a Service needs a port/],
    ['port number', s => s.service('x', ServicePort.http(70000)), /ports\[0\] 70000 must be a whole number from 1 to 65535/],
    ['port twice', s => s.service('x', ServicePort.http(80), ServicePort.grpc(80)), /ports has port 80 twice/],
    ['port name', s => s.service('x', ServicePort.http(80, { name: 'HTTP' })), /ports\[0\]\.name "HTTP" must be/],
    ['label', s => new MeshService(s.chart, 'x', { namespace: s.namespace, podLabels: { app: 'a b' }, ports: [ServicePort.http(80)] }), /podLabels: value "a b" of label "app" must be/],
    ['no label', s => new MeshService(s.chart, 'x', { namespace: s.namespace, podLabels: {}, ports: [ServicePort.http(80)] }), /podLabels is empty and would select every pod/],
    ['account', s => new MeshService(s.chart, 'x', { namespace: s.namespace, serviceAccountName: 'A', ports: [ServicePort.http(80)] }), /serviceAccountName "A" must be/],
    ['probe path', s => new MeshService(s.chart, 'x', { namespace: s.namespace, probes: [Probe.http(80, 'healthz')], ports: [ServicePort.http(80)] }), /probes\[0\]\.path "healthz" must start with "\/"/],
    ['container port name', s => new MeshService(s.chart, 'x', { namespace: s.namespace, containerPorts: [ContainerPort.http('a-very-long-port-name', 1)], ports: [ServicePort.http(80)] }), /at most 15 lower-case/],
    ['declared twice', s => { s.service('a'); new MeshService(s.chart, 'b', { namespace: s.namespace, name: 'a', ports: [ServicePort.http(80)] }); }, /\[shop\/b\] service "shop\/a" is declared at \[shop\/a\] already/],
    ['pods twice', s => new MeshService(s.chart, 'x', { namespace: s.namespace, workload: s.service('a').workload!, podLabels: { a: 'b' }, ports: [ServicePort.http(80)] }), /podLabels describes pods, and `workload` already names them/],
    ['pods elsewhere', s => new MeshService(s.chart, 'x', { namespace: new MeshNamespace(s.chart, 'other', { mesh: Mesh.linkerd() }), workload: s.service('a').workload!, ports: [ServicePort.http(80)] }), /workload "a" runs in namespace "shop", the service in "other"/],
  ])('refuses a wrong %s', (_, make, message) => {
    const s = shop();
    expect(() => make(s)).toThrow(message);
  });

  test('a constructor that throws leaves nothing behind: its id can be used again', () => {
    const { app, service } = shop();
    expect(() => service('cart', ServicePort.http(0))).toThrow();
    expect(() => service('cart', ServicePort.http(80))).not.toThrow();
    expect(find(manifests(app), 'Service').spec.ports[0].port).toBe(80);
  });
});

describe('a service whose objects others make', () => {
  test.each(['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'])('ports get their name and protocol by patch (%s)', mesh => {
    const { app, chart, namespace } = shop(Mesh.fromName(mesh));
    const workload = Workload.fromApiObject(chart, 'pods', { apiObject: deployment(chart, 'api'), namespace });
    const api = MeshService.fromApiObject(chart, 'api', { apiObject: kubeService(chart, 'api'), workload, namespace, ports: [ServicePort.http(80)] });
    new RequestTimeout(chart, 'timeout', { service: api, request: Duration.seconds(3) });
    const objects = manifests(app);
    expect(find(objects, 'Service').spec.ports).toEqual([{ name: 'http', port: 80, targetPort: 8080, appProtocol: 'http' }]);
    expect(objects.some(o => ['VirtualService', 'HTTPRoute'].includes(o.kind))).toBe(true);
  });

  test('ambient puts the waypoint label on the Service of others', () => {
    const { app, chart, namespace } = shop(Mesh.istioAmbient());
    const workload = Workload.fromApiObject(chart, 'pods', { apiObject: deployment(chart, 'api'), namespace });
    const api = MeshService.fromApiObject(chart, 'api', { apiObject: kubeService(chart, 'api'), workload, namespace, ports: [ServicePort.http(80)] });
    expect(find(manifests(app), 'Service').metadata.labels).toBeUndefined();
    new RequestTimeout(chart, 'timeout', { service: api, request: Duration.seconds(3) });
    expect(find(manifests(app), 'Service').metadata.labels).toEqual({ 'istio.io/use-waypoint': 'waypoint' });
  });

  test('YAML from a file is taken like any object; protocols are read from its names', () => {
    const { app, chart, namespace } = shop();
    const file = join(mkdtempSync(join(tmpdir(), 'mesh-')), 'api.yaml');
    writeFileSync(file, 'apiVersion: v1\nkind: Service\nmetadata: { name: api, namespace: shop }\nspec:\n  selector: { app: api }\n  ports: [{ name: grpc-web, port: 80 }]\n');
    const include = new Include(chart, 'yaml', { url: file });
    const workload = Workload.of(chart, 'api-pods', { namespace, podLabels: { app: 'api' } });
    MeshService.fromApiObject(chart, 'api', { apiObject: include.apiObjects[0]!, workload, namespace });
    expect(find(manifests(app), 'Service').spec.ports).toEqual([{ name: 'grpc-web', port: 80, appProtocol: 'grpc' }]);
  });

  test('labels, account, ports and probes of pods are read from their object', () => {
    const { chart, namespace } = shop();
    const workload = Workload.fromApiObject(chart, 'pods', {
      namespace,
      apiObject: deployment(chart, 'api', { labels: { version: 'v1' }, spec: { containers: [{
        name: 'main', ports: [{ name: 'grpc', containerPort: 7070 }, { name: 'admin', containerPort: 9 }],
        readinessProbe: { grpc: { port: 7070 } }, livenessProbe: { httpGet: { port: 'admin', path: '/live', scheme: 'HTTPS' } }, startupProbe: { tcpSocket: { port: 9 } },
      }] } }),
    });
    expect(workload._model).toMatchObject({
      policyLabels: { app: 'api' }, account: { namespace: 'shop', name: 'api' }, ports: [{ name: 'grpc', number: 7070, protocol: 'grpc' }],
      probes: [{ kind: 'grpc', port: 7070 }, { kind: 'http', port: 9, path: '/live', https: true }, { kind: 'tcp', port: 9 }],
    });
  });

  test.each([['istio-ambient', 'labels', 'istio.io/dataplane-mode', 'none'], ['istio-sidecar', 'labels', 'sidecar.istio.io/inject', 'false'], ['linkerd', 'annotations', 'linkerd.io/inject', 'disabled']])(
    'pods can stay out of %s', (mesh, kind, key, value) => {
      const { app, chart, namespace } = shop(Mesh.fromName(mesh));
      Workload.fromApiObject(chart, 'pods', { apiObject: deployment(chart, 'api'), namespace, enrolled: false });
      expect(find(manifests(app), 'Deployment').spec.template.metadata[kind]).toMatchObject({ [key]: value });
    });

  test.each<[string, (s: ReturnType<typeof shop>) => unknown, RegExp]>([
    ['another kind', s => MeshService.fromApiObject(s.chart, 'x', { apiObject: deployment(s.chart, 'a'), workload: s.service('a').workload!, namespace: s.namespace }), /apiObject is a Deployment; hand in a Service/],
    ['another namespace', s => MeshService.fromApiObject(s.chart, 'x', { apiObject: kubeService(s.chart, 'a', {}, 'other'), workload: s.service('a').workload!, namespace: s.namespace }), /Service a is in namespace "other", not in "shop"/],
    ['ports that say nothing', s => MeshService.fromApiObject(s.chart, 'x', { apiObject: kubeService(s.chart, 'b'), workload: s.service('a').workload!, namespace: s.namespace }), /port 80 of the Service does not say what it speaks \(name none, appProtocol none\); give `ports`/],
    ['no pods', s => Workload.fromApiObject(s.chart, 'x', { apiObject: kubeService(s.chart, 'b', { selector: {} }), namespace: s.namespace }), /Service b has no pods with labels/],
  ])('refuses an object of %s', (_, make, message) => {
    const s = shop();
    expect(() => make(s)).toThrow(message);
  });

  test.each([
    ['a port that it does not have', { ports: [{ port: 81 }] }, /\[shop\/api\] Service api has no port 80; it has 81: correct `ports`/],
    ['other pods', { selector: { app: 'other' } }, /Service api selects pods with app: other, which those of workload "api" do not carry/],
    ['no selector', { selector: {} }, /Service api selects no pods/],
    ['headless', { clusterIP: 'None' }, /Service api is headless, so no route can take hold/],
  ])('at synth: %s', (_, spec, message) => {
    const { app, chart, namespace } = shop();
    const workload = Workload.fromApiObject(chart, 'pods', { apiObject: deployment(chart, 'api'), namespace });
    const api = MeshService.fromApiObject(chart, 'api', { apiObject: kubeService(chart, 'api', spec), workload, namespace, ports: [ServicePort.http(80)] });
    new RequestTimeout(chart, 'timeout', { service: api, request: Duration.seconds(3) });
    expect(() => app.synthYaml()).toThrow(message);
  });
});

describe('a service that lives elsewhere', () => {
  const legacy = (s: ReturnType<typeof shop>, id = 'legacy', more: object = {}) =>
    MeshService.fromAttributes(s.chart, id, { namespace: s.namespace, name: 'legacy', ports: [ServicePort.http(80)], ...more });

  test('nothing is made for it but what intents need', () => {
    const s = shop(Mesh.gatewayApi());
    const service = legacy(s);
    expect(manifests(s.app).map(o => o.kind)).toEqual(['Namespace']);
    new RequestTimeout(s.chart, 'timeout', { service, request: Duration.seconds(3) });
    expect(manifests(s.app).map(o => o.kind).sort()).toEqual(['HTTPRoute', 'Namespace']);
  });

  test('two handles share what is declared', () => {
    const s = shop();
    legacy(s);
    const again = legacy(s, 'again');
    new RequestTimeout(s.chart, 'a', { service: again, request: Duration.seconds(3) });
    expect(() => new RequestTimeout(s.chart, 'b', { service: legacy(s, 'third'), request: Duration.seconds(3) })).toThrow('does not go together with [shop/a]');
    expect(() => legacy(s, 'fourth', { ports: [ServicePort.grpc(80)] })).toThrow('[shop/fourth] service "shop/legacy" has other ports at [shop/legacy]');
  });

  test('a label that it would need is asked for, unless it is known to be there', () => {
    const s = shop(Mesh.istioAmbient());
    const timeout = (id: string, service: MeshService) => new RequestTimeout(s.chart, id, { service, request: Duration.seconds(3) });
    expect(() => timeout('a', legacy(s))).toThrow('[shop/a] Service "legacy" is not in this App and would have to carry labels istio.io/use-waypoint: "waypoint"');
    const labelled = MeshService.fromAttributes(s.chart, 'l', { namespace: s.namespace, name: 'labelled', ports: [ServicePort.http(80)], labels: { 'istio.io/use-waypoint': 'waypoint' } });
    expect(() => timeout('b', labelled)).not.toThrow();
  });

  test('without known pods it has no versions by label, and calls nothing', () => {
    const s = shop();
    const service = legacy(s);
    expect(() => new CanaryRelease(s.chart, 'c', { service, stable: v1, canary: v2, weight: 1 })).toThrow(/the pods of "legacy" are not known; give podLabels/);
    expect(() => service.calls(service)).toThrow(/the pods of "legacy" are not known; give podLabels and serviceAccountName/);
  });
});

describe('calls', () => {
  const calls = (app: App, name: string) => JSON.parse(find(manifests(app), 'ServiceAccount', name).metadata.annotations['cdk8s-mesh.dev/calls']);

  test('are written on the ServiceAccount of the caller, the same in any order', () => {
    const { app, service } = shop();
    const [a, b, c] = [service('a'), service('b'), service('c', ServicePort.http(80))];
    a.calls(c, { methods: [HttpMethod.POST, HttpMethod.GET], paths: ['/x/*'], ports: [80] });
    a.calls(b, { grpcMethods: [GrpcMethod.of('shop.B', 'Get'), GrpcMethod.of('shop.A')] });
    expect(calls(app, 'a')).toEqual([
      { to: 'shop/b', grpcMethods: ['shop.A', 'shop.B/Get'] },
      { to: 'shop/c', ports: [80], methods: ['GET', 'POST'], paths: ['/x/*'] },
    ]);
  });

  test('of pods without a Service, whose account another construct makes', () => {
    const { app, chart, namespace, service } = shop();
    new ApiObject(chart, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'load', namespace: 'shop' } });
    Workload.of(chart, 'load', { namespace, createServiceAccount: false }).calls(service('a'));
    expect(calls(app, 'load')).toEqual([{ to: 'shop/a' }]);
  });

  test.each<[object, RegExp]>([
    [{ ports: [81] }, /\[shop\/a\/workload\] calls\(shop\/b\): port 81 is not a port of the service; it has 7070, 6379/],
    [{ paths: ['x'] }, /paths\[0\] "x" must start with "\/"/],
    [{ paths: ['/a*b'] }, /paths\[0\] "\/a\*b" may have one "\*", as its first or last character/],
    [{ ports: [6379], methods: ['GET'] }, /methods and paths need a port that speaks HTTP, and it has 6379 \(tcp\)/],
    [{ ports: [6379], grpcMethods: [GrpcMethod.of('a.B')] }, /grpcMethods need a port that speaks gRPC/],
    [{ grpcMethods: [GrpcMethod.of('a/B')] }, /service "a\/B" must be a full gRPC service name/],
    [{ grpcMethods: [GrpcMethod.of('a.B', 'x/y')] }, /method "x\/y" must be a gRPC method name/],
  ])('refuses %j', (options, message) => {
    const { service } = shop();
    const b = service('b', ServicePort.grpc(7070), ServicePort.tcp(6379));
    expect(() => service('a').calls(b, options)).toThrow(message);
  });
});
