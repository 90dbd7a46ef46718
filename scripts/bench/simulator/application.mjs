// The simulated application: services in namespaces of ten, each called by its neighbours, with routes, limits and an allow-list.
import { ApiObject, App, Chart, Duration } from 'cdk8s';
import {
  Caller, CanaryRelease, CircuitBreaker, ContainerPort, Feature, HttpMatch, HttpMethod, Mesh, MeshChecks, MeshNamespace, MeshService, MtlsMode, RequestTimeout, Retries,
  RetryOn, RetryPolicy, ServiceAllowList, ServicePort, ServiceVersion, StringMatch, WhenUnsupported,
} from 'cdk8s-mesh';
import { hasCanary, inCharts } from '../layout.mjs';

const PER_NAMESPACE = 10;
const METRICS = 9090;
const whenUnsupported = WhenUnsupported.OMIT;

/**
 * The App, and who calls whom in it: `{ app, calls: [{ namespace, from, to }] }`. `full`: with two versions of every service, not of every fifth, and on
 * sidecars with mutual TLS but for metrics and a Sidecar for each service with what it calls.
 */
export function application(mesh, services, full) {
  const app = new App();
  for (const rule of ['retries-on-unsafe-methods', 'default-retries']) MeshChecks.of(app).accept(rule, 'what is measured does not depend on it');
  const hasSidecars = full && mesh === 'istio-sidecar';
  const dataPlane = Mesh.fromName(mesh);
  const calls = [];
  for (const { team, names } of inCharts(services, PER_NAMESPACE)) {
    const chart = new Chart(app, team);
    const namespace = new MeshNamespace(chart, 'namespace', { name: team, mesh: dataPlane, defaultDeny: true, ...(hasSidecars && { mtls: MtlsMode.STRICT }) });
    const called = names.map((name) => service(chart, namespace, name, full || hasCanary(name), hasSidecars));
    called.forEach((one, at) => {
      const from = [called[(at + 1) % called.length], called[(at + 2) % called.length]];
      const request = dataPlane.support(Feature.ALLOW_REQUEST).isUnsupported ? {} : { methods: [HttpMethod.GET, HttpMethod.POST], paths: ['/api/*'] };
      const allow = [{ callers: from.map((caller) => Caller.service(caller)), ...request }];
      if (hasSidecars) allow.push({ callers: [Caller.anyone()], containerPorts: [METRICS] });
      new ServiceAllowList(chart, `${names[at]}-callers`, { service: one, allow });
      for (const caller of from) calls.push({ namespace: team, from: caller.serviceName, to: names[at] });
      if (!hasSidecars) return;
      namespace.addMtlsException({ workload: one.workload, containerPorts: [METRICS], reason: 'Prometheus is outside the mesh' });
      sidecar(chart, names[at], [names.at(at - 1), names.at(at - 2)]);
    });
  }
  return { app, calls };
}

function service(chart, namespace, name, canary, hasSidecars) {
  const labels = { app: name };
  for (const version of canary ? ['v1', 'v2'] : ['v1']) workload(chart, name, { ...labels, version }, version);
  const called = new MeshService(chart, name, {
    namespace, ports: [ServicePort.http(80, { targetPort: 8080 })], podLabels: labels, serviceAccountName: name, probes: [],
    containerPorts: hasSidecars ? [ContainerPort.http('metrics', METRICS)] : [],
  });
  new RequestTimeout(chart, `${name}-timeout`, { service: called, request: Duration.seconds(3), whenUnsupported });
  new RetryPolicy(chart, `${name}-retries`, { service: called, retries: Retries.of({ additional: 2, on: [RetryOn.CONNECT_FAILURE, RetryOn.status(503)] }), whenUnsupported });
  new CircuitBreaker(chart, `${name}-breaker`, { service: called, limits: { maxRequests: 100 }, ejection: { consecutiveErrors: 5, maxEjectionPercent: 50 }, whenUnsupported });
  if (!canary) return called;
  new CanaryRelease(chart, `${name}-canary`, {
    service: called, weight: 10, whenUnsupported, stable: ServiceVersion.labels('v1', { version: 'v1' }), canary: ServiceVersion.labels('v2', { version: 'v2' }),
    match: [HttpMatch.header('x-canary', StringMatch.exact('true'))],
  });
  return called;
}

function workload(chart, name, labels, version) {
  new ApiObject(chart, `${name}-${version}`, {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `${name}-${version}`, namespace: chart.node.id },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { serviceAccountName: name, containers: [{ name, image: name, ports: [{ containerPort: 8080 }, { containerPort: METRICS }] }] } } },
  });
}

/** Proxies of a service know what it calls, and not the whole mesh. */
function sidecar(chart, name, called) {
  new ApiObject(chart, `${name}-sidecar`, {
    apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name, namespace: chart.node.id },
    spec: { workloadSelector: { labels: { app: name } }, egress: [{ hosts: [...called.map((host) => `./${host}.${chart.node.id}.svc.cluster.local`), 'istio-system/*'] }] },
  });
}
