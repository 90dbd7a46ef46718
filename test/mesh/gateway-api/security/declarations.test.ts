import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { MeshReport, Caller, HttpMethod, Mesh, MeshDefaults, MeshNamespace, MeshService, ServiceAllowList, ServicePort, Workload } from '../../../../src';
import { asSet, find, manifests } from '../../../support/app';

const mesh = Mesh.gatewayApi();
type Step = 'callee' | 'caller' | 'second' | 'list' | 'defaults';

/** The same App, declared in the order of the steps. */
function shop(steps: readonly Step[]) {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'ns', { mesh, name: 'shop' });
  let cart: MeshService;
  const step: Record<Step, () => void> = {
    callee: () => { cart = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80, { targetPort: 8080 })] }); },
    caller: () => { new MeshService(chart, 'web', { namespace, ports: [ServicePort.http(80)] }); },
    second: () => { Workload.of(chart, 'web-jobs', { namespace, serviceAccountName: 'web', createServiceAccount: false }); },
    list: () => { new ServiceAllowList(chart, 'list', { service: cart, allow: [{ callers: [Caller.serviceAccount('shop', 'web')] }] }); },
    defaults: () => { new MeshDefaults(chart, 'defaults', { mesh, defaultDeny: true }); },
  };
  for (const name of steps) step[name]();
  return { app, chart, namespace };
}

beforeAll(() => { jest.spyOn(process.stderr, 'write').mockReturnValue(true); });
afterAll(() => jest.restoreAllMocks());

it.each<Step[][]>([
  [['callee', 'list', 'caller', 'second', 'defaults']], [['callee', 'list', 'defaults', 'second', 'caller']], [['defaults', 'callee', 'second', 'list', 'caller']],
])('pods that are declared after the list that lets them in are in it: %s', steps => {
  const objects = (order: Step[]) => {
    const { app } = shop(order);
    app.synthYaml();
    return asSet(manifests(app));
  };
  expect(objects(steps)).toEqual(objects(['caller', 'second', 'callee', 'list', 'defaults']));
});

it('rendered objects that were looked at before the pods were declared are brought up to date', () => {
  const { app, chart, namespace } = shop(['callee', 'list']);
  MeshReport.of(app);
  const policy = app.node.findAll().find(c => ApiObject.isApiObject(c) && c.kind === 'NetworkPolicy') as ApiObject;
  expect(policy.toJson().spec.ingress.every((rule: object) => !('from' in rule))).toBe(true);
  Workload.of(chart, 'web', { namespace });
  app.synthYaml();
  expect(find(manifests(app), 'NetworkPolicy').spec.ingress[0].from[0].podSelector).toEqual({ matchLabels: { app: 'web' } });
});

it('labels of the callers\' pods that change later are the ones that count', async () => {
  const { app, chart, namespace } = shop(['callee', 'list']);
  const deployment = new ApiObject(chart, 'deployment', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { serviceAccountName: 'web', containers: [{ name: 'web', image: 'web' }] } } },
  });
  Workload.fromApiObject(chart, 'web', { apiObject: deployment, namespace });
  app.synthYaml();
  await new Promise(resolve => { setImmediate(resolve); });
  deployment.addJsonPatch(JsonPatch.replace('/spec/selector/matchLabels/app', 'www'), JsonPatch.replace('/spec/template/metadata/labels/app', 'www'));
  app.synthYaml();
  expect(find(manifests(app), 'NetworkPolicy').spec.ingress[0].from[0].podSelector).toEqual({ matchLabels: { app: 'www' } });
});

it('a caller whose pods stay unknown is refused at the end', () => {
  expect(() => shop(['callee', 'list']).app.synthYaml()).toThrow(/\[shop\/list\].*lets ServiceAccount shop\/web in.*knows no pods/);
});

it('a call for some requests, declared after the list that lets declared calls in, is refused at the end', () => {
  const { app, chart, namespace } = shop([]);
  const service = (name: string) => new MeshService(chart, name, { namespace, ports: [ServicePort.http(80)] });
  const [web, cart] = [service('web'), service('cart')];
  new ServiceAllowList(chart, 'list', { service: cart, allowDeclaredCalls: true });
  web.calls(cart, { methods: [HttpMethod.GET] });
  expect(() => app.synthYaml()).toThrow(/\[shop\/list\].*calls of shop\/web are declared.*does not support allow-request/);
});

it('the empty selector of default deny is written out', () => {
  const app = new App();
  new MeshNamespace(new Chart(app, 'shop'), 'ns', { mesh, name: 'shop', defaultDeny: true });
  expect(app.synthYaml()).toMatch(/podSelector: \{\}/);
});

it('a namespace that is made elsewhere is closed too', () => {
  const app = new App();
  const chart = new Chart(app, 'shop');
  MeshNamespace.fromName(chart, 'ns', { mesh, name: 'shop' });
  new MeshDefaults(chart, 'defaults', { mesh, defaultDeny: true });
  app.synthYaml();
  expect(manifests(app).map(o => `${o.kind} ${o.metadata.namespace}/${o.metadata.name}`)).toEqual(['NetworkPolicy shop/default-deny']);
});
