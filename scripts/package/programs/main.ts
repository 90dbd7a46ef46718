import { App, Chart, Duration } from 'cdk8s';
import {
  Caller, CanaryRelease, CircuitBreaker, Feature, GrpcMethod, HttpMatch, Mesh, MeshNamespace, MeshService, RequestTimeout, Retries, RetryOn,
  RetryPolicy, ServiceAllowList, ServicePort, ServiceVersion, StrictMtlsNamespace, StringMatch, SupportLevel, WhenUnsupported,
} from 'cdk8s-mesh';

// The same program as shop.cjs, as a user of `cdk8s init typescript-app` writes it.
const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });
const mesh = Mesh.fromName(process.env.MESH!);
const can = (feature: Feature) => mesh.support(feature).level !== SupportLevel.UNSUPPORTED;
const namespace = new (can(Feature.MTLS_STRICT) ? StrictMtlsNamespace : MeshNamespace)(chart, 'namespace', { name: 'shop', mesh });
const web = new MeshService(chart, 'web', { namespace, ports: [ServicePort.http(80, { targetPort: 8080 })] });
const cart = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.grpc(7070)], probes: [] });
const get = GrpcMethod.of('shop.Cart', 'Get');
web.calls(cart, { grpcMethods: [get] });
new ServiceAllowList(chart, 'callers', {
  service: cart, allow: [{ callers: [Caller.service(web)], grpcMethods: can(Feature.ALLOW_REQUEST) ? [get] : undefined }],
});

new CanaryRelease(chart, 'canary', {
  service: web,
  stable: ServiceVersion.labels('v1', { version: 'v1' }),
  canary: ServiceVersion.labels('v2', { version: 'v2' }),
  weight: 10,
  match: [HttpMatch.header('x-canary', StringMatch.regex('true|yes'))],
});
new RequestTimeout(chart, 'timeout', { service: web, request: Duration.seconds(3) });
new RetryPolicy(chart, 'retries', {
  service: web,
  retries: Retries.of({ additional: 2, on: [RetryOn.CONNECT_FAILURE, RetryOn.status(503)] }),
  whenUnsupported: WhenUnsupported.OMIT,
});
new CircuitBreaker(chart, 'breaker', {
  service: web, limits: { maxRequests: 100 }, ejection: { consecutiveErrors: 5, maxEjectionPercent: 50 }, whenUnsupported: WhenUnsupported.OMIT,
});
app.synth();
