import { ApiObject, App, Chart, Duration } from 'cdk8s';
import type { ServicePort as Port } from '../../src';
import {
  CanaryRelease, CircuitBreaker, Cluster, Mesh, MeshChart, MeshNamespace, MeshReport, MeshService, RequestTimeout, ServicePort, ServiceVersion, TrafficSplit, WhenUnsupported, Workload,
} from '../../src';
import type { DataPlaneName } from '../../src/model/data-plane';
import { DATA_PLANES } from '../../src/model/data-plane';
import type { Manifest } from '../support/app';
import { asSet, find, manifests, v1, v2 } from '../support/app';
import { ownFindings } from '../support/findings';
import { meaningOf } from '../support/meaning';
import { quiet } from '../support/quiet';

quiet();

/** One chart with a namespace on each mesh, named like it, and in each a caller and a callee. */
function fourMeshes() {
  const app = new App();
  const chart = new Chart(app, 'all');
  const make = (plane: DataPlaneName) => {
    const namespace = new MeshNamespace(chart, plane, { mesh: Mesh.fromName(plane) });
    const service = (name: string, port: Port) => new MeshService(chart, `${plane}-${name}`, { namespace, name, ports: [port] });
    return { namespace, caller: service('caller', ServicePort.http(80)), callee: service('callee', ServicePort.http(80)) };
  };
  const on = Object.fromEntries(DATA_PLANES.map(plane => [plane, make(plane)])) as Record<DataPlaneName, ReturnType<typeof make>>;
  return { app, chart, on };
}

type Verdict = 'silent' | 'warning' | 'error';

/** What becomes of a call from the row to the column if rules are declared on the callee. Without any, every call is silent. */
const WITH_RULES: Readonly<Record<DataPlaneName, Readonly<Record<DataPlaneName, Verdict>>>> = {
  'istio-sidecar': { 'istio-sidecar': 'silent', 'istio-ambient': 'error', linkerd: 'warning', 'gateway-api': 'warning' },
  'istio-ambient': { 'istio-sidecar': 'error', 'istio-ambient': 'silent', linkerd: 'warning', 'gateway-api': 'warning' },
  linkerd: { 'istio-sidecar': 'warning', 'istio-ambient': 'warning', linkerd: 'silent', 'gateway-api': 'warning' },
  'gateway-api': { 'istio-sidecar': 'warning', 'istio-ambient': 'warning', linkerd: 'warning', 'gateway-api': 'silent' },
};
const PAIRS = DATA_PLANES.flatMap(from => DATA_PLANES.map(to => [from, to, WITH_RULES[from][to]] as const));

/** The intents whose rules a call can go past. */
const RULES: Readonly<Record<string, (scope: Chart, service: MeshService) => unknown>> = {
  timeout: (scope, service) => new RequestTimeout(scope, 'rule', { service, request: Duration.seconds(1) }),
  canary: (scope, service) => new CanaryRelease(scope, 'rule', { service, stable: v1, canary: v2, weight: 10 }),
};

describe.each(PAIRS)('a call from %s to %s', (from, to, verdict) => {
  const findings = (app: App) => ownFindings(app).map(({ rule, severity, path }) => ({ rule, severity, path }));
  const wanted = verdict === 'silent' ? [] : [{ rule: 'crossing-meshes', severity: verdict, path: `all/${from}-caller/workload` }];

  test('without rules on the callee is silent', () => {
    const { app, on } = fourMeshes();
    on[from].caller.calls(on[to].callee);
    expect(findings(app)).toEqual([]);
    expect(() => app.synthYaml()).not.toThrow();
  });

  test.each(Object.entries(RULES))(`with a %s on the callee: ${verdict}, whichever was declared first`, (_, declare) => {
    for (const callFirst of [true, false]) {
      const { app, chart, on } = fourMeshes();
      if (callFirst) on[from].caller.calls(on[to].callee);
      declare(chart, on[to].callee);
      if (!callFirst) on[from].caller.calls(on[to].callee);
      expect(findings(app)).toEqual(wanted);
      if (verdict === 'error') expect(() => app.synthYaml()).toThrow(`[all/${from}-caller/workload] calls ${to}/callee on ${to} from ${from}, and the intents declared on it do not bind this call.`);
      else expect(() => app.synthYaml()).not.toThrow();
    }
  });

  test('with a breaker on the callee is the same', () => {
    const { app, chart, on } = fourMeshes();
    on[from].caller.calls(on[to].callee);
    new CircuitBreaker(chart, 'rule', { service: on[to].callee, ejection: { consecutiveErrors: 5 }, whenUnsupported: WhenUnsupported.OMIT });
    // The Gateway API has none, so that nothing is left to go past.
    expect(findings(app)).toEqual(to === 'gateway-api' ? [] : wanted);
  });

  test('with rules on another service there is silent', () => {
    const { app, chart, on } = fourMeshes();
    on[from].caller.calls(on[to].callee);
    RULES['timeout']!(chart, on[to].caller);
    expect(findings(app)).toEqual([]);
  });
});

test('what is wrong says what is lost, and what to do', () => {
  const { app, chart, on } = fourMeshes();
  on['istio-sidecar'].caller.calls(on['istio-ambient'].callee);
  on['linkerd'].caller.calls(on['istio-ambient'].callee);
  RULES['timeout']!(chart, on['istio-ambient'].callee);
  const messages = MeshReport.of(app).findings.map(f => f.message);
  expect(messages.find(m => m.includes('from istio-sidecar'))).toMatch(/skips waypoints.* Remedy: put istio-sidecar and istio-ambient on one data plane, or take the intents off callee\.$/);
  expect(messages.find(m => m.includes('from linkerd'))).toMatch(/plaintext, without identity.* Remedy: move the caller into the mesh of istio-ambient, or do without the intents on callee\.$/);
});

test('pods that stay out of the mesh call as if there were none', () => {
  const { app, chart, on } = fourMeshes();
  const { namespace, callee } = on['istio-sidecar'];
  const job = new ApiObject(chart, 'job', {
    apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job', namespace: 'istio-sidecar' }, spec: { template: { metadata: { labels: { app: 'job' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: 'job' }] } } },
  });
  RULES['timeout']!(chart, callee);
  Workload.fromApiObject(chart, 'out', { apiObject: job, namespace, enrolled: false }).calls(callee);
  expect(MeshReport.of(app).findings.filter(f => f.rule === 'crossing-meshes')).toMatchObject([{ severity: 'warning', path: 'all/out', message: expect.stringContaining('The caller has no proxy') }]);
});

test('a version takes over the breaker of the service that sends to it, and a sidecar goes past that too', () => {
  const { app, chart, on } = fourMeshes();
  const { namespace, callee } = on['istio-ambient'];
  const next = new MeshService(chart, 'next', { namespace, ports: [ServicePort.http(80)] });
  new TrafficSplit(chart, 'split', { service: callee, versions: [{ version: ServiceVersion.service('next', next), weight: 100 }] });
  on['istio-sidecar'].caller.calls(next);
  expect(ownFindings(app)).toEqual([]);
  new CircuitBreaker(chart, 'breaker', { service: callee, limits: { maxRequests: 1 } });
  expect(MeshReport.of(app).findings).toMatchObject([{ rule: 'crossing-meshes', severity: 'error', path: 'all/istio-sidecar-caller/workload' }]);
});

describe('one App with four meshes', () => {
  const intents = (chart: Chart, id: string, service: MeshService) => {
    const whenUnsupported = WhenUnsupported.OMIT;
    new CanaryRelease(chart, `${id}-canary`, { service, stable: v1, canary: v2, weight: 10, whenUnsupported });
    new CircuitBreaker(chart, `${id}-breaker`, { service, limits: { maxRequests: 5 }, ejection: { consecutiveErrors: 5 }, whenUnsupported });
  };

  /** What one mesh alone in an App writes for its namespace. */
  function alone(plane: DataPlaneName): Manifest[] {
    const app = new App();
    const chart = new Chart(app, 'alone');
    const namespace = new MeshNamespace(chart, 'ns', { mesh: Mesh.fromName(plane), name: 'shop' });
    intents(chart, 'cart', new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] }));
    return manifests(app);
  }

  test('in one chart: each namespace gets what its mesh alone would write', () => {
    const { app, chart, on } = fourMeshes();
    for (const plane of DATA_PLANES) intents(chart, plane, new MeshService(chart, `${plane}-cart`, { namespace: on[plane].namespace, name: 'cart', ports: [ServicePort.http(80)] }));
    const objects = manifests(app);
    for (const plane of DATA_PLANES) {
      const renamed = JSON.parse(JSON.stringify(alone(plane)).replaceAll('"shop"', `"${plane}"`).replaceAll('.shop.svc', `.${plane}.svc`)) as Manifest[];
      const own = objects.filter(o => (o.metadata.namespace ?? o.metadata.name) === plane && !/caller|callee/.test(o.metadata.name));
      expect(asSet(own)).toEqual(asSet(renamed));
    }
    expect(MeshReport.of(app).features.map(f => f.mesh).sort().filter((m, i, all) => all.indexOf(m) === i)).toEqual([...DATA_PLANES].sort());
  });

  const clusters = (make: (app: App, id: string) => Chart) => {
    const app = new App();
    for (const plane of DATA_PLANES) {
      const chart = make(app, plane);
      Cluster.assign(chart, Cluster.of(plane));
      const namespace = new MeshNamespace(chart, 'shop', { mesh: Mesh.fromName(plane) });
      intents(chart, 'cart', new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] }));
    }
    return app;
  };

  test.each<[string, (app: App, id: string) => Chart]>([['Chart', (app, id) => new Chart(app, id)], ['MeshChart', (app, id) => new MeshChart(app, id)]])(
    'in four clusters with equal names (%s): each cluster gets what its mesh alone would write', (_, make) => {
      const app = clusters(make);
      expect(() => app.synthYaml()).not.toThrow();
      for (const chart of app.charts) {
        const objects = chart.toJson() as Manifest[];
        expect(asSet(objects)).toEqual(asSet(alone(chart.node.id as DataPlaneName)));
        expect(meaningOf(chart.node.id, objects)[0]).toBe('port 80: all → v1 90, v2 10');
      }
      expect(MeshReport.of(app).clusters.map(c => c.name)).toEqual([...DATA_PLANES].sort());
      expect(ownFindings(app)).toEqual([]);
    });

  test('the report keeps clusters and meshes apart', () => {
    const { features } = MeshReport.of(clusters((app, id) => new Chart(app, id)));
    expect(features.filter(f => f.feature === 'request-limits').map(f => [f.cluster, f.mesh, f.level, f.omitted, f.paths])).toEqual([
      ['gateway-api', 'gateway-api', 'unsupported', true, ['gateway-api/cart-breaker']],
      ['istio-ambient', 'istio-ambient', 'approximated', false, ['istio-ambient/cart-breaker']],
      ['istio-sidecar', 'istio-sidecar', 'native', false, ['istio-sidecar/cart-breaker']],
      ['linkerd', 'linkerd', 'unsupported', true, ['linkerd/cart-breaker']],
    ]);
  });

  test('calls do not leave their cluster, and versions neither', () => {
    const app = clusters((a, id) => new Chart(a, id));
    const serviceOf = (plane: DataPlaneName) => app.node.findChild(plane).node.findChild('cart') as MeshService;
    expect(() => serviceOf('linkerd').calls(serviceOf('gateway-api')))
      .toThrow('[linkerd/cart/workload] calls(cart): the service is in cluster "gateway-api", the caller in "linkerd"; call a service of the same cluster');
    const chart = app.node.findChild('linkerd') as Chart;
    const far = new MeshNamespace(chart, 'far', { mesh: Mesh.linkerd() });
    expect(() => new MeshService(app.node.findChild('gateway-api') as Chart, 'far', { namespace: far, ports: [ServicePort.http(80)] }))
      .toThrow('[gateway-api/far] namespace "far" is in cluster "linkerd", this construct in "gateway-api"; declare it below the scope that Cluster.assign gave');
  });

  test('of one mesh in two clusters with different channels each gets the routes of its own', () => {
    const app = new App();
    for (const [name, version] of [['old', '1.3'], ['new', '1.5']] as const) {
      const chart = new Chart(app, name);
      Cluster.assign(chart, Cluster.of(name, { gatewayApiVersion: version }));
      const namespace = new MeshNamespace(chart, 'shop', { mesh: Mesh.gatewayApi() });
      new RequestTimeout(chart, 'timeout', { service: new MeshService(chart, 'cart', { namespace, ports: [ServicePort.http(80)] }), request: Duration.seconds(1) });
    }
    // The standard channel names rules from 1.4 on.
    const rule = (id: string) => find((app.node.findChild(id) as Chart).toJson() as Manifest[], 'HTTPRoute').spec.rules[0].name;
    expect([rule('old'), rule('new')]).toEqual([undefined, 'default']);
  });
});
