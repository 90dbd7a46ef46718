import type { TrafficSplitProps } from '../../src';
import {
  CanaryRelease, Feature, HttpMatch, Mesh, MeshNamespace, MeshReport, MeshService, Protocol, ServicePort, ServiceVersion, StringMatch, TrafficSplit, WhenUnsupported,
} from '../../src';
import { manifests, MESHES, shop, v1, v2 } from '../support/app';
import { meaningOf } from '../support/meaning';
import { BAD, refusal } from '../support/refusals';
import type { Shop } from '../support/shop-in';
import { shopIn } from '../support/shop-in';

const v3 = ServiceVersion.labels('v3', { version: 'v3' });
const canary = HttpMatch.header('x-canary', StringMatch.exact('1'));

describe.each(MESHES)('on %s', plane => {
  const mesh = Mesh.fromName(plane);
  const meaning = (s: Shop, name?: string) => meaningOf(plane, manifests(s.app), name);

  test('a service has as many versions as it likes, each with its share', () => {
    const s = shopIn(mesh);
    new TrafficSplit(s.chart, 'split', {
      service: s.service('cart', ServicePort.http(80)), versions: [{ version: v3, weight: 5 }, { version: v1, weight: 80 }, { version: v2, weight: 15, match: [canary] }],
    });
    expect(meaning(s)).toEqual(['port 80: header x-canary = 1 → v2', 'port 80: else → v1 80, v2 15, v3 5']);
  });

  test('every port that speaks HTTP or gRPC is split, and no other', () => {
    const s = shopIn(mesh);
    const service = s.service('cart', ServicePort.http(80), ServicePort.grpc(7070), ServicePort.tcp(6379), ServicePort.http2(81), ServicePort.https(443));
    new TrafficSplit(s.chart, 'split', { service, versions: [{ version: v1, weight: 50 }, { version: v2, weight: 50 }] });
    expect(meaning(s)).toEqual([80, 7070, 81].map(port => `port ${port}: all → v1 50, v2 50`));
  });

  test('ports can be split each in its own way', () => {
    const s = shopIn(mesh);
    const service = s.service('cart', ServicePort.http(80), ServicePort.grpc(7070));
    new TrafficSplit(s.chart, 'web', { service, port: 80, versions: [{ version: v1, weight: 100 }, { version: v2, weight: 0 }] });
    new TrafficSplit(s.chart, 'calls', { service, port: 7070, versions: [{ version: v1, weight: 1 }, { version: v2, weight: 99 }] });
    expect(meaning(s)).toEqual(['port 80: all → v1', 'port 7070: all → v1 1, v2 99']);
  });

  test('a version can be a Service of its own', () => {
    const s = shopIn(mesh);
    const [cart, next] = [s.service('cart', ServicePort.http(80)), s.service('next', ServicePort.http(80), ServicePort.grpc(7070))];
    new TrafficSplit(s.chart, 'split', { service: cart, versions: [{ version: v1, weight: 90 }, { version: ServiceVersion.service('v2', next), weight: 10 }] });
    expect(meaning(s)).toEqual(['port 80: all → next 10, v1 90']);
    expect(meaning(s, 'next')).toEqual([]);
    expect(() => s.app.synthYaml()).not.toThrow();
  });

  test('both doors to the same pods are split apart from one another', () => {
    const s = shopIn(mesh);
    const cart = s.service('cart', ServicePort.http(80));
    const door = new MeshService(s.chart, 'door', { namespace: s.namespace, workload: cart.workload!, ports: [ServicePort.http(8080)] });
    new TrafficSplit(s.chart, 'split', { service: door, versions: [{ version: v1, weight: 90 }, { version: v2, weight: 10 }] });
    expect([meaning(s), meaning(s, 'door')]).toEqual([[], ['port 8080: all → v1 90, v2 10']]);
  });

  test('a weight of 0 and a match make a version for those who ask for it', () => {
    const s = shopIn(mesh);
    const service = s.service('cart', ServicePort.http(80));
    new TrafficSplit(s.chart, 'split', { service, versions: [{ version: v1, weight: 100 }, { version: v2, weight: 0, match: [canary] }] });
    expect(meaning(s)).toEqual(['port 80: header x-canary = 1 → v2', 'port 80: else → v1']);
  });
});

test('connections on a TCP port are split by sidecars', () => {
  const s = shop();
  new TrafficSplit(s.chart, 'split', { service: s.service('cart', ServicePort.tcp(6379)), port: 6379, versions: [{ version: v1, weight: 60 }, { version: v2, weight: 40 }] });
  expect(meaningOf('istio-sidecar', manifests(s.app))).toEqual(['port 6379: all → v1 60, v2 40']);
});

describe('OMIT', () => {
  test.each(['istio-ambient', 'linkerd', 'gateway-api'])('leaves the split of a TCP port out on %s, and says so', plane => {
    const s = shop(Mesh.fromName(plane));
    const service = s.service('cart', ServicePort.tcp(6379));
    const before = manifests(s.app);
    new TrafficSplit(s.chart, 'split', { service, port: 6379, versions: [{ version: v1, weight: 60 }, { version: v2, weight: 40 }], whenUnsupported: WhenUnsupported.OMIT });
    expect(manifests(s.app)).toEqual(before);
    const alternative = Mesh.fromName(plane).support(Feature.WEIGHTED_SPLIT, { protocol: Protocol.TCP }).alternative;
    expect(MeshReport.of(s.app).features.filter(f => f.omitted)).toEqual([
      { feature: 'weighted-split', mesh: plane, cluster: '', level: 'unsupported', omitted: true, alternative, paths: ['shop/split'] },
    ]);
  });

  test('leaves a match out whole, and only where the port cannot have it', () => {
    const s = shop(Mesh.linkerd());
    const service = s.service('cart', ServicePort.http(80), ServicePort.grpc(7070));
    const match = [HttpMatch.all(HttpMatch.query('canary', StringMatch.exact('1')), HttpMatch.pathPrefix('/shop.Cart')), HttpMatch.pathPrefix('/shop.Canary')];
    new TrafficSplit(s.chart, 'split', { service, versions: [{ version: v1, weight: 90 }, { version: v2, weight: 10, match }], whenUnsupported: WhenUnsupported.OMIT });
    expect(meaningOf('linkerd', manifests(s.app))).toEqual([
      'port 80: path under /shop.Canary or path under /shop.Cart and query canary = 1 → v2', 'port 80: else → v1 90, v2 10',
      'port 7070: path under /shop.Canary → v2', 'port 7070: else → v1 90, v2 10',
    ]);
    expect(MeshReport.of(s.app).features.filter(f => f.omitted).map(f => [f.feature, f.paths])).toEqual([['match-query', ['shop/split']]]);
  });
});

describe('what is refused', () => {
  function fixture() {
    const s = shop();
    const depot = new MeshNamespace(s.chart, 'depot', { mesh: Mesh.linkerd() });
    return {
      ...s, cart: s.service('cart', ServicePort.http(80), ServicePort.grpc(7070), ServicePort.tcp(6379)), db: s.service('db', ServicePort.tcp(5432)),
      next: s.service('next', ServicePort.http(80), ServicePort.http(7070)), far: new MeshService(s.chart, 'far', { namespace: depot, ports: [ServicePort.http(80)] }),
    };
  }
  type Fixture = ReturnType<typeof fixture>;
  const share = (version: ServiceVersion, weight = 100, match: HttpMatch[] = []) => ({ version, weight, match });
  const two = (a: number, b: number) => [share(v1, a), share(v2, b)];
  const labelled = (name: string, map: Record<string, string>, weight?: number) => share(ServiceVersion.labels(name, map), weight);

  test.each<[string, (f: Fixture) => Partial<TrafficSplitProps>, string | RegExp]>([
    ['no version', () => ({ versions: [] }), '[shop/bad] versions is empty; a split needs at least one version'],
    ['weight below 0', () => ({ versions: two(-1, 101) }), '[shop/bad] versions[0].weight -1 must be a whole number from 0 to 100'],
    ['weight above 100', () => ({ versions: two(0, 101) }), '[shop/bad] versions[1].weight 101 must be a whole number from 0 to 100'],
    ['part of a percent', () => ({ versions: two(99.5, 0.5) }), '[shop/bad] versions[0].weight 99.5 must be a whole number from 0 to 100'],
    ['no number', () => ({ versions: two(NaN, 100) }), '[shop/bad] versions[0].weight NaN must be a whole number from 0 to 100'],
    ['sum below 100', () => ({ versions: two(50, 49) }), '[shop/bad] the weights 50 + 49 add up to 99 and must add up to 100'],
    ['sum above 100', () => ({ versions: two(100, 100) }), '[shop/bad] the weights 100 + 100 add up to 200 and must add up to 100'],
    ['version twice', () => ({ versions: [share(v1, 50), labelled('v1', { track: 'x' }, 50)] }), '[shop/bad] versions has version v1 twice; keep one'],
    ['same pods twice', () => ({ versions: [share(v1, 50), labelled('one', { version: 'v1' }, 50)] }), '[shop/bad] versions "v1" and "one" are the same pods, or part of them; give them labels that tell them apart'],
    ['same Service twice', f => ({ port: 80, versions: ['a', 'b'].map(n => share(ServiceVersion.service(n, f.next), 50)) }), '[shop/bad] versions "a" and "b" are the same pods, or part of them; give them labels that tell them apart'],
    ['version name', () => ({ versions: [labelled('V1', { version: 'v1' })] }), /^\[shop\/bad\] versions\[0\]\.name "V1" must be at most 63 lower-case letters/],
    ['version without labels', () => ({ versions: [labelled('v1', {})] }), /^\[shop\/bad\] versions\[0\] "v1" has no labels and would be all pods; name a label/],
    ['label that Kubernetes refuses', () => ({ versions: [labelled('v1', { version: 'a b' })] }), /^\[shop\/bad\] versions\[0\] "v1": value "a b" of label "version" must be/],
    ['label that no pod has', () => ({ versions: [labelled('v1', { app: 'other' })] }), '[shop/bad] versions[0] "v1" has app: other, but "cart" selects pods with app: cart; no pod has both'],
    ['unknown port', () => ({ port: 81 }), '[shop/bad] port 81 is not a port of service "cart"; it has 80 (http), 7070 (grpc), 6379 (tcp)'],
    ['no HTTP port', f => ({ service: f.db }), /^\[shop\/bad\] service "db" has no port that speaks HTTP or gRPC \(it has 5432 \(tcp\)\); declare the port/],
    ['match on a TCP port', () => ({ port: 6379, versions: [share(v1, 100, [canary])] }), /^\[shop\/bad\] match needs requests to look at, and port 6379 speaks tcp; declare the port/],
    ['itself as version', f => ({ versions: [share(ServiceVersion.service('v1', f.cart))] }), '[shop/bad] versions[0] "v1" is the service itself; name another Service, or use ServiceVersion.labels'],
    ['version without the port', f => ({ port: 6379, versions: [share(ServiceVersion.service('v1', f.next))] }), /"v1": service "next" has no port 6379 that speaks what "cart" speaks there/],
    ['version that speaks otherwise', f => ({ port: 7070, versions: [share(ServiceVersion.service('v1', f.next))] }), /"v1": service "next" has no port 7070 that speaks what "cart" speaks there/],
    ['version on another mesh', f => ({ port: 80, versions: [share(ServiceVersion.service('v1', f.far))] }), '[shop/bad] versions[0] "v1": service "depot/far" is in another cluster or on another data plane than "cart"; versions share both'],
  ])('%s', (_, make, message) => {
    const f = fixture();
    const said = refusal(f, () => new TrafficSplit(f.chart, BAD, { service: f.cart, versions: two(90, 10), ...make(f) }));
    expect(said).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});

describe('two intents that do not go together name both', () => {
  const first = (f: Shop, more: Partial<TrafficSplitProps> = {}) => {
    const service = f.service('cart', ServicePort.http(80), ServicePort.grpc(7070));
    new TrafficSplit(f.chart, 'first', { service, versions: [{ version: v1, weight: 90 }, { version: v2, weight: 10 }], ...more });
    return service;
  };

  test.each(MESHES)('two splits of one port (%s)', plane => {
    const s = shopIn(Mesh.fromName(plane));
    const service = first(s);
    expect(refusal(s, () => new TrafficSplit(s.chart, BAD, { service, port: 7070, versions: [{ version: v3, weight: 100 }] })))
      .toBe('[shop/bad] does not go together with [shop/first]: port 7070: both split the traffic; make it one TrafficSplit with all versions, or give each its own `port`');
    expect(refusal(s, () => new CanaryRelease(s.chart, BAD, { service, stable: v1, canary: v2, weight: 1 }))).toContain('does not go together with [shop/first]: port 80, 7070: both split');
  });

  test.each(MESHES)('one version with different labels on two ports (%s)', plane => {
    const s = shopIn(Mesh.fromName(plane));
    const service = first(s, { port: 80 });
    expect(refusal(s, () => new TrafficSplit(s.chart, BAD, { service, port: 7070, versions: [{ version: ServiceVersion.labels('v1', { track: 'old' }), weight: 100 }] })))
      .toBe('[shop/bad] does not go together with [shop/first]: version "v1" is labels {"version":"v1"} in one and labels {"track":"old"} in the other; give them different names or the same pods');
    new TrafficSplit(s.chart, 'same', { service, port: 7070, versions: [{ version: ServiceVersion.labels('v1', { version: 'v1' }), weight: 100 }] });
    expect(meaningOf(plane, manifests(s.app))).toEqual(['port 80: all → v1 90, v2 10', 'port 7070: all → v1']);
  });

  test.each(MESHES)('rules that tie (%s)', plane => {
    const s = shopIn(Mesh.fromName(plane));
    const service = s.service('cart', ServicePort.http(80));
    const header = (name: string) => [HttpMatch.header(name, StringMatch.exact('1'))];
    const versions = [{ version: v1, weight: 100, match: header('a') }, { version: v2, weight: 0, match: header('b') }];
    expect(refusal(s, () => new TrafficSplit(s.chart, BAD, { service, versions }))).toMatch(
      /^\[shop\/bad\] a request can match both .*\["a","exact","1"\].* \(to "v1"\) and .*\["b","exact","1"\].* \(to "v2"\), and neither is more specific; add a condition to one of them$/);
  });

  test.each(MESHES)('services that are versions of one another (%s)', plane => {
    const s = shopIn(Mesh.fromName(plane));
    const [a, b] = ['a', 'b'].map(name => s.service(name, ServicePort.http(80))) as [MeshService, MeshService];
    new TrafficSplit(s.chart, 'first', { service: a, versions: [{ version: ServiceVersion.service('b', b), weight: 100 }] });
    expect(refusal(s, () => new TrafficSplit(s.chart, BAD, { service: b, versions: [{ version: ServiceVersion.service('a', a), weight: 100 }] })))
      .toBe('[shop/bad] "b" is itself a version of "a"; traffic would go round in a circle');
  });

  // Whatever else sends to the services, and however long the way round is.
  test.each<[string, [string, string][]]>([
    ['of which one is also a version of a third', [['c', 'a'], ['a', 'b'], ['b', 'a']]], ['three in a ring', [['a', 'b'], ['b', 'c'], ['c', 'a']]],
  ])('services that are versions of one another, %s', (_, edges) => {
    const s = shop();
    const services = Object.fromEntries(['a', 'b', 'c'].map(name => [name, s.service(name, ServicePort.http(80))]));
    const declare = ([from, to]: [string, string], id: string) =>
      new TrafficSplit(s.chart, id, { service: services[from]!, versions: [{ version: ServiceVersion.service(to, services[to]!), weight: 100 }] });
    edges.slice(0, -1).forEach((edge, i) => declare(edge, `split-${i}`));
    expect(refusal(s, () => declare(edges[edges.length - 1]!, BAD))).toContain('traffic would go round in a circle');
  });
});

test('a refused split leaves no trace in the report', () => {
  const s = shop();
  const service = s.service('cart');
  new TrafficSplit(s.chart, 'first', { service, versions: [{ version: v1, weight: 100 }] });
  const before = MeshReport.of(s.app);
  refusal(s, () => new TrafficSplit(s.chart, BAD, { service, versions: [{ version: v2, weight: 100 }] }));
  expect(MeshReport.of(s.app)).toEqual(before);
});
