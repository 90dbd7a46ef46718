// The measured application, by intents.
import { Chart, Duration } from 'cdk8s';
import {
  CanaryRelease, CircuitBreaker, HttpMatch, Mesh, MeshChart, MeshNamespace, MeshService, RequestTimeout, Retries, RetryOn, RetryPolicy, ServicePort,
  ServiceVersion, StringMatch, WhenUnsupported,
} from 'cdk8s-mesh';
import { hasCanary, inCharts } from './layout.mjs';

const whenUnsupported = WhenUnsupported.OMIT;

export function build(app, { mesh, services, perChart, meshCharts }) {
  const dataPlane = Mesh.fromName(mesh);
  const ChartClass = meshCharts ? MeshChart : Chart;
  for (const { team, names } of inCharts(services, perChart)) {
    const chart = new ChartClass(app, team);
    const namespace = new MeshNamespace(chart, 'namespace', { name: team, mesh: dataPlane });
    for (const name of names) service(chart, namespace, name);
  }
}

function service(chart, namespace, name) {
  const called = new MeshService(chart, name, { namespace, ports: [ServicePort.http(80, { targetPort: 8080 })] });
  new RequestTimeout(chart, `${name}-timeout`, { service: called, request: Duration.seconds(3), whenUnsupported });
  new RetryPolicy(chart, `${name}-retries`, {
    service: called, retries: Retries.of({ additional: 2, on: [RetryOn.CONNECT_FAILURE, RetryOn.status(503)] }), whenUnsupported,
  });
  new CircuitBreaker(chart, `${name}-breaker`, {
    service: called, limits: { maxRequests: 100 }, ejection: { consecutiveErrors: 5, maxEjectionPercent: 50 }, whenUnsupported,
  });
  if (!hasCanary(name)) return;
  new CanaryRelease(chart, `${name}-canary`, {
    service: called, weight: 10, whenUnsupported,
    stable: ServiceVersion.labels('v1', { version: 'v1' }),
    canary: ServiceVersion.labels('v2', { version: 'v2' }),
    match: [HttpMatch.header('x-canary', StringMatch.exact('true'))],
  });
}
