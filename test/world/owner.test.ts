import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { Duration } from 'cdk8s';
import { CanaryRelease, Mesh, MeshChecks, MeshNamespace, MeshService, RequestTimeout, ServicePort } from '../../src';
import { find, manifests, shop, v1, v2 } from '../support/app';
import { Owner } from '../../src/world/owner';
import type { Resource } from '../../src/model/resource';
import { resource } from '../../src/model/resource';

describe('rendered objects', () => {
  test('what intents ask for can be had and patched before synth', () => {
    const { chart, service } = shop();
    const cart = service('cart');
    new CanaryRelease(chart, 'canary', { service: cart, stable: v1, canary: v2, weight: 10 });
    expect(cart.resource('VirtualService').name).toBe('cart');
    expect(cart.resources.map(r => r.kind).sort()).toEqual(['DestinationRule', 'Service', 'VirtualService']);
  });

  test('a patch by kind acts on the wire form, also on objects that come later', () => {
    const { app, chart, service } = shop();
    const cart = service('cart');
    // A field of a mesh that is newer than the schemas.
    MeshChecks.of(chart).disable();
    cart.patch('VirtualService', JsonPatch.add('/spec/exportTo', ['.']), JsonPatch.add('/spec/newField', { a: 1 }));
    new RequestTimeout(chart, 'timeout', { service: cart, request: Duration.seconds(5) });
    const vs = find(manifests(app), 'VirtualService');
    expect(vs.spec).toMatchObject({ exportTo: ['.'], newField: { a: 1 } });
    expect(vs.spec.http[0].timeout).toBe('5s');
  });

  test('a patch on one object outlives later intents', () => {
    const { app, chart, service } = shop();
    const cart = service('cart');
    new RequestTimeout(chart, 'timeout', { service: cart, request: Duration.seconds(5) });
    ApiObject.of(cart.resource('VirtualService')).addJsonPatch(JsonPatch.add('/spec/exportTo', ['.']));
    cart.resource('VirtualService').metadata.addLabel('team', 'carts');
    new CanaryRelease(chart, 'canary', { service: cart, stable: v1, canary: v2, weight: 10 });
    const vs = find(manifests(app), 'VirtualService');
    expect(vs.spec.exportTo).toEqual(['.']);
    expect(vs.metadata.labels).toEqual({ team: 'carts' });
    expect(vs.spec.http[0].route).toHaveLength(2);
  });

  test('a patch that no longer fits is an error at synth with the path', () => {
    const { app, chart, service } = shop();
    const cart = service('cart');
    new RequestTimeout(chart, 'timeout', { service: cart, request: Duration.seconds(5) });
    cart.patch('VirtualService', JsonPatch.replace('/spec/http/7/timeout', '1s'));
    expect(() => manifests(app)).toThrow(/\[shop\/cart\/virtualservice-cart\] VirtualService cart could not be written; a patch does not fit/);
  });

  test('asking for an object that is not there says what there is', () => {
    const { service } = shop();
    expect(() => service('cart').resource('VirtualService')).toThrow('[shop/cart] resource("VirtualService"): there are 0 objects of that kind; there are Service cart');
  });

  test('a Namespace has no metadata.namespace, not even in a chart with one', () => {
    const app = new App();
    const chart = new Chart(app, 'c', { namespace: 'elsewhere', labels: { team: 'x' } });
    const namespace = new MeshNamespace(chart, 'shop', { mesh: Mesh.istioSidecar() });
    new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] });
    const ns = find(manifests(app), 'Namespace');
    expect(ns.metadata).toEqual({ name: 'shop', labels: { 'istio-injection': 'enabled', team: 'x' } });
    expect(find(manifests(app), 'Service').metadata.namespace).toBe('shop');
  });
});

test('resolvers of the App see what is rendered', () => {
  const app = new App({ resolvers: [{ resolve: context => { if (context.value === '5s') context.replaceValue('6s'); } }] });
  const chart = new Chart(app, 'c');
  const namespace = new MeshNamespace(chart, 'shop', { mesh: Mesh.istioSidecar() });
  const service = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] });
  new RequestTimeout(chart, 'timeout', { service, request: Duration.seconds(5) });
  service.patch('VirtualService', JsonPatch.add('/spec/exportTo', ['.']));
  expect(find(manifests(app), 'VirtualService').spec).toMatchObject({ exportTo: ['.'], http: [{ timeout: '6s' }] });
});

describe('reconcile', () => {
  const config = (name: string, data: Record<string, string>, metadata: object = {}): Resource =>
    resource('v1', 'ConfigMap', { name, namespace: 'shop', ...metadata }, { data });

  function owned(first: Resource[]) {
    const app = new App();
    const chart = new Chart(app, 'c');
    let resources = first;
    const owner = new Owner(chart, () => resources, () => undefined);
    owner.flush();
    return { chart, owner, show: (next: Resource[]) => { resources = next; owner.invalidate(); owner.flush(); return chart.toJson(); } };
  }

  test('creates what is missing, removes what is no longer wanted, keeps the rest with its latest body', () => {
    const { owner, show } = owned([config('a', { x: '1' }), config('b', { x: '1' })]);
    const a = owner.apiObjects[0];
    expect(show([config('a', { x: '2' }), config('c', { x: '3' })]).map(o => [o.metadata.name, o.data.x])).toEqual([['a', '2'], ['c', '3']]);
    expect(owner.apiObjects[0]).toBe(a);
  });

  test('patches, labels and annotations survive objects that go and come back', () => {
    const { owner, show } = owned([config('a', { x: '1' })]);
    const a = owner.apiObjects[0]!;
    a.addJsonPatch(JsonPatch.add('/data/y', '2'));
    a.metadata.addLabel('l', '1');
    a.metadata.addAnnotation('n', '1');
    a.metadata.addFinalizers('example.com/f');
    const before = show([config('a', { x: '1' })]);
    expect(before[0].metadata.finalizers).toEqual(['example.com/f']);
    expect(show([])).toEqual([]);
    expect(() => a.toJson()).not.toThrow();
    expect(show([config('a', { x: '1' })])).toEqual(before);
    a.addJsonPatch(JsonPatch.add('/data/z', '3'));
    expect(show([config('a', { x: '1' })])[0].data).toEqual({ x: '1', y: '2', z: '3' });
  });

  test('labels of the rendering come and go, labels of the user stay', () => {
    const { owner, show } = owned([config('a', {}, { labels: { r: '1' } })]);
    owner.apiObjects[0]!.metadata.addLabel('u', '1');
    expect(show([config('a', {}, { labels: { r: '2', s: '1' } })])[0].metadata.labels).toEqual({ r: '2', s: '1', u: '1' });
    expect(show([config('a', {})])[0].metadata.labels).toEqual({ u: '1' });
  });

  test('two objects of one kind and name in one rendering are refused', () => {
    expect(() => owned([config('a', {}), config('a', {})])).toThrow('[c] renders an object twice: configmap-a');
  });
});
