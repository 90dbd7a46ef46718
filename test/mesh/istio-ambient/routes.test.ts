import { Protocol } from '../../../src/model/protocol';
import type { RetryModel } from '../../../src/model/retries';
import { aCluster, aPort, aService, byHeader, EXPERIMENTAL, split } from '../../support/model';
import { named, planOf, shopWith, specs } from './rendered';

const retrying = (retries: RetryModel, requestMs?: number) => {
  const cart = aService(shopWith(), 'cart');
  cart.retries.push({ path: 'shop/retries', ports: [7070], retries });
  if (requestMs !== undefined) cart.timeouts.push({ path: 'shop/timeout', ports: [7070], requestMs });
  return specs(planOf(cart), 'HTTPRoute')[0].rules[0];
};

describe('a split', () => {
  const cart = aService(shopWith(), 'cart');
  split(cart, { v1: 90, v2: 10 }, [byHeader('x-canary', 'true')]);
  const plan = planOf(cart);
  const [route] = specs(plan, 'HTTPRoute');

  it('is one HTTPRoute on the Service and port, of gRPC too', () => {
    expect(plan.resources.map(r => r.id)).toEqual(['service-cart-v1', 'service-cart-v2', 'httproute-cart']);
    expect(route.parentRefs).toEqual([{ group: '', kind: 'Service', name: 'cart', namespace: 'shop', port: 7070 }]);
  });

  it('sends to a Service per version, by weight behind what is matched, with the catch-all written out', () => {
    const to = (name: string, weight?: number) => ({ group: '', kind: 'Service', name, namespace: 'shop', port: 7070, ...(weight !== undefined && { weight }) });
    expect(route.rules).toMatchObject([
      { name: 'to-v2', matches: [{ headers: [{ name: 'x-canary', type: 'Exact', value: 'true' }] }], backendRefs: [to('cart-v2')] },
      { name: 'default', matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [to('cart-v1', 90), to('cart-v2', 10)] },
    ]);
  });

  it('makes version Services of the same ports, told what they speak', () => {
    expect(named(plan, 'Service', 'cart-v2').body.spec).toEqual({
      type: 'ClusterIP', selector: { app: 'cart', version: 'v2' },
      ports: [{ name: 'grpc', port: 7070, targetPort: 7070, protocol: 'TCP', appProtocol: 'grpc' }],
    });
  });

  it('says nothing of timeouts and retries', () => {
    for (const rule of route.rules) expect(Object.keys(rule).sort()).toEqual(['backendRefs', 'matches', 'name']);
  });

  it('names rules only where the cluster knows names', () => {
    const old = aService(shopWith(undefined, aCluster({ gatewayApi: { version: '1.3', channel: 'standard' } })), 'cart');
    split(old, { v1: 100, v2: 0 });
    expect(specs(planOf(old), 'HTTPRoute')[0].rules[0]).not.toHaveProperty('name');
  });
});

it('renders no VirtualService and no GRPCRoute, whatever is asked', () => {
  const cart = aService(shopWith(), 'cart', { ports: [aPort(7070, Protocol.GRPC), aPort(80, Protocol.HTTP)] });
  split(cart, { v1: 50, v2: 50 });
  cart.timeouts.push({ path: 'shop/timeout', ports: [80, 7070], requestMs: 1000 });
  cart.breakers.push({ path: 'shop/breaker', limits: { maxRequests: 1 } });
  expect([...new Set(planOf(cart).resources.map(r => r.kind))].sort()).toEqual(['DestinationRule', 'HTTPRoute', 'Service']);
});

it('leaves ports without an intent alone, and tells routes of several ports apart by the port', () => {
  const cart = aService(shopWith(), 'cart', { ports: [aPort(7070, Protocol.GRPC), aPort(80, Protocol.HTTP), aPort(81, Protocol.HTTP, 'admin')] });
  cart.timeouts.push({ path: 'shop/timeout', ports: [80, 7070], requestMs: 1500 });
  expect(planOf(cart).resources.map(r => [r.metadata.name, (r.body.spec as { parentRefs: { port: number }[] }).parentRefs[0]!.port])).toEqual([['cart.http', 80], ['cart.grpc', 7070]]);
});

describe('timeouts and retries', () => {
  it('a request timeout stands alone, without a limit for attempts', () => {
    const cart = aService(shopWith(), 'cart');
    cart.timeouts.push({ path: 'shop/timeout', ports: [7070], requestMs: 1500 });
    expect(specs(planOf(cart), 'HTTPRoute')[0].rules).toEqual([{
      name: 'default', matches: [{ path: { type: 'PathPrefix', value: '/' } }], timeouts: { request: '1500ms' },
      backendRefs: [{ group: '', kind: 'Service', name: 'cart', namespace: 'shop', port: 7070 }],
    }]);
  });

  it('the limit for an attempt stands beside retries', () => {
    expect(retrying({ additional: 2, perTryMs: 2000, on: [] }, 5000)).toMatchObject({ retry: { attempts: 2 }, timeouts: { request: '5s', backendRequest: '2s' } });
    expect(retrying({ additional: 1, perTryMs: 90_000, on: [] })).toMatchObject({ retry: { attempts: 1 }, timeouts: { backendRequest: '90s' } });
  });

  it('no retries are asked for as 0 attempts, and then nothing limits an attempt', () => {
    expect(retrying({ additional: 0, perTryMs: 2000, on: [{ kind: 'server-errors' }] }, 5000)).toMatchObject({ retry: { attempts: 0 }, timeouts: { request: '5s' } });
    expect(retrying({ additional: 0, perTryMs: 2000, on: [] }, 5000).timeouts).toEqual({ request: '5s' });
  });

  it.each<[string, RetryModel['on'], number[] | undefined]>([
    ['no codes for what Istio retries anyway', [{ kind: 'connect-failure' }, { kind: 'refused-stream' }, { kind: 'grpc-status', status: 'unavailable' }], undefined],
    ['the codes of gateways', [{ kind: 'gateway-errors' }], [502, 503, 504]],
    ['all server errors that Istio knows', [{ kind: 'server-errors' }], [500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511]],
    ['each code once, in order', [{ kind: 'http-status', code: 503 }, { kind: 'http-status', code: 429 }, { kind: 'gateway-errors' }], [429, 502, 503, 504]],
  ])('%s', (_, on, codes) => {
    expect(retrying({ additional: 3, on }).retry).toEqual({ attempts: 3, ...(codes && { codes }) });
  });
});

describe('breakers', () => {
  const breaker = { path: 'shop/breaker', limits: { maxConnections: 100, maxRequests: 500 }, ejection: { consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectionPercent: 50 } };
  const trafficPolicy = {
    connectionPool: { tcp: { maxConnections: 100 }, http: { http2MaxRequests: 500 } },
    outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s', maxEjectionPercent: 50 },
  };

  it('hold for the Service and each of its versions, by full names and without subsets', () => {
    const cart = aService(shopWith(undefined, { ...EXPERIMENTAL, clusterDomain: 'corp.local' }), 'cart');
    split(cart, { v1: 90, v2: 10 });
    cart.breakers.push(breaker);
    expect(specs(planOf(cart), 'DestinationRule')).toEqual(['cart', 'cart-v1', 'cart-v2'].map(name => ({ host: `${name}.shop.svc.corp.local`, trafficPolicy })));
  });

  it('of a version that is a Service of its own stand with that Service', () => {
    const shop = shopWith();
    const [cart, old] = [aService(shop, 'cart'), aService(shop, 'old')];
    cart.splits.push({ path: 'shop/split', ports: [7070], shares: [{ version: { kind: 'service', name: 'old', service: old }, weight: 100, match: [] }] });
    old.versionOf.push({ service: cart, path: 'shop/split' });
    cart.breakers.push(breaker);
    expect(specs(planOf(cart), 'DestinationRule').map(s => s.host)).toEqual(['cart.shop.svc.cluster.local']);
    expect(specs(planOf(old), 'DestinationRule')).toEqual([{ host: 'old.shop.svc.cluster.local', trafficPolicy }]);
  });

  it('need no route', () => {
    const cart = aService(shopWith(), 'cart', { ports: [aPort(9000, Protocol.TCP)] });
    cart.breakers.push(breaker);
    expect(planOf(cart).resources.map(r => r.id)).toEqual(['destinationrule-cart']);
  });
});
