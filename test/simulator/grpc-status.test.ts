import { grpcStatusOf } from '../../src/simulator/grpc-status';
import { FROM_WEB, route, SHOP } from './linkerd/shop';
import { simulate } from './support';

test.each([
  ['istio-sidecar', 200, 0], ['istio-sidecar', 400, 13], ['istio-waypoint', 401, 16], ['istio-waypoint', 403, 7], ['istio-gateway', 404, 12], ['istio-sidecar', 429, 14], ['istio-sidecar', 503, 14], ['istio-sidecar', 504, 14],
  ['istio-sidecar', 500, 2], ['istio-sidecar', 302, 2], ['none', 500, 2], ['gateway-api', 404, 12], ['gateway-api', 500, 14], ['gateway-api', 503, 14],
  ['linkerd', 200, 0], ['linkerd', 403, 7], ['linkerd', 404, 5], ['linkerd', 503, 14], ['linkerd', 502, 14], ['linkerd', 504, 4], ['linkerd', 500, null],
] as const)('%s: %d is gRPC status %s', (proxy, status, expected) => {
  expect(grpcStatusOf(proxy, status)).toBe(expected);
});

const GRPC = 'grpc://cart.shop:80/a.B/C';
const ONLY_D = route('r', '[{ matches: [{ method: { service: a.B, method: D } }] }]', { kind: 'GRPCRoute' });

test('a call that no route is for', () => {
  expect(simulate(SHOP + ONLY_D, { from: FROM_WEB, to: GRPC })).toMatchObject({ verdict: 'unroutable', status: 404, grpcStatus: 5 });
  const plain = SHOP.replace(/, annotations: \{ linkerd.io\/inject: enabled \}/g, '');
  expect(simulate(plain + ONLY_D, { from: FROM_WEB, to: GRPC }, { mesh: 'gateway-api' })).toMatchObject({ verdict: 'unroutable', status: 404, grpcStatus: 12 });
});

test('a call that takes too long, where that is known', () => {
  const plain = SHOP.replace(/, annotations: \{ linkerd.io\/inject: enabled \}/g, '');
  const timed = route('r', '[{ backendRefs: [{ name: cart-v1, port: 80 }], timeouts: { request: 1s } }]');
  expect(simulate(plain + timed, { from: FROM_WEB, to: GRPC, backend: { delay: '2s' } }, { mesh: 'gateway-api' })).toMatchObject({ verdict: 'allowed', status: 504, grpcStatus: 14 });
});

test('nothing for calls that are no gRPC, or that get no answer', () => {
  expect(simulate(SHOP, { from: FROM_WEB, to: 'http://cart.shop/' }).grpcStatus).toBeNull();
  expect(simulate(SHOP, { from: FROM_WEB, to: 'tcp://cart.shop:80' }).grpcStatus).toBeNull();
});
