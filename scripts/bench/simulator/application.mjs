// The simulated application: services in namespaces of ten, each called by its neighbours, with routes, limits and an allow-list.
import { ApiObject, App, Chart, Duration } from 'cdk8s';
import {
  Caller, CanaryRelease, CircuitBreaker, Feature, HttpMatch, HttpMethod, Mesh, MeshNamespace, MeshService, RequestTimeout, Retries, RetryOn, RetryPolicy,
  ServiceAllowList, ServicePort, ServiceVersion, StringMatch, WhenUnsupported,
} from 'cdk8s-mesh';
import { hasCanary, inCharts } from '../layout.mjs';

const PER_NAMESPACE = 10;
const whenUnsupported = WhenUnsupported.OMIT;

/** The App, with two versions of every service or of every fifth, and who calls whom in it: `{ app, calls: [{ namespace, from, to }] }`. */
export function application(mesh, services, everyService) {
  const app = new App();
  const dataPlane = Mesh.fromName(mesh);
  const calls = [];
  for (const { team, names } of inCharts(services, PER_NAMESPACE)) {
    const chart = new Chart(app, team);
    const namespace = new MeshNamespace(chart, 'namespace', { name: team, mesh: dataPlane, defaultDeny: true });
    const called = names.map((name) => service(chart, namespace, name, everyService || hasCanary(name)));
    called.forEach((one, at) => {
      const from = [called[(at + 1) % called.length], called[(at + 2) % called.length]];
      const request = dataPlane.support(Feature.ALLOW_REQUEST).isUnsupported ? {} : { methods: [HttpMethod.GET, HttpMethod.POST], paths: ['/api/*'] };
      new ServiceAllowList(chart, `${names[at]}-callers`, { service: one, allow: [{ callers: from.map((caller) => Caller.service(caller)), ...request }] });
      for (const caller of from) calls.push({ namespace: team, from: caller.serviceName, to: names[at] });
    });
  }
  return { app, calls };
}

function service(chart, namespace, name, canary) {
  const labels = { app: name };
  for (const version of canary ? ['v1', 'v2'] : ['v1']) workload(chart, name, { ...labels, version }, version);
  const called = new MeshService(chart, name, { namespace, ports: [ServicePort.http(80, { targetPort: 8080 })], podLabels: labels, serviceAccountName: name, probes: [] });
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
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { serviceAccountName: name, containers: [{ name, image: name, ports: [{ containerPort: 8080 }] }] } } },
  });
}
