import { Duration } from 'cdk8s';
import type { RequestTimeoutProps } from '../../src';
import { Mesh, MeshReport, RequestTimeout, ServicePort, WhenUnsupported } from '../../src';
import { asSet, manifests, MESHES, shop } from '../support/app';
import { meaningOf } from '../support/meaning';
import { BAD, refusal } from '../support/refusals';

/** A duration of a mesh, in milliseconds: one or more numbers with units. */
function inMilliseconds(text: string): number {
  const sizes: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  return [...text.matchAll(/(\d+)(h|ms|m|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * sizes[unit!]!, 0);
}

describe.each(MESHES)('on %s', plane => {
  const timeouts = (request: Duration) => {
    const s = shop(Mesh.fromName(plane));
    new RequestTimeout(s.chart, 'timeout', { service: s.service('cart', ServicePort.http(80)), request });
    return meaningOf(plane, manifests(s.app));
  };

  test.each([
    [Duration.millis(1), '1ms'], [Duration.millis(1500), '1500ms'], [Duration.seconds(5), '5s'], [Duration.seconds(90), '90s'], [Duration.minutes(2), '2m'], [Duration.hours(1), '1h'],
  ])('%s', (request, written) => {
    expect(timeouts(request)).toEqual([`port 80: all → cart; within ${written}`]);
  });

  test.each([123_456_789, 359_996_400_000, 359_996_399_999].map(ms => [ms] as const))('%d ms, however long, is that long', ms => {
    const [, written] = /within (\w+)$/.exec(timeouts(Duration.millis(ms))[0]!)!;
    expect(inMilliseconds(written!)).toBe(ms);
  });

  test('is for every port that speaks HTTP or gRPC, and each port can have its own', () => {
    const s = shop(Mesh.fromName(plane));
    const ports = [ServicePort.http(80), ServicePort.grpc(7070), ServicePort.tcp(6379)];
    new RequestTimeout(s.chart, 'all', { service: s.service('cart', ...ports), request: Duration.seconds(1) });
    const other = s.service('other', ...ports);
    new RequestTimeout(s.chart, 'web', { service: other, port: 80, request: Duration.seconds(2) });
    new RequestTimeout(s.chart, 'calls', { service: other, port: 7070, request: Duration.seconds(3) });
    expect(meaningOf(plane, manifests(s.app))).toEqual([80, 7070].map(port => `port ${port}: all → cart; within 1s`));
    expect(meaningOf(plane, manifests(s.app), 'other')).toEqual(['port 80: all → other; within 2s', 'port 7070: all → other; within 3s']);
  });

  test('two of one port name both', () => {
    const s = shop(Mesh.fromName(plane));
    const service = s.service('cart', ServicePort.http(80), ServicePort.grpc(7070));
    new RequestTimeout(s.chart, 'first', { service, request: Duration.seconds(1) });
    expect(refusal(s, () => new RequestTimeout(s.chart, BAD, { service, port: 80, request: Duration.seconds(1) })))
      .toBe('[shop/bad] does not go together with [shop/first]: port 80: both set the request timeout; keep one, or give each its own `port`');
  });
});

test('says in the report that it was asked for', () => {
  const s = shop();
  new RequestTimeout(s.chart, 'timeout', { service: s.service('cart'), request: Duration.seconds(1), whenUnsupported: WhenUnsupported.OMIT });
  expect(MeshReport.of(s.app).features.find(f => f.feature === 'request-timeout')).toEqual({
    feature: 'request-timeout', mesh: 'istio-sidecar', cluster: '', level: 'native', omitted: false, paths: ['shop/timeout'],
  });
});

test('OMIT does not excuse a port without requests', () => {
  const s = shop();
  const service = s.service('cart', ServicePort.tcp(6379));
  const before = asSet(manifests(s.app));
  expect(refusal(s, () => new RequestTimeout(s.chart, BAD, { service, port: 6379, request: Duration.seconds(1), whenUnsupported: WhenUnsupported.OMIT }))).toContain('speaks tcp');
  expect(asSet(manifests(s.app))).toEqual(before);
});

test.each<[string, Partial<RequestTimeoutProps>, string | RegExp]>([
  ['no time', { request: Duration.seconds(0) }, '[shop/bad] request must be longer than zero; leave it out for no limit'],
  ['a part of a millisecond', { request: Duration.millis(1.5) }, '[shop/bad] request 1.5 ms is finer than a mesh can say; use whole milliseconds'],
  ['less than a millisecond', { request: Duration.seconds(0.0001) }, '[shop/bad] request 0.1 ms is finer than a mesh can say; use whole milliseconds'],
  ['more than 99999 hours', { request: Duration.hours(100_000) }, '[shop/bad] request is longer than a mesh can say; use at most 99999 hours'],
  ['an unknown port', { port: 443 }, '[shop/bad] port 443 is not a port of service "cart"; it has 80 (http), 6379 (tcp)'],
  ['a TCP port', { port: 6379 }, /^\[shop\/bad\] request needs requests to look at, and port 6379 speaks tcp; declare the port with ServicePort\.http, http2 or grpc/],
])('refuses %s', (_, props, message) => {
  const s = shop();
  const service = s.service('cart', ServicePort.http(80), ServicePort.tcp(6379));
  expect(refusal(s, () => new RequestTimeout(s.chart, BAD, { service, request: Duration.seconds(1), ...props })))
    .toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
});

test('a negative time is none that cdk8s knows', () => {
  expect(() => Duration.seconds(-1)).toThrow('Duration amounts cannot be negative');
});

test('seconds that are whole milliseconds in binary only nearly are whole milliseconds', () => {
  const s = shop();
  new RequestTimeout(s.chart, 'timeout', { service: s.service('cart', ServicePort.http(80)), request: Duration.seconds(4.35) });
  expect(meaningOf('istio-sidecar', manifests(s.app))).toEqual(['port 80: all → cart; within 4350ms']);
});
