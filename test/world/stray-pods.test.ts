import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import type { MeshNamespaceProps } from '../../src';
import { Caller, Mesh, MeshNamespace, MeshReport, MeshService, ServiceAllowList, ServicePort, Workload } from '../../src';
import { MESHES } from '../support/app';

type Labels = Readonly<Record<string, string>>;

const PORTS = [ServicePort.http(80, { targetPort: 8080 })];

/** Two Deployments behind a Service of others; the workload knows the first. */
function cart(mesh: string, options: Partial<MeshNamespaceProps> = {}, wide: Labels = { app: 'cart' }) {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'ns', { mesh: Mesh.fromName(mesh), name: 'shop', ...options });
  const deployment = (name: string, labels: Labels, where = 'shop') => new ApiObject(chart, `${name}-deployment`, {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: where },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'main', ports: [{ name: 'http', containerPort: 8080 }] }] } } },
  });
  const object = new ApiObject(chart, 'object', {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart', namespace: 'shop' }, spec: { selector: wide, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  });
  const first = deployment('cart', { app: 'cart', version: 'v1' });
  const adopt = (otherVersions: ApiObject[] = []) => {
    const workload = Workload.fromApiObject(chart, 'pods', { namespace, apiObject: first, otherVersions });
    return MeshService.fromApiObject(chart, 'cart', { namespace, apiObject: object, workload });
  };
  const list = (service: MeshService, id = 'list') => new ServiceAllowList(chart, id, { service, allow: [{ callers: [Caller.service(service)] }] });
  const errors = () => MeshReport.of(app).findings.filter(f => f.severity === 'error').map(f => `[${f.path}] ${f.message}`);
  return { app, chart, namespace, deployment, object, adopt, list, errors };
}

const V2 = { app: 'cart', version: 'v2' };
const MESSAGE = '[shop/list] Service cart (app: cart) leads to the pods of Deployment cart2 [shop/cart2-deployment] too, and the rules for the pods of "cart" (app: cart, version: v1) '
  + 'do not hold there, so that everybody may call port 8080 of them; hand that object in with `otherVersions` of Workload.fromApiObject, narrow the selector of the Service, '
  + 'or give those pods a Workload with a ServiceAllowList or `defaultDeny` of its own';

describe('pods behind a ruled Service that no rule is for', () => {
  test.each(MESHES)('are refused on %s', mesh => {
    const { app, adopt, deployment, list, errors } = cart(mesh);
    deployment('cart2', V2);
    const service = adopt();
    expect(errors()).toEqual([]);
    list(service);
    expect(errors()).toEqual([MESSAGE]);
    expect(() => app.synthYaml()).toThrow('everybody may call port 8080 of them');
  });

  test('are refused if they are pods elsewhere that are a workload', () => {
    const { adopt, chart, list, errors, namespace } = cart('istio-sidecar');
    Workload.of(chart, 'other', { namespace, podLabels: V2 });
    list(adopt());
    expect(errors()).toEqual([expect.stringContaining('leads to the pods of workload "other" [shop/other] too')]);
  });

  test('are refused beside default deny of the workload alone', () => {
    const s = cart('istio-sidecar');
    s.deployment('cart2', V2);
    const workload = Workload.fromApiObject(s.chart, 'pods', { namespace: s.namespace, apiObject: s.deployment('cart3', { app: 'cart', version: 'v3' }), defaultDeny: true });
    MeshService.fromApiObject(s.chart, 'cart', { namespace: s.namespace, apiObject: s.object, workload });
    expect(s.errors()).toEqual([expect.stringMatching(/^\[shop\/cart\] .*Deployment cart \[/), expect.stringMatching(/^\[shop\/cart\] .*Deployment cart2 \[/)]);
  });

  test('are found when they get the labels later', () => {
    const { adopt, deployment, list, errors } = cart('istio-sidecar');
    const other = deployment('cart2', { app: 'cat' });
    list(adopt());
    expect(errors()).toEqual([]);
    other.addJsonPatch(JsonPatch.replace('/spec/template/metadata/labels', V2));
    expect(errors()).toEqual([MESSAGE]);
  });
});

describe('pods behind a ruled Service are in order', () => {
  type Shop = ReturnType<typeof cart>;
  test.each<[string, (s: Shop) => void, Partial<MeshNamespaceProps>?]>([
    ['if they are a version of the workload', ({ adopt, list, deployment }) => list(adopt([deployment('cart2', V2)]))],
    ['if they have a list of their own', ({ adopt, chart, namespace, list, deployment }) => {
      const workload = Workload.fromApiObject(chart, 'pods2', { namespace, apiObject: deployment('cart2', V2) });
      list(new MeshService(chart, 'cart2', { namespace, workload, ports: PORTS }), 'list2');
      list(adopt());
    }],
    ['if they let nobody in', ({ adopt, chart, namespace, list, deployment }) => {
      Workload.fromApiObject(chart, 'pods2', { namespace, apiObject: deployment('cart2', V2), defaultDeny: true });
      list(adopt());
    }],
    ['if their namespace is closed', ({ adopt, list, deployment }) => { deployment('cart2', V2); list(adopt()); }, { defaultDeny: true }],
    ['if they are elsewhere', ({ adopt, list, deployment }) => { deployment('cart2', V2, 'other'); list(adopt()); }],
    ['if the Service does not select them', ({ adopt, list, deployment }) => { deployment('cart2', { app: 'cat', version: 'v1' }); list(adopt()); }],
    ['if no rule holds for its ports', ({ adopt, deployment }) => { deployment('cart2', V2); adopt(); }],
  ])('%s', (_, build, options = {}) => {
    const s = cart('istio-sidecar', options);
    build(s);
    expect(s.errors()).toEqual([]);
  });
});
