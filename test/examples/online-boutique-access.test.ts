import { App } from 'cdk8s';
import { Mesh, MeshReport } from 'cdk8s-mesh';
import { onlineBoutique } from '../../examples/online-boutique/online-boutique';
import type { Manifest } from '../support/app';
import { manifests, MESHES } from '../support/app';
import type { AccessRequest as Request } from '../support/simulated-access';
import { accessOn } from '../support/simulated-access';

/** Who may call whom in the Online Boutique, told from the manifests alone. */

const NAMESPACE = 'online-boutique';
const CATALOG = 'productcatalogservice';
const rpc = (service: string, ...methods: string[]) => methods.map(method => `POST /hipstershop.${service}/${method}`);

interface Callee {
  readonly port: number;
  readonly container?: number;
  /** Everything that could be asked of it. */
  readonly requests: readonly string[];
  /** Who may ask for what. */
  readonly callers: Readonly<Record<string, readonly string[]>>;
}

const PAGES = ['GET /', 'GET /product/OLJCESPC7Z', 'GET /static/styles/cart.css', 'GET /cart', 'POST /cart', 'POST /cart/checkout', 'POST /setCurrency'];
const INTERNAL = ['GET /admin', 'DELETE /cart', 'POST /', 'GET /product'];
const CATALOG_METHODS = rpc('ProductCatalogService', 'ListProducts', 'GetProduct', 'SearchProducts');
const CART_METHODS = rpc('CartService', 'AddItem', 'GetCart', 'EmptyCart');
const CURRENCY_METHODS = rpc('CurrencyService', 'GetSupportedCurrencies', 'Convert');
const SHIPPING_METHODS = rpc('ShippingService', 'GetQuote', 'ShipOrder');
const [ADS, ORDER, MAIL, CHARGE, RECOMMEND] = [
  rpc('AdService', 'GetAds'), rpc('CheckoutService', 'PlaceOrder'), rpc('EmailService', 'SendOrderConfirmation'),
  rpc('PaymentService', 'Charge'), rpc('RecommendationService', 'ListRecommendations'),
];

const CALLEES: Readonly<Record<string, Callee>> = {
  frontend: { port: 80, container: 8080, requests: [...PAGES, ...INTERNAL], callers: { loadgenerator: PAGES, gateway: [...PAGES, ...INTERNAL] } },
  adservice: { port: 9555, requests: ADS, callers: { frontend: ADS } },
  cartservice: { port: 7070, requests: CART_METHODS, callers: { frontend: CART_METHODS, checkoutservice: rpc('CartService', 'GetCart', 'EmptyCart') } },
  checkoutservice: { port: 5050, requests: ORDER, callers: { frontend: ORDER } },
  currencyservice: { port: 7000, requests: CURRENCY_METHODS, callers: { frontend: CURRENCY_METHODS, checkoutservice: rpc('CurrencyService', 'Convert') } },
  emailservice: { port: 5000, container: 8080, requests: MAIL, callers: { checkoutservice: MAIL } },
  paymentservice: { port: 50051, requests: CHARGE, callers: { checkoutservice: CHARGE } },
  [CATALOG]: {
    port: 3550, requests: CATALOG_METHODS,
    callers: {
      frontend: rpc('ProductCatalogService', 'ListProducts', 'GetProduct'), checkoutservice: rpc('ProductCatalogService', 'GetProduct'),
      recommendationservice: rpc('ProductCatalogService', 'ListProducts'),
    },
  },
  recommendationservice: { port: 8080, requests: RECOMMEND, callers: { frontend: RECOMMEND } },
  'redis-cart': { port: 6379, requests: ['bytes'], callers: { cartservice: ['bytes'] } },
  shippingservice: { port: 50051, requests: SHIPPING_METHODS, callers: { frontend: rpc('ShippingService', 'GetQuote'), checkoutservice: SHIPPING_METHODS } },
};

const IN_THE_SHOP = [...Object.keys(CALLEES), 'loadgenerator'];
const CALLERS: Readonly<Record<string, Request['from']>> = {
  ...Object.fromEntries(IN_THE_SHOP.map(name => [name, { namespace: NAMESPACE, account: name, labels: { app: name }, ip: '10.4.0.9' }])),
  gateway: { namespace: 'ingress', account: 'gateway', labels: { app: 'gateway' }, ip: '10.4.1.9' },
  // Of the same name, elsewhere.
  'another frontend': { namespace: 'staging', account: 'frontend', labels: { app: 'frontend' }, ip: '10.4.2.9' },
  plaintext: { namespace: 'elsewhere', ip: '192.0.2.7' },
};

function sent(what: string): Pick<Request, 'method' | 'path'> {
  const [method, path] = what.split(' ');
  return path === undefined ? {} : { method: method!, path };
}

function to(callee: string, via: string | undefined = callee, labels: Readonly<Record<string, string>> = {}): Request['to'] {
  const { port, container = port } = CALLEES[callee]!;
  const version: Readonly<Record<string, string>> = callee === CATALOG ? { version: 'v1' } : {};
  return { namespace: NAMESPACE, labels: { app: callee, ...version, ...labels }, port: container, ...(via !== 'none' && { via: { service: via, port } }) };
}

describe.each(MESHES)('the Online Boutique on %s', mesh => {
  const app = new App();
  onlineBoutique(app, Mesh.fromName(mesh));
  const objects = manifests(app);
  const verdict = (from: Request['from'], where: Request['to'], what: string) => accessOn(mesh)(objects, { from, to: where, ...sent(what) });
  /** A NetworkPolicy sees no requests: who may ask for something may ask for everything. */
  const byRequest = mesh !== 'gateway-api';

  const expected = (callee: string, caller: string, what: string) => {
    const asked = CALLEES[callee]!.callers[caller] ?? [];
    return (byRequest ? asked.includes(what) : asked.length > 0) ? 'allowed' : 'refused';
  };
  const everything = (callee: string, look: (from: Request['from'], what: string) => string | undefined) =>
    Object.entries(CALLERS).flatMap(([caller, from]) => CALLEES[callee]!.requests.map(what => ({ line: `${caller}: ${what}`, want: expected(callee, caller, what), got: look(from, what) })));
  const wrong = (list: ReturnType<typeof everything>) => list.filter(({ want, got }) => want !== got);

  test.each(Object.keys(CALLEES))('%s is called by whom the table says, for what the table says', callee => {
    const verdicts = everything(callee, (from, what) => verdict(from, to(callee), what));
    expect(verdicts.some(({ got }) => got === 'allowed')).toBe(true);
    expect(wrong(verdicts)).toEqual([]);
  });

  test('customers come through the gateway, by the door that is for them, and nobody in plaintext', () => {
    expect(verdict(CALLERS['gateway']!, to('frontend', 'frontend-external'), 'GET /')).toBe('allowed');
    expect(wrong(everything('frontend', (from, what) => verdict(from, to('frontend', 'frontend-external'), what)))).toEqual([]);
  });

  test('both versions of the catalog are as closed as the catalog, by whatever name they are called', () => {
    for (const version of ['v1', 'v2']) {
      expect(wrong(everything(CATALOG, (from, what) => verdict(from, to(CATALOG, CATALOG, { version }), what)))).toEqual([]);
      const door = `${CATALOG}-${version}`;
      if (!objects.some(o => o.kind === 'Service' && o.metadata.name === door)) continue;
      expect(wrong(everything(CATALOG, (from, what) => verdict(from, to(CATALOG, door, { version }), what)))).toEqual([]);
    }
  });

  test('going straight to the pods opens nothing', () => {
    const opened = Object.keys(CALLEES).flatMap(callee => everything(callee, (from, what) => verdict(from, to(callee, 'none'), what))
      .filter(({ want, got }) => want === 'refused' && got !== 'refused').map(({ line }) => `${callee}: ${line}`));
    expect(opened).toEqual([]);
  });

  test('ports that nobody spoke of are closed, and so are the pods that nobody calls', () => {
    for (const app of IN_THE_SHOP) {
      for (const from of Object.values(CALLERS)) {
        expect(verdict(from, { namespace: NAMESPACE, labels: { app, version: 'v1' }, port: 9999 }, 'bytes')).toBe('refused');
      }
    }
  });

  test('the kubelet gets its answers', () => {
    const from = { namespace: 'node', ip: '10.200.0.1' };
    const probes = objects.filter(o => o.kind === 'Deployment').flatMap(({ metadata, spec: { template } }) => template.spec.containers
      .flatMap((c: Manifest) => [c['readinessProbe'], c['livenessProbe']].filter(Boolean).map((probe: Manifest) => ({ name: metadata.name, labels: template.metadata.labels, probe }))));
    expect(probes).toHaveLength(24);
    for (const { name, labels, probe } of probes) {
      const { httpGet, grpc, tcpSocket } = probe;
      const what = httpGet ? { method: 'GET', path: httpGet.path } : grpc ? { method: 'POST', path: '/grpc.health.v1.Health/Check' } : {};
      const where = { namespace: NAMESPACE, labels, port: (httpGet ?? grpc ?? tcpSocket).port };
      expect({ name, got: accessOn(mesh)(objects, { from, to: where, ...what, probe: true }) }).toEqual({ name, got: 'allowed' });
    }
  });

  test('only on Linkerd what a probe asks is answered to anybody', () => {
    expect(verdict(CALLERS['plaintext']!, to('frontend'), 'GET /_healthz')).toBe(mesh === 'linkerd' ? 'allowed' : 'refused');
    expect(verdict(CALLERS['plaintext']!, to('frontend'), 'POST /_healthz')).toBe('refused');
    expect(verdict(CALLERS['plaintext']!, to('adservice'), 'GET /_healthz')).toBe('refused');
  });

  test('the report says the same, with requests where the mesh looks into them', () => {
    const { access } = MeshReport.of(app);
    const table = Object.fromEntries(Object.keys(CALLEES).map(callee => [callee, Object.keys(CALLEES[callee]!.callers).sort()]));
    const reported = Object.keys(CALLEES).map(callee => [callee, [...new Set(access.filter(a => a.workload === callee).flatMap(a => a.callers.map(c => c.split('/')[1]!)))].sort()]);
    expect(Object.fromEntries(reported)).toEqual(table);
    const cart = access.filter(a => a.workload === 'cartservice');
    expect(cart.map(({ mesh: on, namespace, port, callers, requests }) => ({ on, namespace, port, callers, requests }))).toEqual(byRequest ? [
      { callers: [`account ${NAMESPACE}/frontend`], requests: ['AddItem', 'EmptyCart', 'GetCart'] },
      { callers: [`account ${NAMESPACE}/checkoutservice`], requests: ['EmptyCart', 'GetCart'] },
    ].map(({ callers, requests }) => ({ on: mesh, namespace: NAMESPACE, port: 7070, callers, requests: requests.map(m => `/hipstershop.CartService/${m}`) }))
      : [{ on: mesh, namespace: NAMESPACE, port: 7070, callers: [`account ${NAMESPACE}/checkoutservice`, `account ${NAMESPACE}/frontend`], requests: [] }]);
  });
});
