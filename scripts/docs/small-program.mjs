import {
  CanaryRelease, CircuitBreaker, HttpMatch, MeshNamespace, MeshService, RequestTimeout, ServicePort, ServiceVersion, StringMatch, WhenUnsupported,
} from 'cdk8s-mesh';
import { Duration } from 'cdk8s';

/** The program of docs/data-planes.md, which shows this file from the next line on. */
export function shop(chart, mesh) {
  const namespace = new MeshNamespace(chart, 'shop', { mesh });
  const cart = new MeshService(chart, 'cart', { namespace, ports: [ServicePort.grpc(7070)] });

  new CanaryRelease(chart, 'cart-canary', {
    service: cart,
    stable: ServiceVersion.labels('v1', { version: 'v1' }),
    canary: ServiceVersion.labels('v2', { version: 'v2' }),
    weight: 10,
    match: [HttpMatch.all(HttpMatch.pathPrefix('/shop.Cart'), HttpMatch.header('x-canary', StringMatch.exact('true')))],
  });
  new RequestTimeout(chart, 'cart-timeout', { service: cart, request: Duration.seconds(5) });
  new CircuitBreaker(chart, 'cart-breaker', {
    service: cart,
    ejection: { consecutiveErrors: 5 },
    whenUnsupported: WhenUnsupported.OMIT,
  });
}
