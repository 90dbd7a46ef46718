import type { RetryCondition } from '../../../src/model/retries';
import { SupportLevel } from '../../../src/model/feature';
import { conditionFeature } from '../../../src/traffic/retries';
import { aPort, aService, byLabel, EXPERIMENTAL } from '../../support/model';
import { Protocol } from '../../../src/model/protocol';
import { perService, planOf, shopWith } from './rendered';
import type { WaypointModel } from '../../../src/mesh/istio/ambient/waypoint-model';

/** What the experimental channel, which has retries, is told about a condition. */
const answer = (condition: RetryCondition, protocol = condition.kind === 'grpc-status' ? Protocol.GRPC : Protocol.HTTP) =>
  shopWith().dataPlane.support(conditionFeature(condition), { cluster: EXPERIMENTAL, protocol, condition });

it.each<[RetryCondition, RegExp]>([
  [{ kind: 'reset' }, /when a connection breaks \("reset"\); leave that condition out .*, or use Istio sidecar/],
  [{ kind: 'grpc-status', status: 'internal' }, /gRPC status "internal"; leave that condition out/],
  [{ kind: 'grpc-status', status: 'deadline-exceeded' }, /gRPC status "deadline-exceeded"/],
  [{ kind: 'grpc-status', status: 'resource-exhausted' }, /gRPC status "resource-exhausted"/],
  [{ kind: 'http-status', code: 599 }, /HTTP status 599, which is not a registered code/],
  [{ kind: 'http-status', code: 302 }, /HTTP status 302/],
])('refuses retries on %j', (condition, message) => {
  expect(answer(condition)).toEqual({ level: SupportLevel.UNSUPPORTED, alternative: expect.stringMatching(message) });
});

it.each<RetryCondition>([
  { kind: 'connect-failure' }, { kind: 'refused-stream' }, { kind: 'server-errors' }, { kind: 'gateway-errors' },
  { kind: 'http-status', code: 400 }, { kind: 'http-status', code: 429 }, { kind: 'http-status', code: 503 }, { kind: 'http-status', code: 511 },
  { kind: 'grpc-status', status: 'unavailable' }, { kind: 'grpc-status', status: 'cancelled' },
])('takes retries on %j', condition => {
  expect(answer(condition).level).toBe(SupportLevel.APPROXIMATED);
});

describe('a Service with the name of a waypoint', () => {
  const timed = (waypoint: WaypointModel | undefined, other: string) => {
    const shop = shopWith(waypoint);
    aService(shop, other);
    const cart = aService(shop, 'cart');
    cart.timeouts.push({ path: 'shop/timeout', ports: [7070], requestMs: 1000 });
    return cart.namespace.dataPlane.problems(cart);
  };

  it('is refused where Istio would make one of that name', () => {
    expect(timed(undefined, 'waypoint')).toEqual([{
      id: 'conflicting-declarations', paths: ['shop/waypoint', 'shop/timeout'], message: expect.stringMatching(/Service "waypoint" .*Waypoint\.perNamespace\(\{ name: … \}\)/),
    }]);
    expect(timed(perService, 'cart-waypoint')).toMatchObject([{ message: expect.stringContaining('call it otherwise, or use Waypoint.perNamespace') }]);
  });

  it('is nothing to this program where the waypoint is made elsewhere, or not at all', () => {
    expect(timed({ kind: 'existing', name: 'waypoint' }, 'waypoint')).toEqual([]);
    const shop = shopWith();
    expect(shop.dataPlane.problems(aService(shop, 'waypoint'))).toEqual([]);
  });
});

it('refuses what the API server or Istio would not take of the routes', () => {
  const cart = aService(shopWith(), 'cart', { ports: [aPort(80, Protocol.HTTP)] });
  const old = aService(cart.namespace, 'old', { ports: [aPort(81, Protocol.HTTP)] });
  cart.splits.push({ path: 'shop/split', ports: [80], shares: [
    { version: byLabel('v1'), weight: 90, match: [{ headers: [{ name: 'x', kind: 'exact', value: '' }], query: [] }] },
    { version: { kind: 'service', name: 'old', service: old }, weight: 10, match: [] },
  ] });
  const messages = cart.namespace.dataPlane.problems(cart).map(p => p.message).join('\n');
  expect(messages).toMatch(/Service "old" has no port 80/);
  expect(messages).toMatch(/header "x": an HTTPRoute compares with 1 to/);
  expect(planOf(cart).resources).not.toHaveLength(0);
});
