import { ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Cluster, FindingSeverity, Mesh, MeshChecks, MeshNamespace, MeshReport, MeshService, ServicePort } from '../../src';
import { quiet, quietly } from '../support/quiet';

/** A route to a subset that nobody declares. */
function badRoute(scope: Chart, id = 'route'): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: id, namespace: 'shop' },
    spec: { hosts: ['cart'], http: [{ route: [{ destination: { host: 'cart', subset: 'v9', port: { number: 80 } } }] }] },
  });
}

function shop() {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const namespace = new MeshNamespace(chart, 'ns', { name: 'shop', mesh: Mesh.istioSidecar() });
  new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] });
  return { app, chart };
}

quiet();

const RULE = 'route-to-undeclared-subset';
const found = (scope: IConstruct, rule = RULE) => MeshReport.of(scope).findings.filter(finding => finding.rule === rule);

describe('every synth checks what it writes', () => {
  test('an error fails it, with the construct, the field, what is wrong and what to write', () => {
    const { app, chart } = shop();
    badRoute(chart);
    expect(() => app.synthYaml()).toThrow(/\[shop\/route\] route-to-undeclared-subset at spec\.http\[0\]\.route\[0\]\.destination\.subset: .*"v9".* \S+/);
  });

  test('what an API server would refuse fails it', () => {
    const { app, chart } = shop();
    new ApiObject(chart, 'policy', { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'a', namespace: 'shop' }, spec: { mtls: { mode: 'SOMETIMES' } } });
    expect(() => app.synthYaml()).toThrow(/\[shop\/policy\] admission\/schema at spec\.mtls\.mode/);
  });

  test('a warning is printed and does not', () => {
    const { app, chart } = shop();
    new ApiObject(chart, 'job', {
      apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job', namespace: 'shop' },
      spec: { template: { metadata: { annotations: { 'sidecar.istio.io/nativeSidecar': 'false' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } },
    });
    const printed = quietly(() => app.synthYaml());
    expect(printed.join('')).toMatch(/cdk8s-mesh warning: \[shop\/job\] job-never-completes at /);
  });

  test('of what is only worth knowing, the first of a rule is printed, and all stand in the report', () => {
    const { app, chart } = shop();
    for (const id of ['a', 'b', 'c']) badRoute(chart, id);
    MeshChecks.of(app).severity(RULE, FindingSeverity.WARNING);
    MeshChecks.of(app).severity('host-routed-twice', FindingSeverity.OFF);
    const printed = quietly(() => app.synthYaml()).filter(text => text.includes('route-without-timeout'));
    expect(printed).toEqual([expect.stringMatching(/^cdk8s-mesh info: \[shop\/a\] route-without-timeout .* \(and 2 more like it, in MeshReport\)\n$/)]);
    expect(found(app, 'route-without-timeout')).toHaveLength(3);
  });

  test('what is patched is seen', () => {
    const { app, chart } = shop();
    const route = badRoute(chart);
    expect(found(app)).toHaveLength(1);
    route.addJsonPatch({ op: 'remove', path: '/spec/http/0/route/0/destination/subset' } as never);
    expect(found(app)).toEqual([]);
  });

  test('each cluster by itself', () => {
    const app = new App();
    for (const name of ['dev', 'prod']) {
      const chart = new Chart(app, name);
      Cluster.assign(chart, Cluster.of(name));
      const namespace = new MeshNamespace(chart, 'ns', { name: 'shop', mesh: Mesh.istioSidecar() });
      new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] });
      if (name === 'prod') badRoute(chart);
    }
    expect(found(app)).toEqual([expect.objectContaining({ path: 'prod/route', message: expect.stringContaining('cluster prod: ') })]);
  });

  test('what lives elsewhere, and the App has a handle of, is known', () => {
    const app = new App();
    const chart = new Chart(app, 'shop');
    const namespace = MeshNamespace.fromName(chart, 'ns', { name: 'shop', mesh: Mesh.istioSidecar() });
    MeshService.fromAttributes(chart, 'cart', { namespace, name: 'cart', ports: [ServicePort.http(80)] });
    new ApiObject(chart, 'route', {
      apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'cart', namespace: 'shop' },
      spec: { hosts: ['cart'], http: [{ timeout: '2s', retries: { attempts: 0 }, route: [{ destination: { host: 'cart.shop.svc.cluster.local', port: { number: 80 } } }] }] },
    });
    expect(MeshReport.of(app).findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});

describe('findings are accepted', () => {
  test('in code, with a reason that stands in the report', () => {
    const { app, chart } = shop();
    badRoute(chart);
    MeshChecks.of(chart).accept(RULE, 'v9 is made by another team');
    expect(() => app.synthYaml()).not.toThrow();
    expect(found(app)).toEqual([expect.objectContaining({ accepted: 'v9 is made by another team' })]);
  });

  test('by the name that another tool gives them', () => {
    const { app, chart } = shop();
    badRoute(chart);
    MeshChecks.of(chart).accept('KIA1107', 'known');
    expect(() => app.synthYaml()).not.toThrow();
  });

  test('by an annotation on the object', () => {
    const { app, chart } = shop();
    badRoute(chart).metadata.addAnnotation('cdk8s-mesh.dev/accept', `${RULE}=known`);
    expect(() => app.synthYaml()).not.toThrow();
  });

  test('only at and below the scope', () => {
    const { app, chart } = shop();
    const accepted = badRoute(chart, 'a');
    badRoute(new Chart(app, 'other'), 'b');
    MeshChecks.of(accepted).accept(RULE, 'known');
    expect(found(app).filter(({ accepted: reason }) => reason === undefined).map(({ path }) => path)).toEqual(['other/b']);
  });

  test('and one in code may accept nothing, since it is for all meshes; an annotation may not', () => {
    const { app, chart } = shop();
    MeshChecks.of(chart).accept(RULE, 'known');
    expect(found(app, 'unused-acceptance')).toEqual([]);
    new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations: { 'cdk8s-mesh.dev/accept': `${RULE}=known` } } });
    expect(found(app, 'unused-acceptance')).toEqual([expect.objectContaining({ severity: 'warning', message: expect.stringContaining('nothing is found that it would accept; take it out.') })]);
  });

  test.each([
    ['no-such-rule', 'x', /\[shop\] There is no rule "no-such-rule"/],
    ['route-to-undeclared-subse', 'x', /Did you mean "route-to-undeclared-subset"/],
    [RULE, ' ', /accepted without a reason/],
    ['admission/schema', 'x', /\[shop\] "admission\/schema" cannot be accepted: the object would be refused\./],
    ['', 'x', /\[shop\] rule "" must be text/],
    [RULE, '', /\[shop\] reason "" must be text/],
  ])('unless it is none: %s, %j', (rule, reason, message) => {
    expect(() => MeshChecks.of(shop().chart).accept(rule, reason)).toThrow(message);
  });
});

describe('a rule', () => {
  test('gets another severity, and the nearest scope counts', () => {
    const { app, chart } = shop();
    const route = badRoute(chart);
    MeshChecks.of(app).severity(RULE, FindingSeverity.OFF);
    expect(found(app)).toEqual([]);
    MeshChecks.of(route).severity(RULE, FindingSeverity.WARNING);
    expect(found(app)).toEqual([expect.objectContaining({ severity: 'warning' })]);
    expect(() => quietly(() => app.synthYaml())).not.toThrow();
  });

  test('of admission keeps its own', () => {
    expect(() => MeshChecks.of(shop().chart).severity('admission/cel', FindingSeverity.WARNING)).toThrow('"admission/cel" cannot be accepted');
    expect(() => MeshChecks.of(shop().chart).severity('nope', FindingSeverity.WARNING)).toThrow('There is no rule "nope"');
    expect(() => MeshChecks.of(shop().chart).severity(RULE, 'fatal' as FindingSeverity)).toThrow('FindingSeverity');
  });
});

test('checks are turned off for a scope, or for all', () => {
  const { app, chart } = shop();
  badRoute(chart, 'a');
  badRoute(new Chart(app, 'other'), 'b');
  MeshChecks.of(chart).disable();
  expect(found(app).map(({ path }) => path)).toEqual(['other/b']);
  MeshChecks.of(app).disable();
  expect(found(app)).toEqual([]);
});

test('an App without intents is checked once its checks were asked for', () => {
  const app = new App();
  badRoute(new Chart(app, 'shop'));
  expect(() => app.synthYaml()).not.toThrow();
  MeshChecks.of(app);
  expect(() => app.synthYaml()).toThrow(RULE);
});

test('a scope that is none is refused', () => {
  expect(() => MeshChecks.of({} as IConstruct)).toThrow('MeshChecks.of');
});
