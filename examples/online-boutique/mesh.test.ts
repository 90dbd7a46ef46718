import 'cdk8s-mesh/jest';
import { App } from 'cdk8s';
import { Feature, Mesh, MeshSimulator, type SimulatedCaller, type Simulation } from 'cdk8s-mesh';
import { onlineBoutique } from './online-boutique';
import type { Boutique } from './services';

type Name = keyof Boutique;

/** Every call that somebody in the shop may make, and what it asks for: what is not here is for nobody. */
const DECLARED: readonly (readonly [from: Name, url: string])[] = [
  ['loadgenerator', 'http://frontend/'],
  ['loadgenerator', 'http://frontend/product/OLJCESPC7Z'],
  ['loadgenerator', 'http://frontend/static/styles/cart.css'],
  ['loadgenerator', 'http://frontend/cart'],
  ['gateway', 'http://frontend-external.online-boutique/'],
  ['gateway', 'http://frontend-external.online-boutique/any/other'],
  ['frontend', 'grpc://currencyservice:7000/hipstershop.CurrencyService/GetSupportedCurrencies'],
  ['frontend', 'grpc://currencyservice:7000/hipstershop.CurrencyService/Convert'],
  ['frontend', 'grpc://productcatalogservice:3550/hipstershop.ProductCatalogService/ListProducts'],
  ['frontend', 'grpc://productcatalogservice:3550/hipstershop.ProductCatalogService/GetProduct'],
  ['frontend', 'grpc://cartservice:7070/hipstershop.CartService/GetCart'],
  ['frontend', 'grpc://cartservice:7070/hipstershop.CartService/AddItem'],
  ['frontend', 'grpc://cartservice:7070/hipstershop.CartService/EmptyCart'],
  ['frontend', 'grpc://recommendationservice:8080/hipstershop.RecommendationService/ListRecommendations'],
  ['frontend', 'grpc://shippingservice:50051/hipstershop.ShippingService/GetQuote'],
  ['frontend', 'grpc://checkoutservice:5050/hipstershop.CheckoutService/PlaceOrder'],
  ['frontend', 'grpc://adservice:9555/hipstershop.AdService/GetAds'],
  ['checkoutservice', 'grpc://cartservice:7070/hipstershop.CartService/GetCart'],
  ['checkoutservice', 'grpc://cartservice:7070/hipstershop.CartService/EmptyCart'],
  ['checkoutservice', 'grpc://productcatalogservice:3550/hipstershop.ProductCatalogService/GetProduct'],
  ['checkoutservice', 'grpc://currencyservice:7000/hipstershop.CurrencyService/Convert'],
  ['checkoutservice', 'grpc://shippingservice:50051/hipstershop.ShippingService/GetQuote'],
  ['checkoutservice', 'grpc://shippingservice:50051/hipstershop.ShippingService/ShipOrder'],
  ['checkoutservice', 'grpc://paymentservice:50051/hipstershop.PaymentService/Charge'],
  ['checkoutservice', 'grpc://emailservice:5000/hipstershop.EmailService/SendOrderConfirmation'],
  ['recommendationservice', 'grpc://productcatalogservice:3550/hipstershop.ProductCatalogService/ListProducts'],
  ['cartservice', 'tcp://redis-cart:6379'],
];

/** Calls to services that the caller has nothing to do with. */
const UNDECLARED: readonly (readonly [from: Name, url: string])[] = [
  ['frontend', 'grpc://paymentservice:50051/hipstershop.PaymentService/Charge'],
  ['frontend', 'grpc://emailservice:5000/hipstershop.EmailService/SendOrderConfirmation'],
  ['frontend', 'tcp://redis-cart:6379'],
  ['loadgenerator', 'grpc://cartservice:7070/hipstershop.CartService/GetCart'],
  ['loadgenerator', 'grpc://paymentservice:50051/hipstershop.PaymentService/Charge'],
  ['gateway', 'grpc://checkoutservice.online-boutique:5050/hipstershop.CheckoutService/PlaceOrder'],
  ['gateway', 'tcp://redis-cart.online-boutique:6379'],
  ['cartservice', 'grpc://productcatalogservice:3550/hipstershop.ProductCatalogService/ListProducts'],
  ['checkoutservice', 'grpc://adservice:9555/hipstershop.AdService/GetAds'],
  ['checkoutservice', 'http://frontend/cart'],
  ['recommendationservice', 'grpc://cartservice:7070/hipstershop.CartService/EmptyCart'],
  ['adservice', 'grpc://currencyservice:7000/hipstershop.CurrencyService/Convert'],
  ['emailservice', 'grpc://paymentservice:50051/hipstershop.PaymentService/Charge'],
  ['paymentservice', 'tcp://redis-cart:6379'],
  ['shippingservice', 'grpc://checkoutservice:5050/hipstershop.CheckoutService/PlaceOrder'],
];

/** Calls to services that the caller may call, for something else. */
const UNDECLARED_REQUESTS: readonly (readonly [from: Name, method: string, url: string])[] = [
  ['loadgenerator', 'GET', 'http://frontend/admin'],
  ['loadgenerator', 'GET', 'http://frontend/product'],
  ['loadgenerator', 'DELETE', 'http://frontend/cart'],
  ['loadgenerator', 'POST', 'http://frontend/'],
  ['frontend', 'POST', 'grpc://productcatalogservice:3550/hipstershop.ProductCatalogService/SearchProducts'],
  ['frontend', 'POST', 'grpc://shippingservice:50051/hipstershop.ShippingService/ShipOrder'],
  ['checkoutservice', 'POST', 'grpc://cartservice:7070/hipstershop.CartService/AddItem'],
  ['checkoutservice', 'POST', 'grpc://currencyservice:7000/hipstershop.CurrencyService/GetSupportedCurrencies'],
  ['recommendationservice', 'POST', 'grpc://productcatalogservice:3550/hipstershop.ProductCatalogService/GetProduct'],
];

/** One place of each kind, for callers that are nobody's. */
const DOORS = [
  'http://frontend.online-boutique/', 'http://frontend-external.online-boutique/', 'tcp://redis-cart.online-boutique:6379',
  'grpc://paymentservice.online-boutique:50051/hipstershop.PaymentService/Charge', 'grpc://cartservice.online-boutique:7070/hipstershop.CartService/GetCart',
];

const TIMEOUTS: readonly (readonly [url: string, timeout: string])[] = [
  ['http://frontend/', '30s'],
  ['grpc://checkoutservice:5050/hipstershop.CheckoutService/PlaceOrder', '20s'],
  ['grpc://shippingservice:50051/hipstershop.ShippingService/GetQuote', '5s'],
  ['grpc://cartservice:7070/hipstershop.CartService/GetCart', '3s'],
  ['grpc://productcatalogservice:3550/hipstershop.ProductCatalogService/GetProduct', '3s'],
  ['grpc://adservice:9555/hipstershop.AdService/GetAds', '500ms'],
];

const LIST = 'grpc://productcatalogservice:3550/hipstershop.ProductCatalogService/ListProducts';

describe.each(['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'])('the shop on %s', name => {
  const mesh = Mesh.fromName(name);
  const app = new App();
  const shop = onlineBoutique(app, mesh);
  const sim = MeshSimulator.fromApp(app);
  const can = (feature: Feature): boolean => !mesh.support(feature).isUnsupported;

  function as(who: Name): SimulatedCaller {
    const one = shop[who];
    return 'serviceName' in one ? sim.asService(one) : sim.asWorkload(one);
  }
  const call = (from: Name, url: string, method?: string): Simulation => as(from).request(url, method !== undefined && !url.startsWith('grpc') ? { method } : {});

  test.each(DECLARED)('%s may call %s', (from, url) => {
    expect(call(from, url)).toBeAllowed();
  });

  test.each(UNDECLARED)('%s may not call %s', (from, url) => {
    expect(call(from, url)).toBeDenied();
  });

  test.each(UNDECLARED_REQUESTS)('%s may not %s %s', (from, method, url) => {
    // Where nobody looks into requests, who may call a service may ask it for anything: the mesh says so.
    if (can(Feature.ALLOW_REQUEST)) expect(call(from, url, method)).toBeDenied();
    else expect(call(from, url, method)).toBeAllowed();
  });

  test.each(DOORS)('nobody else gets to %s: not in plaintext, not from outside, not under the name of the frontend elsewhere', url => {
    expect(sim.asCaller({ namespace: 'online-boutique', serviceAccount: 'default', enrolled: false }).request(url)).toBeDenied();
    expect(sim.asCaller({ namespace: 'staging', serviceAccount: 'frontend', labels: { app: 'frontend' }, enrolled: true }).request(url)).toBeDenied();
    expect(sim.fromOutside({ ip: '203.0.113.7' }).request(url)).toBeDenied();
  });

  test('calls are encrypted, under the identity of the caller, where the mesh can do that', () => {
    expect(call('frontend', LIST).transport).toBe(can(Feature.MTLS_STRICT) ? 'mtls' : 'plaintext');
  });

  test('a tenth of the calls to the catalog goes to its new version, and every call of a tester', () => {
    expect(call('frontend', LIST)).toSplit({ v1: 90, v2: 10 });
    expect(as('frontend').request(LIST, { headers: { 'x-canary': 'true' } })).toSplit({ v2: 100 });
    expect(as('frontend').request(LIST, { headers: { 'x-canary': 'yes' } })).toSplit({ v1: 90, v2: 10 });
    expect(call('recommendationservice', LIST)).toSplit({ v1: 90, v2: 10 });
  });

  test('probes are answered', () => {
    const kubelet = sim.asKubelet();
    expect(kubelet.get('http://frontend.online-boutique:8080/_healthz', { directTo: { app: 'frontend' } })).toBeAllowed();
    expect(kubelet.grpc('cartservice.online-boutique:7070/grpc.health.v1.Health/Check', { directTo: { app: 'cartservice' } })).toBeAllowed();
    expect(kubelet.tcp('redis-cart.online-boutique:6379', { directTo: { app: 'redis-cart' } })).toBeAllowed();
  });

  test.each(TIMEOUTS)('whoever calls %s gives up after %s', (url, timeout) => {
    const [from] = DECLARED.find(([, declared]) => declared === url)!;
    expect(call(from, url)).toTimeOutAfter(timeout);
  });

  test('reading calls are tried again, where the mesh can be told to', () => {
    if (can(Feature.RETRIES)) expect(call('frontend', LIST)).toRetry({ additional: 2, perTryTimeout: '1s' });
    else expect(call('frontend', LIST)).not.toRetry({ additional: 2, perTryTimeout: '1s' });
  });

  test('nobody pays twice, where the mesh can be told so', () => {
    const charge = call('checkoutservice', 'grpc://paymentservice:50051/hipstershop.PaymentService/Charge');
    if (can(Feature.NO_RETRIES)) expect(charge).not.toRetry();
    else expect(mesh.support(Feature.NO_RETRIES).alternative).toMatch(/experimental/);
  });
});

test('on another mesh the shop decides the same, but for what that mesh declares', () => {
  const [sidecar, ...others] = ['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'].map(name => {
    const app = new App();
    onlineBoutique(app, Mesh.fromName(name));
    return MeshSimulator.fromApp(app);
  });
  for (const other of others) expect(sidecar!.compare(other)).toBeEquivalent();
});
