import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import type { AllowEntry, MeshNamespaceProps } from '../../src';
import { Caller, HttpMethod, Mesh, MeshNamespace, MeshService, MtlsMode, ServiceAllowList, ServicePort, Workload } from '../../src';
import { ownFindings } from '../support/findings';

type Annotations = Readonly<Record<string, string>>;
interface Options extends Partial<Omit<MeshNamespaceProps, 'name' | 'mesh'>> { readonly ports?: ServicePort[] }

/** Pods of others behind a service of ours, whose container listens on 8080. */
function cart(mesh: string, annotations: Annotations, { ports = [ServicePort.http(80, { targetPort: 8080 })], ...options }: Options = {}) {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'ns', { mesh: Mesh.fromName(mesh), name: 'shop', ...options });
  const object = new ApiObject(chart, 'deployment', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'cart' } }, template: {
      metadata: { labels: { app: 'cart' }, annotations },
      spec: { containers: [{ name: 'main', image: 'main', ports: [{ name: 'http', containerPort: 8080 }, { name: 'http-metrics', containerPort: 9090 }] }] },
    } },
  });
  const workload = Workload.fromApiObject(chart, 'pods', { namespace, apiObject: object });
  const service = new MeshService(chart, 'cart', { namespace, workload, ports });
  const list = (entry: Partial<AllowEntry> = {}) => new ServiceAllowList(chart, 'list', { service, allow: [{ callers: [Caller.namespace('web')], ...entry }] });
  const errors = () => ownFindings(app).filter(f => f.severity === 'error').map(f => `[${f.path}] ${f.message}`);
  return { app, chart, namespace, object, workload, list, errors };
}

const EXCLUDE = 'traffic.sidecar.istio.io/excludeInboundPorts';
const INCLUDE = 'traffic.sidecar.istio.io/includeInboundPorts';
const MODE = 'sidecar.istio.io/interceptionMode';
const SKIP = 'config.linkerd.io/skip-inbound-ports';
const AMBIENT = 'ambient.istio.io/bypass-inbound-capture';
const OPAQUE = 'config.linkerd.io/opaque-ports';

const past = (key: string, value: string, ports: string, broken: string) =>
  `the pods of "cart" have annotation ${key}: ${JSON.stringify(value)}, which takes ${ports} past the proxy, so that nobody enforces ${broken} there; take that out of the annotation, or `;

describe('annotations that take ports past the proxy', () => {
  const CASES: readonly (readonly [string, string, string])[] = [
    ['istio-sidecar', EXCLUDE, '8080'], ['istio-sidecar', EXCLUDE, '7000, 8080'], ['istio-sidecar', EXCLUDE, '*'],
    ['istio-sidecar', INCLUDE, '9090'], ['istio-sidecar', INCLUDE, ''], ['istio-sidecar', INCLUDE, 'web'], ['istio-sidecar', MODE, 'NONE'],
    ['istio-sidecar', 'proxy.istio.io/config', 'interceptionMode: NONE\n'],
    ['linkerd', SKIP, '8080'], ['linkerd', SKIP, '25,8000-8100'], ['istio-ambient', AMBIENT, 'true'],
  ];

  test.each(CASES)('are refused beside an allow-list: %s, %s: "%s"', (mesh, key, value) => {
    const { list, errors } = cart(mesh, { [key]: value });
    expect(errors()).toEqual([]);
    list();
    expect(errors()).toEqual([`[shop/list] ${past(key, value, 'port 8080', 'allow-lists')}do without allow-lists there`]);
  });

  test.each([...new Map(CASES.map(c => [c[0], c])).values()])('are refused beside default deny: %s', (mesh, key, value) => {
    expect(cart(mesh, { [key]: value }, { defaultDeny: true }).errors()).toEqual([expect.stringMatching(/^\[shop\/pods\] .* past the proxy, so that nobody enforces default deny there/)]);
  });

  test.each([
    ['istio-sidecar', EXCLUDE, '8080', [8080]], ['istio-sidecar', INCLUDE, '9090', [8080]], ['linkerd', SKIP, '8080', [8080]], ['istio-ambient', AMBIENT, 'true', [8080, 9090]],
  ])('are refused beside strict mutual TLS, but for ports that take plaintext anyway: %s, %s: "%s"', (mesh, key, value, ports) => {
    const { errors, namespace, workload } = cart(mesh, { [key]: value }, { mtls: MtlsMode.STRICT });
    expect(errors()).toEqual([`[shop/pods] ${past(key, value, `port${ports.length > 1 ? 's' : ''} ${ports.join(', ')}`, 'strict mutual TLS')}let that take plaintext with addMtlsException of the namespace`]);
    namespace.addMtlsException({ workload, containerPorts: ports, reason: 'scraped from outside the mesh' });
    expect(errors().filter(e => e.includes('8080'))).toEqual([]);
  });

  test('are refused where nobody declared the port, if all ports are closed', () => {
    expect(cart('istio-sidecar', { [EXCLUDE]: '7000' }, { defaultDeny: true }).errors()).toEqual([expect.stringContaining('takes port 7000 past the proxy')]);
    expect(cart('linkerd', { [SKIP]: '7000-7100' }, { defaultDeny: true }).errors()).toEqual([expect.stringContaining('takes ports 7000-7100 past the proxy')]);
  });

  test.each([
    ['istio-sidecar', EXCLUDE, '9090'], ['istio-sidecar', EXCLUDE, ''], ['istio-sidecar', INCLUDE, '*'], ['istio-sidecar', INCLUDE, '8080'], ['istio-sidecar', MODE, 'TPROXY'],
    ['linkerd', SKIP, '9090,9000-9100'], ['istio-ambient', AMBIENT, 'false'], ['gateway-api', EXCLUDE, '8080'],
  ])('are none of our business if no rule holds for the port: %s, %s: "%s"', (mesh, key, value) => {
    const { list, errors } = cart(mesh, { [key]: value });
    list();
    expect(errors()).toEqual([]);
  });

  test('may name all ports that the pods are known to have', () => {
    expect(cart('istio-sidecar', { [INCLUDE]: '8080,9090' }, { mtls: MtlsMode.STRICT, defaultDeny: true }).errors()).toEqual([]);
  });

  test('are found when they come later', () => {
    const { list, errors, object } = cart('istio-sidecar', { other: 'x' });
    list();
    expect(errors()).toEqual([]);
    object.addJsonPatch(JsonPatch.add(`/spec/template/metadata/annotations/${EXCLUDE.replace('/', '~1')}`, '8080'));
    expect(errors()).toEqual([expect.stringContaining('takes port 8080 past the proxy')]);
  });

  test('are found on the namespace, where pods take them from there', () => {
    const { list, errors, namespace, app } = cart('linkerd', {});
    list();
    expect(errors()).toEqual([]);
    namespace.patch('Namespace', JsonPatch.add(`/metadata/annotations/${SKIP.replace('/', '~1')}`, '8080'));
    expect(errors()).toEqual([expect.stringContaining(`annotation ${SKIP}: "8080", which takes port 8080 past the proxy`)]);
    expect(() => app.synthYaml()).toThrow(/takes port 8080 past the proxy/);
  });

  test('are found on a namespace of others', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    const namespace = MeshNamespace.fromName(chart, 'ns', { mesh: Mesh.linkerd(), name: 'shop' });
    const object = new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    const service = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] });
    new ServiceAllowList(chart, 'list', { service, allow: [{ callers: [Caller.namespace('web')] }] });
    expect(() => app.synthYaml()).not.toThrow();
    object.metadata.addAnnotation(SKIP, '80');
    expect(() => app.synthYaml()).toThrow(/\[shop\/list\] the pods of "cart" have annotation config\.linkerd\.io\/skip-inbound-ports: "80"/);
  });
});

describe('opaque ports of others on Linkerd', () => {
  test('are refused where a list tells requests apart', () => {
    const { list, errors } = cart('linkerd', { [OPAQUE]: '8080' }, { ports: [ServicePort.http(80, { targetPort: 8080 })] });
    list({ methods: [HttpMethod.GET] });
    expect(errors()).toEqual([expect.stringMatching(/^\[shop\/list\] the pods of "cart" have annotation config\.linkerd\.io\/opaque-ports: "8080", so that Linkerd takes port 8080 for bytes, and an allow-list tells requests apart there; take port 8080 out/)]);
  });

  test('are refused where a Service port speaks HTTP', () => {
    expect(cart('linkerd', { [OPAQUE]: '25,8000-8090' }).errors()).toEqual([expect.stringMatching(/^\[shop\/cart\] .*takes port 8080 for bytes, and port 80 of service "cart" speaks http there/)]);
  });

  test('are not those that the library writes itself', () => {
    const { errors, object } = cart('linkerd', {}, { ports: [ServicePort.tcp(81, { targetPort: 7000 }), ServicePort.http(80, { targetPort: 8080 })] });
    expect(errors()).toEqual([]);
    expect(object.toJson().spec.template.metadata.annotations[OPAQUE]).toContain('7000');
  });

  test('may hold any other port', () => {
    expect(cart('linkerd', { [OPAQUE]: '9999' }).errors()).toEqual([]);
  });
});
