import { Duration } from 'cdk8s';
import type { CircuitBreakerEjection, CircuitBreakerLimits, CircuitBreakerProps } from '../../src';
import { CircuitBreaker, Feature, Mesh, MeshReport, MeshService, ServicePort, ServiceVersion, TrafficSplit, WhenUnsupported } from '../../src';
import { asSet, manifests, MESHES, shop, v1, v2 } from '../support/app';
import { meaningOf } from '../support/meaning';
import { BAD, refusal } from '../support/refusals';

const ISTIO = ['istio-sidecar', 'istio-ambient'];
const limits = { maxConnections: 100, maxPendingRequests: 50, maxRequests: 500 };
const ejection = { consecutiveErrors: 5 };
const breaker = (s: ReturnType<typeof shop>, service: MeshService, props: Omit<CircuitBreakerProps, 'service'>, id = 'breaker') =>
  new CircuitBreaker(s.chart, id, { service, ...props });
const cart = (s: ReturnType<typeof shop>, ...ports: ServicePort[]) => s.service('cart', ...(ports.length > 0 ? ports : [ServicePort.http(80)]));
const meaning = (s: ReturnType<typeof shop>, plane: string, name?: string) => meaningOf(plane, manifests(s.app), name);

describe.each(ISTIO)('on %s', plane => {
  test.each<[CircuitBreakerLimits, string]>([
    [limits, '100 connections, 50 waiting, 500 requests'], [{ maxConnections: 1 }, '1 connections'], [{ maxPendingRequests: 1 }, '1 waiting'],
    [{ maxRequests: 2_147_483_647 }, '2147483647 requests'],
  ])('limits %#', (some, words) => {
    const s = shop(Mesh.fromName(plane));
    breaker(s, cart(s), { limits: some });
    expect(meaning(s, plane)).toEqual([`cart: at most ${words}`]);
  });

  test.each<[CircuitBreakerEjection, string]>([
    [ejection, 'out for 30s after 5 errors, looked at each 10s, at most 10 %'],
    [{ consecutiveErrors: 1, interval: Duration.millis(500), baseEjectionTime: Duration.minutes(2), maxEjectionPercent: 100 }, 'out for 2m after 1 errors, looked at each 500ms, at most 100 %'],
  ])('ejection %#', (some, words) => {
    const s = shop(Mesh.fromName(plane));
    breaker(s, cart(s), { ejection: some });
    expect(meaning(s, plane)).toEqual([`cart: ${words}`]);
  });

  test('the two halves can be declared apart', () => {
    const s = shop(Mesh.fromName(plane));
    const service = cart(s);
    breaker(s, service, { limits }, 'limits');
    breaker(s, service, { ejection }, 'ejection');
    const apart = asSet(manifests(s.app));
    const t = shop(Mesh.fromName(plane));
    breaker(t, cart(t), { limits, ejection });
    expect(apart).toEqual(asSet(manifests(t.app)));
  });

  test('holds on ports that do not speak HTTP too', () => {
    const s = shop(Mesh.fromName(plane));
    breaker(s, cart(s, ServicePort.tcp(6379)), { limits: { maxConnections: 10 }, ejection });
    expect(meaning(s, plane)).toEqual(['cart: at most 10 connections', 'cart: out for 30s after 5 errors, looked at each 10s, at most 10 %']);
  });

  test('holds for the versions that the service sends to, by label or Services of their own', () => {
    const s = shop(Mesh.fromName(plane));
    const [service, next] = [cart(s), s.service('next', ServicePort.http(80))];
    new TrafficSplit(s.chart, 'split', { service, versions: [{ version: v1, weight: 60 }, { version: v2, weight: 30 }, { version: ServiceVersion.service('next', next), weight: 10 }] });
    breaker(s, service, { limits: { maxRequests: 7 } });
    expect(meaning(s, plane)).toEqual(['port 80: all → next 10, v1 60, v2 30', ...['cart', 'next', 'v1', 'v2'].map(pods => `${pods}: at most 7 requests`)]);
    expect(meaning(s, plane, 'next')).toEqual(['next: at most 7 requests']);
  });

  test('of one door is none of the other', () => {
    const s = shop(Mesh.fromName(plane));
    const service = cart(s);
    const door = new MeshService(s.chart, 'door', { namespace: s.namespace, workload: service.workload!, ports: [ServicePort.http(80)] });
    breaker(s, door, { limits });
    expect([meaning(s, plane), meaning(s, plane, 'door')]).toEqual([[], ['cart: at most 100 connections, 50 waiting, 500 requests']]);
  });
});

describe('on linkerd', () => {
  const mesh = () => shop(Mesh.linkerd());

  test.each<[CircuitBreakerEjection, string]>([
    [ejection, 'out for 30s up to 5m after 5 errors'], [{ consecutiveErrors: 1, baseEjectionTime: Duration.minutes(10) }, 'out for 10m up to 10m after 1 errors'],
  ])('ejection %#', (some, words) => {
    const s = mesh();
    breaker(s, cart(s), { ejection: some });
    expect(meaning(s, 'linkerd')).toEqual([`cart: ${words}`]);
  });

  test('holds for the versions, by the Service that is called', () => {
    const s = mesh();
    const [service, next] = [cart(s), s.service('next', ServicePort.http(80))];
    new TrafficSplit(s.chart, 'split', { service, versions: [{ version: v1, weight: 90 }, { version: ServiceVersion.service('next', next), weight: 10 }] });
    breaker(s, service, { ejection });
    expect(meaning(s, 'linkerd')).toEqual(['port 80: all → next 10, v1 90', ...['cart', 'next', 'v1'].map(pods => `${pods}: out for 30s up to 5m after 5 errors`)]);
    expect(meaning(s, 'linkerd', 'next')).toEqual([]);
  });
});

describe('OMIT leaves out each half alone', () => {
  const omitted = (s: ReturnType<typeof shop>) => MeshReport.of(s.app).features.filter(f => f.omitted).map(f => [f.feature, f.paths]);
  const both = { limits, ejection, whenUnsupported: WhenUnsupported.OMIT };

  test('linkerd keeps the ejection', () => {
    const s = shop(Mesh.linkerd());
    breaker(s, cart(s), both);
    expect(meaning(s, 'linkerd')).toEqual(['cart: out for 30s up to 5m after 5 errors']);
    expect(omitted(s)).toEqual([['request-limits', ['shop/breaker']]]);
  });

  test('the Gateway API keeps nothing', () => {
    const s = shop(Mesh.gatewayApi());
    const service = cart(s);
    const before = asSet(manifests(s.app));
    breaker(s, service, both);
    expect(asSet(manifests(s.app))).toEqual(before);
    expect(omitted(s)).toEqual([['ejection', ['shop/breaker']], ['request-limits', ['shop/breaker']]]);
    expect(MeshReport.of(s.app).features.find(f => f.feature === 'ejection')?.alternative).toBe(Mesh.gatewayApi().support(Feature.EJECTION).alternative);
  });

  test('a half that one port cannot have stays for the others', () => {
    const s = shop(Mesh.linkerd());
    breaker(s, cart(s, ServicePort.http(80), ServicePort.tcp(6379)), { ejection, whenUnsupported: WhenUnsupported.OMIT });
    expect(meaning(s, 'linkerd')).toEqual(['cart: out for 30s up to 5m after 5 errors']);
    expect(MeshReport.of(s.app).features.filter(f => f.feature === 'ejection').map(f => [f.level, f.omitted, f.paths])).toEqual([
      ['approximated', false, ['shop/breaker']], ['unsupported', true, ['shop/breaker']],
    ]);
  });

  test('without it, the data plane and the alternative are named', () => {
    const s = shop(Mesh.linkerd());
    const service = cart(s);
    expect(refusal(s, () => breaker(s, service, { limits, ejection }, BAD)))
      .toBe('[shop/bad] linkerd does not support request-limits on port 80 (http) of service "cart": Linkerd has no limits for what is in flight; '
        + 'use Istio sidecar, or limit connections in the application; or leave it out there with whenUnsupported: WhenUnsupported.OMIT');
  });
});

describe('breakers that do not go together', () => {
  const together = (message: string) => `[shop/bad] does not go together with [shop/first]: ${message}`;

  test.each(ISTIO)('two with the same half (%s)', plane => {
    const s = shop(Mesh.fromName(plane));
    const service = cart(s);
    breaker(s, service, { limits, ejection }, 'first');
    expect(refusal(s, () => breaker(s, service, { limits: { maxRequests: 1 } }, BAD))).toBe(together('both set limits; keep one CircuitBreaker'));
    expect(refusal(s, () => breaker(s, service, { ejection }, BAD))).toBe(together('both set ejection; keep one CircuitBreaker'));
  });

  test.each(MESHES.filter(plane => plane !== 'gateway-api'))('one on a service and one on a version of it, whichever comes last (%s)', plane => {
    const message = '"next" is a version of "cart", whose CircuitBreaker holds for its versions too; keep one of the two';
    const setUp = () => {
      const s = shop(Mesh.fromName(plane));
      const [service, next] = [cart(s), s.service('next', ServicePort.http(80))];
      const split = (id: string) => new TrafficSplit(s.chart, id, { service, versions: [{ version: v1, weight: 50 }, { version: ServiceVersion.service('next', next), weight: 50 }] });
      return { s, service, next, split };
    };
    const a = setUp();
    a.split('split');
    breaker(a.s, a.service, { ejection }, 'first');
    expect(refusal(a.s, () => breaker(a.s, a.next, { ejection }, BAD))).toBe(together(message));
    const b = setUp();
    breaker(b.s, b.service, { ejection }, 'first');
    breaker(b.s, b.next, { ejection }, 'second');
    expect(refusal(b.s, () => b.split(BAD))).toBe(`[shop/bad] does not go together with [shop/first], [shop/second]: ${message}`);
  });

  test.each(ISTIO)('two services with a breaker that share a version (%s)', plane => {
    const s = shop(Mesh.fromName(plane));
    const [a, b, next] = ['a', 'b', 'next'].map(name => s.service(name, ServicePort.http(80))) as [MeshService, MeshService, MeshService];
    const split = (id: string, service: MeshService) => new TrafficSplit(s.chart, id, { service, versions: [{ version: ServiceVersion.service('next', next), weight: 100 }] });
    split('split-a', a);
    split('split-b', b);
    breaker(s, a, { limits }, 'first');
    expect(refusal(s, () => breaker(s, b, { limits }, BAD))).toBe(together('"next" is a version of both "a" and "b", each with a CircuitBreaker; keep one of them'));
  });

  test('Linkerd goes by the Service that is called: one on a version alone would not act', () => {
    const s = shop(Mesh.linkerd());
    const [service, next] = [cart(s), s.service('next', ServicePort.http(80))];
    new TrafficSplit(s.chart, 'first', { service, versions: [{ version: ServiceVersion.service('next', next), weight: 100 }] });
    expect(refusal(s, () => breaker(s, next, { ejection }, BAD))).toBe(together('the ejection of "next" would not act on requests to "cart", of which it is a version: '
      + 'Linkerd goes by the Service that callers dial; move the CircuitBreaker to "cart"'));
  });
});

test.each<[string, Omit<CircuitBreakerProps, 'service'>, string]>([
  ['nothing', {}, 'neither `limits` nor `ejection` is given; name at least one'],
  ['limits that name none', { limits: {} }, 'limits names none; give maxConnections, maxPendingRequests or maxRequests, or leave it out'],
  ['no connection', { limits: { maxConnections: 0 } }, 'limits.maxConnections 0 must be a whole number from 1 to 2147483647'],
  ['too many connections', { limits: { maxConnections: 2_147_483_648 } }, 'limits.maxConnections 2147483648 must be a whole number from 1 to 2147483647'],
  ['nobody waiting', { limits: { maxPendingRequests: 0 } }, 'limits.maxPendingRequests 0 must be a whole number from 1 to 2147483647'],
  ['half a request', { limits: { maxRequests: 0.5 } }, 'limits.maxRequests 0.5 must be a whole number from 1 to 2147483647'],
  ['no error', { ejection: { consecutiveErrors: 0 } }, 'ejection.consecutiveErrors 0 must be a whole number from 1 to 2147483647'],
  ['no interval', { ejection: { ...ejection, interval: Duration.millis(0) } }, 'ejection.interval must be longer than zero; leave it out for no limit'],
  ['a fine interval', { ejection: { ...ejection, interval: Duration.millis(0.5) } }, 'ejection.interval 0.5 ms is finer than a mesh can say; use whole milliseconds'],
  ['no ejection time', { ejection: { ...ejection, baseEjectionTime: Duration.seconds(0) } }, 'ejection.baseEjectionTime must be longer than zero; leave it out for no limit'],
  ['a long ejection time', { ejection: { ...ejection, baseEjectionTime: Duration.hours(100_000) } }, 'ejection.baseEjectionTime is longer than a mesh can say; use at most 99999 hours'],
  ['no pod', { ejection: { ...ejection, maxEjectionPercent: 0 } }, 'ejection.maxEjectionPercent 0 must be a whole number from 1 to 100'],
  ['more than all pods', { ejection: { ...ejection, maxEjectionPercent: 101 } }, 'ejection.maxEjectionPercent 101 must be a whole number from 1 to 100'],
  ['one bad half', { limits, ejection: { consecutiveErrors: 1.5 } }, 'ejection.consecutiveErrors 1.5 must be a whole number from 1 to 2147483647'],
])('refuses %s', (_, props, message) => {
  const s = shop();
  const service = cart(s);
  expect(refusal(s, () => breaker(s, service, props, BAD))).toBe(`[shop/bad] ${message}`);
});
