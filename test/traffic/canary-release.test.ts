import { Duration } from 'cdk8s';
import type { CanaryReleaseProps } from '../../src';
import {
  CanaryRelease, CircuitBreaker, HttpMatch, Mesh, MeshReport, RequestTimeout, Retries, RetryOn, RetryPolicy, ServicePort, ServiceVersion, StringMatch, WhenUnsupported,
} from '../../src';
import { find, manifests, MESHES, shop, v1, v2 } from '../support/app';
import { meaningOf } from '../support/meaning';
import { BAD, refusal } from '../support/refusals';
import type { Shop } from '../support/shop-in';
import { shopIn } from '../support/shop-in';

const header = HttpMatch.header('x-canary', StringMatch.exact('true'));
const release = (s: Pick<Shop, 'chart'>, props: Omit<CanaryReleaseProps, 'stable' | 'canary'>, id = 'canary') => new CanaryRelease(s.chart, id, { stable: v1, canary: v2, ...props });

describe.each(MESHES)('on %s', plane => {
  const mesh = Mesh.fromName(plane);
  const meaning = (s: Pick<Shop, 'app'>) => meaningOf(plane, manifests(s.app));

  test.each([
    [0, 'v1'], [1, 'v1 99, v2 1'], [50, 'v1 50, v2 50'], [99, 'v1 1, v2 99'], [100, 'v2'],
  ])('weight %d', (weight, to) => {
    const s = shopIn(mesh);
    release(s, { service: s.service('cart', ServicePort.grpc(7070)), weight });
    expect(meaning(s)).toEqual([`port 7070: all → ${to}`]);
  });

  test('whoever matches gets the canary, whatever its weight', () => {
    const s = shopIn(mesh);
    release(s, { service: s.service('cart', ServicePort.http(80)), weight: 0, match: [header, HttpMatch.pathPrefix('/beta/')] });
    expect(meaning(s)).toEqual(['port 80: header x-canary = true or path under /beta → v2', 'port 80: else → v1']);
  });

  test('the weight changes numbers only: no object goes, comes or is renamed', () => {
    const objects = (weight: number) => {
      const s = shopIn(mesh);
      release(s, { service: s.service('cart', ServicePort.http(80), ServicePort.grpc(7070)), weight, match: [header] });
      return manifests(s.app).map(o => [o.apiVersion, o.kind, o.metadata.name].join(' '));
    };
    for (const weight of [0, 1, 99, 100]) expect(objects(weight)).toEqual(objects(50));
  });

  test('the names of versions do not change what they are', () => {
    const s = shopIn(mesh);
    new CanaryRelease(s.chart, 'canary', {
      service: s.service('cart', ServicePort.http(80)), stable: ServiceVersion.labels('z', { version: 'v1' }), canary: ServiceVersion.labels('a', { version: 'v2' }), weight: 10, match: [header],
    });
    expect(meaning(s)).toEqual(['port 80: header x-canary = true → v2', 'port 80: else → v1 90, v2 10']);
  });
});

describe('together with timeout, retries and breaker', () => {
  function together(plane: string) {
    const s = shopIn(Mesh.fromName(plane));
    const service = s.service('cart', ServicePort.http(80));
    const whenUnsupported = WhenUnsupported.OMIT;
    new RetryPolicy(s.chart, 'retries', { service, retries: Retries.of({ additional: 2, perTry: Duration.seconds(2), on: [RetryOn.GATEWAY_ERRORS] }) });
    new CircuitBreaker(s.chart, 'breaker', { service, limits: { maxRequests: 500 }, ejection: { consecutiveErrors: 5, baseEjectionTime: Duration.minutes(1) }, whenUnsupported });
    release(s, { service, weight: 10, match: [header] });
    new RequestTimeout(s.chart, 'timeout', { service, request: Duration.seconds(5) });
    return manifests(s.app);
  }

  const rules = ['port 80: header x-canary = true → v2', 'port 80: else → v1 90, v2 10'].map(rule => `${rule}; within 5s; 2 more on gateway errors, each within 2s`);
  const limits = (pods: string) => `${pods}: at most 500 requests`;
  const ejection = (pods: string) => `${pods}: out for 1m after 5 errors, looked at each 10s, at most 10 %`;

  // A breaker holds for what requests are routed to: the versions, and the service itself for those that reach it otherwise.
  test.each(['istio-sidecar', 'istio-ambient'])('all hold, for every version (%s)', plane => {
    expect(meaningOf(plane, together(plane))).toEqual([...rules, ...['cart', 'v1', 'v2'].flatMap(pods => [limits(pods), ejection(pods)])]);
  });

  test('all hold but the limits, for every version (linkerd)', () => {
    expect(meaningOf('linkerd', together('linkerd'))).toEqual([...rules, ...['cart', 'v1', 'v2'].map(pods => `${pods}: out for 1m up to 5m after 5 errors`)]);
  });

  test('all hold but the breaker (gateway-api)', () => {
    expect(meaningOf('gateway-api', together('gateway-api'))).toEqual(rules);
  });

  const plain = ['Namespace shop', 'Service cart', 'ServiceAccount cart'];
  const split = [...plain, 'Service cart-v1', 'Service cart-v2', 'HTTPRoute cart'];
  test.each<[string, string[]]>([
    ['istio-sidecar', [...plain, 'VirtualService cart', 'DestinationRule cart']],
    ['istio-ambient', [...split, 'Gateway waypoint', 'DestinationRule cart', 'DestinationRule cart-v1', 'DestinationRule cart-v2']],
    ['linkerd', split], ['gateway-api', split],
  ])('in one route object (%s)', (plane, objects) => {
    expect(together(plane).map(o => `${o.kind} ${o.metadata.name}`).sort()).toEqual([...objects].sort());
  });
});

describe('OMIT', () => {
  test('leaves out single matches that the port cannot have', () => {
    const s = shop(Mesh.linkerd());
    const service = s.service('cart', ServicePort.grpc(7070));
    release(s, { service, weight: 10, match: [HttpMatch.query('a', StringMatch.exact('1')), header], whenUnsupported: WhenUnsupported.OMIT });
    expect(meaningOf('linkerd', manifests(s.app))).toEqual(['port 7070: header x-canary = true → v2', 'port 7070: else → v1 90, v2 10']);
    expect(MeshReport.of(s.app).features.filter(f => f.omitted)).toMatchObject([{ feature: 'match-query', alternative: expect.stringContaining('match a header instead'), paths: ['shop/canary'] }]);
  });

  test('ERROR is the default', () => {
    const s = shop(Mesh.linkerd());
    const service = s.service('cart', ServicePort.grpc(7070));
    expect(refusal(s, () => release(s, { service, weight: 10, match: [HttpMatch.query('a', StringMatch.exact('1'))] }, BAD)))
      .toBe('[shop/bad] linkerd does not support match-query on port 7070 (grpc) of service "cart": gRPC calls have no query; match a header instead; or leave it out there with whenUnsupported: WhenUnsupported.OMIT');
  });
});

test.each<[string, Partial<CanaryReleaseProps>, string | RegExp]>([
  ['weight below 0', { weight: -1 }, '[shop/bad] weight -1 must be a whole number from 0 to 100'],
  ['weight above 100', { weight: 101 }, '[shop/bad] weight 101 must be a whole number from 0 to 100'],
  ['part of a percent', { weight: 0.5 }, '[shop/bad] weight 0.5 must be a whole number from 0 to 100'],
  ['one name for both', { canary: v1 }, '[shop/bad] versions has version v1 twice; keep one'],
  ['the same pods', { canary: ServiceVersion.labels('next', { version: 'v1' }) }, '[shop/bad] versions "v1" and "next" are the same pods, or part of them; give them labels that tell them apart'],
  ['stable by a bad name', { stable: ServiceVersion.labels('Stable', { version: 'v1' }) }, /^\[shop\/bad\] stable\.name "Stable" must be/],
  ['canary without labels', { canary: ServiceVersion.labels('v2', {}) }, /^\[shop\/bad\] canary "v2" has no labels/],
  ['unknown port', { port: 81 }, '[shop/bad] port 81 is not a port of service "cart"; it has 80 (http), 6379 (tcp)'],
  ['match on a TCP port', { port: 6379, match: [header] }, /^\[shop\/bad\] match needs requests to look at, and port 6379 speaks tcp/],
  ['match without a condition', { match: [header, HttpMatch.all()] }, '[shop/bad] canary.match[1] has no condition and would match every request; name one'],
])('refuses %s', (_, props, message) => {
  const s = shop();
  const service = s.service('cart', ServicePort.http(80), ServicePort.tcp(6379));
  expect(refusal(s, () => new CanaryRelease(s.chart, BAD, { service, stable: v1, canary: v2, weight: 10, ...props })))
    .toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  new CanaryRelease(s.chart, BAD, { service, stable: v1, canary: v2, weight: 10 });
  expect(find(manifests(s.app), 'VirtualService').spec.http).toHaveLength(1);
});
