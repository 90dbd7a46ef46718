import type { EjectionModel } from '../../../src/model/model';
import { destinationRule } from '../../../src/mesh/istio/destination-rule';
import { aService, byLabel, split } from '../../support/model';
import { destinationRuleOf, mesh, shopOn, virtualServiceOf } from './rendered';

const EJECTION: EjectionModel = { consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectionPercent: 50 };

test('a breaker is a DestinationRule named like the service, for its full name, without routes', () => {
  const cart = aService(shopOn(), 'cart');
  cart.breakers.push({ path: 'b', limits: { maxConnections: 100, maxPendingRequests: 50, maxRequests: 500 }, ejection: EJECTION });
  expect(mesh.service(cart).resources).toEqual([{
    id: 'destinationrule-cart', apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'cart', namespace: 'shop' },
    body: { spec: {
      host: 'cart.shop.svc.cluster.local',
      trafficPolicy: {
        connectionPool: { tcp: { maxConnections: 100 }, http: { http1MaxPendingRequests: 50, http2MaxRequests: 500 } },
        outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s', maxEjectionPercent: 50 },
      },
    } },
  }]);
});

test.each([
  [{ maxConnections: 1 }, { tcp: { maxConnections: 1 } }],
  [{ maxPendingRequests: 2 }, { http: { http1MaxPendingRequests: 2 } }],
  [{ maxRequests: 3 }, { http: { http2MaxRequests: 3 } }],
])('only limits that were given are written: %j', (limits, connectionPool) => {
  const cart = aService(shopOn(), 'cart');
  cart.breakers.push({ path: 'b', limits });
  expect(destinationRuleOf(cart).trafficPolicy).toEqual({ connectionPool });
});

test('limits without a limit say nothing', () => {
  const cart = aService(shopOn(), 'cart');
  cart.breakers.push({ path: 'b', limits: {} });
  expect(mesh.service(cart).resources).toEqual([]);
});

test('limits and ejection of two breakers stand together, beside the subsets, which inherit them', () => {
  const cart = aService(shopOn(), 'cart');
  split(cart, { v2: 10, v1: 90 });
  cart.breakers.push({ path: 'a', limits: { maxRequests: 3 } }, { path: 'b', ejection: EJECTION });
  const rule = destinationRuleOf(cart);
  expect(Object.keys(rule.trafficPolicy)).toEqual(['connectionPool', 'outlierDetection']);
  expect(rule.subsets).toEqual([{ name: 'v1', labels: { version: 'v1' } }, { name: 'v2', labels: { version: 'v2' } }]);
});

test('T7: a service that is a version of another has that one\'s breaker, since only the rule of the service routed to acts', () => {
  const shop = shopOn();
  const [cart, next] = [aService(shop, 'cart'), aService(shop, 'cart-next')];
  cart.breakers.push({ path: 'b', ejection: EJECTION });
  cart.splits.push({ path: 's', ports: [7070], shares: [{ version: { name: 'next', kind: 'service', service: next }, weight: 100, match: [] }] });
  next.versionOf.push({ service: cart, path: 's' });
  expect(destinationRuleOf(next)).toEqual({ ...destinationRuleOf(cart), host: 'cart-next.shop.svc.cluster.local' });
  expect(virtualServiceOf(next)).toBeUndefined();
});

test('what tutorials do wrong is nowhere', () => {
  const cart = aService(shopOn(), 'cart');
  split(cart, { v1: 90, v2: 10 });
  cart.breakers.push({ path: 'b', limits: { maxConnections: 1 }, ejection: EJECTION });
  expect(JSON.stringify(mesh.service(cart).resources)).not.toMatch(/LEAST_CONN|consecutiveErrors|"tls"/);
});

test('a Service made for a version can have a rule of its own', () => {
  const cart = aService(shopOn(), 'cart');
  cart.breakers.push({ path: 'b', limits: { maxConnections: 1 } });
  const rule = destinationRule(cart, { serviceName: 'cart-v1' })!;
  expect(rule.metadata.name).toBe('cart-v1');
  expect(rule.body['spec']).toEqual({ host: 'cart-v1.shop.svc.cluster.local', trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } });
  expect(destinationRule(aService(shopOn(), 'x'), { versions: [byLabel('v1')] })).toBeDefined();
});
