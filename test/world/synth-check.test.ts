import { ApiObject, App, Chart, Duration, Testing, YamlOutputType } from 'cdk8s';
import { CanaryRelease, Cluster, Mesh, MeshChart, MeshNamespace, MeshReport, MeshService, RequestTimeout, ServicePort, Workload } from '../../src';
import { asSet, manifests, shop, v1, v2 } from '../support/app';

const raw = (scope: Chart, id: string, kind: string, name: string, namespace?: string) =>
  new ApiObject(scope, id, { apiVersion: 'v1', kind, metadata: { name, ...(namespace && { namespace }) } });

describe('the whole App is checked at synth', () => {
  test('two objects of one cluster, kind, namespace and name are an error that names both', () => {
    const { app, chart, service } = shop();
    service('cart');
    raw(chart, 'mine', 'Service', 'cart', 'shop');
    expect(() => app.synthYaml()).toThrow('[shop/mine] Service shop/cart is also made at [shop/cart/service-cart]; the one applied last would win');
  });

  test('the same objects for two clusters are none', () => {
    const app = new App();
    for (const name of ['dev', 'prod']) {
      const chart = new Chart(app, name);
      Cluster.assign(chart, Cluster.of(name));
      const namespace = new MeshNamespace(chart, 'shop', { mesh: Mesh.linkerd() });
      new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] });
    }
    expect(() => app.synthYaml()).not.toThrow();
  });

  test('a generated version Service that meets one of the user names both', () => {
    const { app, chart, service } = shop(Mesh.gatewayApi());
    const cart = service('cart');
    service('cart-v2');
    new CanaryRelease(chart, 'canary', { service: cart, stable: v1, canary: v2, weight: 1 });
    expect(() => app.synthYaml()).toThrow(/\[shop\/cart-v2\/service-cart-v2\] Service shop\/cart-v2 is also made at \[shop\/cart\/service-cart-v2\]/);
  });

  test('pods that belong to two workloads are an error', () => {
    const { app, chart, namespace, service } = shop();
    service('cart');
    Workload.of(chart, 'cart-canary', { namespace, podLabels: { app: 'cart', track: 'canary' } });
    expect(() => app.synthYaml()).toThrow('[shop/cart-canary] selects pods (app=cart, track=canary) that also belong to [shop/cart/workload] (app=cart)');
  });

  test('two services on the same pods have to say so', () => {
    const { app, chart, namespace, service } = shop();
    service('cart');
    new MeshService(chart, 'door', { namespace, podLabels: { app: 'cart' }, serviceAccountName: 'door', ports: [ServicePort.http(80)] });
    expect(() => app.synthYaml()).toThrow(/selects the same pods as \[shop\/cart\/workload\] \(app=cart\); a second service on the same pods takes `workload: first\.workload`/);
  });

  test('every way of synthesis checks, and sees what was added since', () => {
    const { app, chart } = shop();
    expect(() => Testing.synth(chart)).not.toThrow();
    raw(chart, 'a', 'ConfigMap', 'x');
    raw(chart, 'b', 'ConfigMap', 'x');
    expect(() => Testing.synth(chart)).toThrow(/ConfigMap x is also made at/);
    expect(() => app.synthYaml()).toThrow(/ConfigMap x is also made at/);
  });

  test('no manifest is written when the check fails', () => {
    const app = Testing.app();
    const chart = new Chart(app, 'c');
    raw(chart, 'a', 'ConfigMap', 'x');
    raw(chart, 'b', 'ConfigMap', 'x');
    new MeshNamespace(chart, 'shop', { mesh: Mesh.linkerd() });
    expect(() => app.synth()).toThrow(/ConfigMap x is also made at/);
    expect(jest.requireActual<typeof import('fs')>('fs').readdirSync(app.outdir)).toEqual([]);
  });
});

describe('MeshChart', () => {
  const program = (make: (app: App, id: string) => Chart) => {
    const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_CHART });
    for (const id of ['a', 'b', 'c']) {
      const chart = make(app, id);
      const namespace = new MeshNamespace(chart, id, { mesh: Mesh.istioSidecar() });
      const service = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] });
      new RequestTimeout(chart, 'timeout', { service, request: Duration.seconds(1) });
    }
    return app;
  };

  test('writes what Chart writes', () => {
    const mesh = manifests(program((app, id) => new MeshChart(app, id)));
    const plain = manifests(program((app, id) => new Chart(app, id)));
    expect(asSet(mesh)).toEqual(asSet(plain));
  });

  test('keeps the order that dependencies ask for', () => {
    const app = new App();
    const chart = new MeshChart(app, 'c');
    const first = raw(chart, 'a', 'ConfigMap', 'a');
    const second = raw(chart, 'b', 'ConfigMap', 'b');
    first.addDependency(second);
    expect(chart.toJson().map(o => o.metadata.name)).toEqual(['b', 'a']);
  });

  test('leaves charts inside it to themselves', () => {
    const app = new App();
    const outer = new MeshChart(app, 'outer');
    raw(outer, 'a', 'ConfigMap', 'a');
    raw(new MeshChart(outer, 'inner'), 'b', 'ConfigMap', 'b');
    expect(outer.toJson().map(o => o.metadata.name)).toEqual(['a']);
  });

  test('checks the App, also for constructs added to it after another chart was written', () => {
    const app = new App();
    const [a, b] = [new MeshChart(app, 'a'), new MeshChart(app, 'b')];
    raw(a, 'x', 'ConfigMap', 'x');
    a.toJson();
    raw(b, 'x', 'ConfigMap', 'x');
    expect(() => b.toJson()).toThrow('[b/x] ConfigMap x is also made at [a/x]');
  });
});

describe('clusters', () => {
  const namespaceIn = (chart: Chart) => new MeshNamespace(chart, 'shop', { mesh: Mesh.gatewayApi() });

  test('the nearest assignment counts', () => {
    const app = new App();
    Cluster.assign(app, Cluster.of('dev'));
    const chart = new Chart(app, 'c');
    Cluster.assign(chart, Cluster.of('prod', { gatewayApiVersion: '1.4' }));
    namespaceIn(chart);
    expect(MeshReport.of(app).clusters).toEqual([{ name: 'prod', gatewayApiVersion: '1.4', gatewayApiChannel: 'standard' }]);
  });

  test('is assigned before anything is made', () => {
    const chart = new Chart(new App(), 'c');
    namespaceIn(chart);
    expect(() => Cluster.assign(chart, Cluster.of('prod'))).toThrow('[c] already holds mesh constructs');
  });

  test('one name has one set of attributes', () => {
    const app = new App();
    Cluster.assign(new Chart(app, 'a'), Cluster.of('prod'));
    Cluster.assign(new Chart(app, 'b'), Cluster.of('prod'));
    expect(() => Cluster.assign(new Chart(app, 'c'), Cluster.of('prod', { trustDomain: 'x.example' }))).toThrow('[c] cluster "prod" has other attributes at [a]');
  });

  test.each([
    [() => Cluster.of('Prod'), /name "Prod" must be at most 63 lower-case letters/],
    [() => Cluster.of('prod', { gatewayApiVersion: '1.1' }), /gatewayApiVersion "1\.1" is none that is known; use one of 1\.2, 1\.3/],
    [() => Cluster.of('prod', { trustDomain: 'a b' }), /trustDomain "a b" must be/],
  ])('refuses wrong attributes (%#)', (make, message) => {
    expect(make).toThrow(message);
  });
});
