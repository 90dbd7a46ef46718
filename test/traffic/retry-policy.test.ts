import { Duration } from 'cdk8s';
import type { RetryOptions, RetryPolicyProps } from '../../src';
import { GrpcStatus, Mesh, MeshReport, RequestTimeout, Retries, RetryOn, RetryPolicy, ServicePort, WhenUnsupported } from '../../src';
import { find, manifests, MESHES, shop } from '../support/app';
import { meaningOf } from '../support/meaning';
import { quiet } from '../support/quiet';
import { BAD, refusal } from '../support/refusals';
import type { Shop } from '../support/shop-in';
import { shopIn } from '../support/shop-in';

quiet();

const of = (on: RetryOn[], more: Partial<RetryOptions> = {}) => Retries.of({ additional: 2, on, ...more });
const unavailable = RetryOn.grpc(GrpcStatus.UNAVAILABLE);
const onPort = (s: Pick<Shop, 'chart' | 'service'>, port: ServicePort, retries: Retries, more: Partial<RetryPolicyProps> = {}) =>
  new RetryPolicy(s.chart, 'retries', { service: s.service('cart', port), retries, ...more });

describe('each data plane says the conditions in its own words', () => {
  const { CONNECT_FAILURE, REFUSED_STREAM, RESET, SERVER_ERRORS, GATEWAY_ERRORS } = RetryOn;
  test.each<[string, ServicePort, RetryOn[], string]>([
    ['istio-sidecar', ServicePort.http(80), [GATEWAY_ERRORS, CONNECT_FAILURE], ' on connect-failure, gateway errors'],
    ['istio-sidecar', ServicePort.http(80), [REFUSED_STREAM, RESET, SERVER_ERRORS, RetryOn.status(429)], ' on 429, refused-stream, reset, server errors'],
    ['istio-sidecar', ServicePort.grpc(80), Object.values(GrpcStatus).map(RetryOn.grpc), ' on cancelled, deadline-exceeded, internal, resource-exhausted, unavailable'],
    ['istio-ambient', ServicePort.http(80), [CONNECT_FAILURE], ''],
    ['istio-ambient', ServicePort.http(80), [GATEWAY_ERRORS, RetryOn.status(429), RetryOn.status(503)], ' on 429, 502, 503, 504'],
    ['istio-ambient', ServicePort.http(80), [SERVER_ERRORS], ' on 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511'],
    ['istio-ambient', ServicePort.grpc(80), [unavailable, RetryOn.grpc(GrpcStatus.CANCELLED)], ''],
    ['linkerd', ServicePort.http(80), [GATEWAY_ERRORS, RetryOn.status(429)], ' on 429, gateway errors'],
    ['linkerd', ServicePort.http2(80), [SERVER_ERRORS], ' on server errors'],
    ['linkerd', ServicePort.grpc(80), [unavailable, RetryOn.grpc(GrpcStatus.RESOURCE_EXHAUSTED)], ' on resource-exhausted, unavailable'],
    ['gateway-api', ServicePort.http(80), [SERVER_ERRORS, RESET], ' on 500, 502, 503, 504'],
    ['gateway-api', ServicePort.grpc(80), [CONNECT_FAILURE, RESET, REFUSED_STREAM], ''],
  ])('%s (%#)', (plane, port, on, words) => {
    const s = shopIn(Mesh.fromName(plane));
    onPort(s, port, of(on));
    expect(meaningOf(plane, manifests(s.app))).toEqual([`port 80: all → cart; 2 more${words}`]);
  });
});

describe.each(MESHES)('on %s', plane => {
  test('each port can have its own', () => {
    const s = shopIn(Mesh.fromName(plane));
    const service = s.service('cart', ServicePort.http(80), ServicePort.http2(81), ServicePort.tcp(6379));
    new RetryPolicy(s.chart, 'web', { service, port: 80, retries: of([RetryOn.GATEWAY_ERRORS], { additional: 1 }) });
    new RetryPolicy(s.chart, 'two', { service, port: 81, retries: of([RetryOn.status(503)], { additional: 100, perTry: Duration.millis(250) }) });
    expect(meaningOf(plane, manifests(s.app))).toEqual(['port 80: all → cart; 1 more on gateway errors', 'port 81: all → cart; 100 more on 503, each within 250ms']);
  });

  test('two of one port name both', () => {
    const s = shopIn(Mesh.fromName(plane));
    const service = s.service('cart', ServicePort.http(80), ServicePort.http2(81));
    new RetryPolicy(s.chart, 'first', { service, retries: of([RetryOn.GATEWAY_ERRORS]) });
    expect(refusal(s, () => new RetryPolicy(s.chart, BAD, { service, port: 81, retries: Retries.none() })))
      .toBe('[shop/bad] does not go together with [shop/first]: port 81: both set the retries; keep one, or give each its own `port`');
  });

  test('an attempt is not longer than the request, whichever is said first', () => {
    const say = (s: Shop, service: RetryPolicyProps['service']) => ({
      retries: (id: string, ms: number) => new RetryPolicy(s.chart, id, { service, retries: of([RetryOn.GATEWAY_ERRORS], { perTry: Duration.millis(ms) }) }),
      timeout: (id: string, ms: number) => new RequestTimeout(s.chart, id, { service, request: Duration.millis(ms) }),
    });
    const message = 'perTry 1001 ms is longer than the request timeout 1000 ms, so no attempt would ever be given up; make perTry at most the request timeout';
    for (const [first, second] of [['retries', 'timeout'], ['timeout', 'retries']] as const) {
      const s = shopIn(Mesh.fromName(plane));
      const intents = say(s, s.service('cart', ServicePort.http(80)));
      const ms = { retries: 1001, timeout: 1000 };
      intents[first]('first', ms[first]);
      expect(refusal(s, () => intents[second](BAD, ms[second]))).toBe(`[shop/bad] does not go together with [shop/first]: ${message}`);
    }
    const s = shopIn(Mesh.fromName(plane));
    const intents = say(s, s.service('cart', ServicePort.http(80)));
    intents.retries('retries', 1000);
    intents.timeout('timeout', 1000);
    expect(meaningOf(plane, manifests(s.app))).toEqual(['port 80: all → cart; within 1s; 2 more on gateway errors, each within 1s']);
  });
});

test('none() switches off what Istio does by itself, and nothing else is said', () => {
  const s = shop();
  onPort(s, ServicePort.http(80), Retries.none());
  expect(find(manifests(s.app), 'VirtualService').spec.http[0].retries).toEqual({ attempts: 0 });
});

describe('OMIT', () => {
  const omit = { whenUnsupported: WhenUnsupported.OMIT };
  const omitted = (s: Pick<Shop, 'app'>) => MeshReport.of(s.app).features.filter(f => f.omitted).map(f => f.feature);

  test('leaves out the conditions that the data plane lacks', () => {
    const s = shop(Mesh.linkerd());
    onPort(s, ServicePort.http(80), of([RetryOn.CONNECT_FAILURE, RetryOn.GATEWAY_ERRORS]), omit);
    expect(meaningOf('linkerd', manifests(s.app))).toEqual(['port 80: all → cart; 2 more on gateway errors']);
    expect(MeshReport.of(s.app).features.filter(f => f.omitted)).toMatchObject([{ feature: 'retry-on-connection', alternative: expect.stringContaining('retry on statuses instead'), paths: ['shop/retries'] }]);
  });

  test('without any condition left, the whole policy is left out', () => {
    const s = shop(Mesh.linkerd());
    onPort(s, ServicePort.http(80), of([RetryOn.CONNECT_FAILURE]), omit);
    expect(meaningOf('linkerd', manifests(s.app))).toEqual([]);
    expect(omitted(s)).toEqual(['retries', 'retry-on-connection']);
  });

  test.each(['istio-ambient', 'gateway-api'])('leaves out all retries on %s with the standard channel, other intents stay', plane => {
    const s = shopIn(Mesh.fromName(plane), 'standard');
    const service = s.service('cart', ServicePort.http(80));
    new RetryPolicy(s.chart, 'retries', { service, retries: of([RetryOn.GATEWAY_ERRORS], { perTry: Duration.seconds(1) }), ...omit });
    new RequestTimeout(s.chart, 'timeout', { service, request: Duration.seconds(5) });
    expect(meaningOf(plane, manifests(s.app))).toEqual(['port 80: all → cart; within 5s']);
    expect(omitted(s)).toEqual(['retries']);
  });

  test.each(['istio-ambient', 'gateway-api'])('none() that is left out on %s is warned of: the mesh makes its own', plane => {
    const s = shopIn(Mesh.fromName(plane), 'standard');
    onPort(s, ServicePort.http(80), Retries.none(), omit);
    expect(meaningOf(plane, manifests(s.app))).toEqual([]);
    expect(omitted(s)).toEqual(['no-retries']);
    expect(MeshReport.of(s.app).findings).toMatchObject([{ rule: 'default-retries-stay', severity: 'warning', path: 'shop/retries' }]);
  });

  test('of two ports only that one goes that cannot have it', () => {
    const s = shopIn(Mesh.gatewayApi());
    const service = s.service('cart', ServicePort.http(80), ServicePort.grpc(7070));
    new RetryPolicy(s.chart, 'web', { service, port: 80, retries: of([RetryOn.GATEWAY_ERRORS]) });
    new RetryPolicy(s.chart, 'calls', { service, port: 7070, retries: of([unavailable]), ...omit });
    expect(meaningOf('gateway-api', manifests(s.app))).toEqual(['port 80: all → cart; 2 more on gateway errors']);
  });

  test('a condition that the mesh would pass over is left out too', () => {
    const s = shopIn(Mesh.istioAmbient());
    onPort(s, ServicePort.http(80), of([RetryOn.RESET, RetryOn.GATEWAY_ERRORS]), omit);
    expect(meaningOf('istio-ambient', manifests(s.app))).toEqual(['port 80: all → cart; 2 more on gateway errors']);
  });
});

describe('what is refused', () => {
  const http = (retries: Retries): Partial<RetryPolicyProps> => ({ port: 80, retries });
  test.each<[string, Partial<RetryPolicyProps>, string | RegExp]>([
    ['no additional attempt', http(of([RetryOn.RESET], { additional: 0 })), '[shop/bad] retries.additional 0 must be a whole number from 1 to 100'],
    ['fewer than none', http(of([RetryOn.RESET], { additional: -1 })), '[shop/bad] retries.additional -1 must be a whole number from 1 to 100'],
    ['half an attempt', http(of([RetryOn.RESET], { additional: 1.5 })), '[shop/bad] retries.additional 1.5 must be a whole number from 1 to 100'],
    ['too many', http(of([RetryOn.RESET], { additional: 101 })), '[shop/bad] retries.additional 101 must be a whole number from 1 to 100'],
    ['no condition', http(of([])), /^\[shop\/bad\] retries\.on is empty; name when another attempt is made/],
    ['a condition twice', http(of([RetryOn.RESET, RetryOn.RESET])), '[shop/bad] retries.on has condition reset twice; keep one'],
    ['a status twice', http(of([RetryOn.status(503), RetryOn.status(503)])), '[shop/bad] retries.on has condition 503 twice; keep one'],
    ['success', http(of([RetryOn.status(200)])), '[shop/bad] retries.on[0]: status 200 must be a whole number from 400 to 599'],
    ['no status', http(of([RetryOn.RESET, RetryOn.status(600)])), '[shop/bad] retries.on[1]: status 600 must be a whole number from 400 to 599'],
    ['no time for an attempt', http(of([RetryOn.RESET], { perTry: Duration.millis(0) })), '[shop/bad] retries.perTry must be longer than zero; leave it out for no limit'],
    ['a part of a millisecond', http(of([RetryOn.RESET], { perTry: Duration.millis(0.5) })), '[shop/bad] retries.perTry 0.5 ms is finer than a mesh can say; use whole milliseconds'],
    ['too long an attempt', http(of([RetryOn.RESET], { perTry: Duration.hours(100_000) })), '[shop/bad] retries.perTry is longer than a mesh can say; use at most 99999 hours'],
    ['an HTTP status on a gRPC port', { port: 7070, retries: of([unavailable, RetryOn.status(503)]) }, '[shop/bad] retries.on: 503 is an HTTP status, and port 7070 speaks gRPC, whose answers all have status 200; use RetryOn.grpc, or name another `port`'],
    ['server errors on a gRPC port', { port: 7070, retries: of([RetryOn.SERVER_ERRORS]) }, /^\[shop\/bad\] retries\.on: server-errors is an HTTP status, and port 7070 speaks gRPC/],
    ['a gRPC status on an HTTP port', { port: 80, retries: of([unavailable]) }, '[shop/bad] retries.on: grpc:unavailable is a gRPC status, and port 80 speaks http; use RetryOn.status, or name another `port`'],
    ['a status for all ports', { retries: of([RetryOn.status(503)]) }, /^\[shop\/bad\] retries\.on: 503 is an HTTP status, and port 7070 speaks gRPC/],
    ['an unknown port', { port: 1, retries: of([RetryOn.RESET]) }, /^\[shop\/bad\] port 1 is not a port of service "cart"/],
    ['a TCP port', { port: 6379, retries: of([RetryOn.RESET]) }, /^\[shop\/bad\] retries needs requests to look at, and port 6379 speaks tcp/],
  ])('%s', (_, props, message) => {
    const s = shop();
    const service = s.service('cart', ServicePort.http(80), ServicePort.grpc(7070), ServicePort.tcp(6379));
    expect(refusal(s, () => new RetryPolicy(s.chart, BAD, { service, retries: Retries.none(), ...props })))
      .toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test.each<[string, ServicePort, Retries, RegExp]>([
    ['istio-ambient', ServicePort.http(80), of([RetryOn.RESET]), /^\[shop\/bad\] istio-ambient does not support retry-on-connection on port 80 \(http\) of service "cart": a waypoint cannot retry when a connection breaks \("reset"\); leave that condition out/],
    ['istio-ambient', ServicePort.http(80), of([RetryOn.status(599)]), /^\[shop\/bad\] istio-ambient does not support retry-on-http-status .*: a waypoint cannot retry on HTTP status 599, which is not a registered code/],
    ['istio-ambient', ServicePort.grpc(80), of([RetryOn.grpc(GrpcStatus.INTERNAL)]), /^\[shop\/bad\] istio-ambient does not support retry-on-grpc-status .*: a waypoint cannot retry on gRPC status "internal"; leave that condition out/],
    ['linkerd', ServicePort.http(80), of([RetryOn.RESET]), /^\[shop\/bad\] linkerd does not support retry-on-connection on port 80 \(http\) of service "cart": .*RetryOn\.GATEWAY_ERRORS/],
    ['gateway-api', ServicePort.grpc(80), of([unavailable]), /^\[shop\/bad\] gateway-api does not support retry-on-grpc-status on port 80 \(grpc\) of service "cart": .*use RetryOn\.CONNECT_FAILURE/],
  ])('what %s does not know (%#)', (plane, port, retries, message) => {
    const s = shopIn(Mesh.fromName(plane));
    const service = s.service('cart', port);
    expect(refusal(s, () => new RetryPolicy(s.chart, BAD, { service, retries }))).toMatch(message);
  });

  test.each(['istio-ambient', 'gateway-api'])('none() on %s where a route cannot ask for no attempt', plane => {
    for (const [channel, version, advice] of [['standard', '1.5', /experimental channel of Gateway API 1\.2 to 1\.5/], ['experimental', '1.6', /cannot ask for 0 attempts/]] as const) {
      const s = shopIn(Mesh.fromName(plane), channel, version);
      const service = s.service('cart', ServicePort.http(80));
      const said = refusal(s, () => new RetryPolicy(s.chart, BAD, { service, retries: Retries.none() }));
      expect(said).toContain(`[shop/bad] ${plane} does not support no-retries on port 80 (http) of service "cart": `);
      expect(said).toMatch(advice);
    }
  });
});
