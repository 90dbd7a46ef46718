import { Duration, type Chart } from 'cdk8s';
import {
  CircuitBreaker, GrpcStatus, MeshChecks, RequestTimeout, Retries, RetryOn, RetryPolicy, WhenUnsupported,
  type CircuitBreakerEjection, type CircuitBreakerLimits, type MeshService,
} from 'cdk8s-mesh';
import type { Boutique } from './services';

// The program is for every mesh: what one of them cannot do is left out there, and stands in the report.
const whenUnsupported = WhenUnsupported.OMIT;

/** Timeouts, retries and breakers of the services. */
export function resilience(chart: Chart, shop: Boutique): void {
  timeouts(chart, shop);
  retries(chart, shop);
  breakers(chart, shop);

  MeshChecks.of(chart).accept('default-retries', 'calls that write ask for none above; where a mesh cannot be told so, the report lists it as left out');
}

/** A caller waits longer than those that it calls. */
function timeouts(chart: Chart, shop: Boutique): void {
  const timeout = (service: MeshService, request: Duration) =>
    new RequestTimeout(chart, `${service.serviceName}-timeout`, { service, request, whenUnsupported });

  timeout(shop.frontend, Duration.seconds(30));
  timeout(shop.checkoutservice, Duration.seconds(20));
  timeout(shop.paymentservice, Duration.seconds(10));
  timeout(shop.emailservice, Duration.seconds(5));
  timeout(shop.shippingservice, Duration.seconds(5));
  timeout(shop.cartservice, Duration.seconds(3));
  timeout(shop.recommendationservice, Duration.seconds(5));
  timeout(shop.productcatalogservice, Duration.seconds(3));
  timeout(shop.currencyservice, Duration.seconds(2));
  timeout(shop.adservice, Duration.millis(500));
}

function retries(chart: Chart, shop: Boutique): void {
  const policy = (service: MeshService, how: Retries) =>
    new RetryPolicy(chart, `${service.serviceName}-retries`, { service, retries: how, whenUnsupported });

  // Calls that only read may be answered twice.
  const reading = (additional: number, perTry: Duration) =>
    Retries.of({ additional, perTry, on: [RetryOn.CONNECT_FAILURE, RetryOn.REFUSED_STREAM, RetryOn.grpc(GrpcStatus.UNAVAILABLE)] });
  policy(shop.productcatalogservice, reading(2, Duration.seconds(1)));
  policy(shop.currencyservice, reading(3, Duration.millis(500)));
  policy(shop.recommendationservice, reading(1, Duration.seconds(2)));

  // Nobody pays, orders, ships, adds to the cart or gets a mail twice: not even the attempts that a mesh makes unasked.
  const writing = [shop.frontend, shop.cartservice, shop.checkoutservice, shop.paymentservice, shop.shippingservice, shop.emailservice];
  for (const service of writing) policy(service, Retries.none());
}

function breakers(chart: Chart, shop: Boutique): void {
  const breaker = (service: MeshService, limits: CircuitBreakerLimits | undefined, ejection?: CircuitBreakerEjection) =>
    new CircuitBreaker(chart, `${service.serviceName}-breaker`, { service, ...(limits && { limits }), ...(ejection && { ejection }), whenUnsupported });
  const afterFive: CircuitBreakerEjection = {
    consecutiveErrors: 5, interval: Duration.seconds(10), baseEjectionTime: Duration.seconds(30), maxEjectionPercent: 50,
  };

  breaker(shop.productcatalogservice, { maxConnections: 100, maxPendingRequests: 50, maxRequests: 500 }, afterFive);
  breaker(shop.currencyservice, { maxRequests: 1000 }, afterFive);
  breaker(shop.cartservice, undefined, afterFive);
  // A page without advertisements is a page all the same.
  breaker(shop.adservice, { maxPendingRequests: 10, maxRequests: 50 });
  breaker(shop.redisCart, { maxConnections: 200 });
}
