import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Cluster, Mesh, MeshDefaults, MeshNamespace, MeshService, MtlsMode, ServicePort, StrictMtlsNamespace, Workload } from '../../src';
import type { MeshDefaultsProps, MtlsExceptionOptions } from '../../src';
import { World } from '../../src/world/world';
import { find, manifests } from '../support/app';
import { BAD, refusal } from '../support/refusals';

const SIDECAR = Mesh.istioSidecar();
const PLAIN = Mesh.gatewayApi();

function shop(mesh = PLAIN, mtls?: MtlsMode) {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'ns', { mesh, name: 'shop', ...(mtls && { mtls }) });
  const cart = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80, { targetPort: 8080 }), ServicePort.tcp(6379)] });
  return { app, chart, namespace, cart };
}

const refused = (base: ReturnType<typeof shop>, make: (chart: Construct) => unknown) => refusal(base, () => make(base.chart));

describe('the mode of a namespace', () => {
  it.each([
    [MtlsMode.STRICT, 'mtls-strict: there is no mutual TLS to ask for on the plain Gateway API; use Istio or Linkerd'],
    [MtlsMode.PERMISSIVE, 'mtls-permissive: there is no mutual TLS to ask for on the plain Gateway API, and pods take plaintext as it is; leave `mtls` out, or use Istio or Linkerd'],
  ])('%s needs a mesh', (mtls, words) => {
    const base = shop();
    expect(refused(base, chart => new MeshNamespace(chart, BAD, { mesh: PLAIN, name: 'other', mtls }))).toBe(`[shop/bad] gateway-api does not support ${words}`);
    expect([...World.of(base.app).namespaces.values()].map(n => n.name)).toEqual(['shop']);
    expect(() => new MeshNamespace(base.chart, BAD, { mesh: PLAIN, name: 'other' })).not.toThrow();
  });

  it('strict needs a mesh under its own name too', () => {
    expect(refused(shop(), chart => new StrictMtlsNamespace(chart, BAD, { mesh: PLAIN, name: 'other' }))).toMatch(/^\[shop\/bad\] gateway-api does not support mtls-strict: .*use Istio or Linkerd$/);
  });

  it('cannot be that of a namespace that is made elsewhere', () => {
    expect(refused(shop(), chart => StrictMtlsNamespace.fromName(chart, BAD, { mesh: SIDECAR, name: 'other' })))
      .toBe('[shop/bad] StrictMtlsNamespace.fromName: a namespace that is made elsewhere cannot be made strict here; use MeshNamespace.fromName, and MeshDefaults for the whole mesh');
  });

  it('is strict in a StrictMtlsNamespace, with its name, labels and default deny', () => {
    const app = new App();
    const namespace = new StrictMtlsNamespace(new Chart(app, 'shop'), 'shop', { mesh: SIDECAR, labels: { team: 'a' }, defaultDeny: true });
    expect(namespace._model).toMatchObject({ name: 'shop', mtls: 'strict', defaultDeny: true });
    expect(find(manifests(app), 'Namespace').metadata.labels).toMatchObject({ team: 'a' });
    expect(namespace).toBeInstanceOf(MeshNamespace);
  });
});

describe('the root namespace of the mesh', () => {
  it.each<[string, (chart: Construct) => unknown]>([
    ['made', chart => new MeshNamespace(chart, BAD, { mesh: PLAIN, name: 'istio-system' })],
    ['made elsewhere', chart => MeshNamespace.fromName(chart, BAD, { mesh: PLAIN, name: 'istio-system' })],
    ['strict', chart => new StrictMtlsNamespace(chart, BAD, { mesh: SIDECAR, name: 'istio-system' })],
  ])('is no ordinary one: %s', (_name, make) => {
    expect(refused(shop(), make)).toBe('[shop/bad] "istio-system" is the root namespace of the mesh: what is declared in it holds for every namespace; put services into another one');
  });

  it('is another one where the cluster says so', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    Cluster.assign(chart, Cluster.of('west', { rootNamespace: 'mesh-root' }));
    expect(() => new MeshNamespace(chart, 'a', { mesh: PLAIN, name: 'mesh-root' })).toThrow(/"mesh-root" is the root namespace/);
    expect(() => new MeshNamespace(chart, 'a', { mesh: PLAIN, name: 'istio-system' })).not.toThrow();
  });
});

describe('an exception from strict mutual TLS', () => {
  function exception(base: ReturnType<typeof shop>, more: Partial<MtlsExceptionOptions>): string {
    const options = { workload: base.cart.workload!, containerPorts: [8080], reason: 'legacy callers', ...more };
    const message = refused(base, () => base.namespace.addMtlsException(options));
    expect(base.cart.workload!._model.mtlsExceptions).toEqual([]);
    return message.replace(/^\[shop\/ns\] /, '');
  }

  it.each<[string, Partial<MtlsExceptionOptions>, string]>([
    ['no reason', { reason: '' }, 'addMtlsException: reason is empty; say why the ports take plaintext'], ['a blank reason', { reason: ' \t' }, 'addMtlsException: reason is empty; say why the ports take plaintext'],
    ['no ports', { containerPorts: [] }, 'addMtlsException: containerPorts is empty; name the ports that take plaintext'],
    ['a port that the pods do not have', { containerPorts: [8080, 9999] }, 'addMtlsException: containerPorts: 9999 is no port that workload "cart" is known to have (8080, 6379); declare it as a ContainerPort of the workload'],
    ['a Service port', { containerPorts: [80] }, 'addMtlsException: containerPorts: 80 is no port that workload "cart" is known to have (8080, 6379); declare it as a ContainerPort of the workload'],
    ['no number of a port', { containerPorts: [70000] }, 'addMtlsException: containerPorts 70000 must be a whole number from 1 to 65535'],
  ])('is refused: %s', (_name, more, words) => {
    expect(exception(shop(SIDECAR, MtlsMode.STRICT), more)).toBe(words);
  });

  it('is declared in the namespace of the pods', () => {
    const base = shop(SIDECAR, MtlsMode.STRICT);
    const workload = Workload.of(base.chart, 'job', { namespace: new MeshNamespace(base.chart, 'batch', { mesh: SIDECAR }) });
    expect(exception(base, { workload })).toBe('addMtlsException: workload "job" runs in namespace "batch"; declare the exception there');
  });

  it('is not needed where plaintext is taken', () => {
    expect(exception(shop(SIDECAR, MtlsMode.PERMISSIVE), {})).toBe('addMtlsException: the namespace is PERMISSIVE, so all its ports take plaintext; leave the exception out');
  });

  it('needs a mesh', () => {
    expect(exception(shop(), {})).toMatch(/^gateway-api does not support mtls-exception: .*leave it out, or use Istio or Linkerd$/);
  });

  it('keeps ports in order, and its reason', () => {
    const base = shop(SIDECAR, MtlsMode.STRICT);
    base.namespace.addMtlsException({ workload: base.cart.workload!, containerPorts: [8080, 6379], reason: 'legacy' });
    expect(base.cart.workload!._model.mtlsExceptions).toEqual([{ path: 'shop/ns', ports: [6379, 8080], reason: 'legacy' }]);
  });
});

describe('what holds for the whole mesh', () => {
  function defaults(props: Partial<MeshDefaultsProps>, base = shop()): string {
    const message = refused(base, chart => new MeshDefaults(chart, BAD, { mesh: PLAIN, ...props }));
    return message.replace(/^\[shop\/bad\] /, '');
  }

  it.each<[string, Partial<MeshDefaultsProps>, string | RegExp]>([
    ['nothing', {}, 'neither `mtls` nor `defaultDeny` is given; name at least one'], ['that nothing is denied', { defaultDeny: false }, 'neither `mtls` nor `defaultDeny` is given; name at least one'],
    ['exemptions from nothing', { mesh: SIDECAR, mtls: MtlsMode.STRICT, exempt: ['edge'] }, 'exempt names namespaces for which defaultDeny does not hold, and defaultDeny is not set; set it or leave exempt out'],
    ['an exempt namespace that can be none', { defaultDeny: true, exempt: ['edge', 'Edge'] }, /^exempt\[1\] "Edge" must be at most 63 lower-case/],
    ['an exempt namespace twice', { defaultDeny: true, exempt: ['edge', 'edge'] }, 'exempt has namespace edge twice; keep one'],
    ['strict where there is no mesh', { mtls: MtlsMode.STRICT }, /^gateway-api does not support mtls-strict: /], ['permissive where there is no mesh', { mtls: MtlsMode.PERMISSIVE, defaultDeny: true }, /^gateway-api does not support mtls-permissive: /],
  ])('is refused: %s', (_name, props, words) => {
    const base = shop();
    expect(defaults(props, base)).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
    expect(base.namespace._model.meshWide.defaults).toBeUndefined();
  });

  it('is said once for a mesh, and for each cluster and mesh by itself', () => {
    const base = shop();
    new MeshDefaults(base.chart, 'first', { mesh: PLAIN, defaultDeny: true });
    expect(defaults({ defaultDeny: true }, base)).toBe('the defaults of gateway-api are declared at [shop/first] already; put both into one MeshDefaults');
    expect(() => new MeshDefaults(base.chart, 'other-mesh', { mesh: SIDECAR, defaultDeny: true })).not.toThrow();
    const far = new Chart(base.app, 'far');
    Cluster.assign(far, Cluster.of('west'));
    expect(() => new MeshDefaults(far, 'first', { mesh: PLAIN, defaultDeny: true })).not.toThrow();
  });

  it('keeps exempt namespaces in order', () => {
    const base = shop();
    new MeshDefaults(base.chart, 'defaults', { mesh: PLAIN, defaultDeny: true, exempt: ['z', 'a'] });
    expect(base.namespace._model.meshWide.defaults).toEqual({ path: 'shop/defaults', defaultDeny: true, exempt: ['a', 'z'] });
  });
});
