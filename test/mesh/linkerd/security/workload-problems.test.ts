import { linkerd } from '../../../../src/mesh/linkerd/data-plane';
import { Feature } from '../../../../src/model/feature';
import type { ProbeModel } from '../../../../src/model/model';
import { Protocol } from '../../../../src/model/protocol';
import { aCluster } from '../../../support/model';
import { account, allow, exact, messages, planeOf, pods, PORT, resources, type PodOptions } from './rendered-pods';

const alice = account('alice');
const http = (https = false, port = PORT): ProbeModel => ({ kind: 'http', port, path: '/healthz', https });
const grpc: ProbeModel = { kind: 'grpc', port: PORT };

describe('probes that cannot be let in', () => {
  test.each<[string, PodOptions, boolean, RegExp | undefined]>([
    ['HTTPS under deny', { probes: [http(true)], namespaceDenies: true }, false, /https probe on port 8080 of "cart".*by HTTP or gRPC, or this one by TCP/],
    ['HTTPS under strict', { probes: [http(true)], mtls: 'strict', protocol: Protocol.HTTPS }, false, /https probe/],
    ['HTTPS beside a list', { probes: [http(true)], protocol: Protocol.HTTPS }, true, /https probe/],
    ['HTTPS, and nothing closed', { probes: [http(true)] }, false, undefined],
    ['HTTP on an opaque port', { probes: [http()], protocol: Protocol.TCP, mtls: 'strict' }, false, /http probe on port 8080.*sees no requests.*probe it by TCP/],
    ['HTTP on a TLS port with a list', { probes: [http()], protocol: Protocol.TLS }, true, /sees no requests/],
    ['HTTP on a port that is opaque by default', { probes: [http(false, 3306)], namespaceDenies: true }, false, /http probe on port 3306.*sees no requests/],
    ['HTTP on a gRPC port with a list', { probes: [http()], protocol: Protocol.GRPC }, true, /HTTP\/1\.1 on a port that is declared to speak HTTP\/2 \(grpc\)/],
    ['HTTP on an HTTP/2 port with a list', { probes: [http()], protocol: Protocol.HTTP2 }, true, /declared to speak HTTP\/2 \(http2\)/],
    ['HTTP on an HTTP/2 port without one: the proxy looks at the bytes', { probes: [http()], protocol: Protocol.HTTP2, mtls: 'strict' }, false, undefined],
    ['gRPC on an HTTP/1.1 port', { probes: [grpc], mtls: 'strict' }, false, /grpc probe.*declared to speak HTTP\/1\.1; declare it as ServicePort\.grpc/],
    ['gRPC on an opaque port', { probes: [grpc], mtls: 'strict', protocol: Protocol.TCP }, false, /sees no requests/],
    ['TCP anywhere', { probes: [{ kind: 'tcp', port: PORT }], mtls: 'strict', namespaceDenies: true, protocol: Protocol.TLS }, true, undefined],
  ])('%s', (_, options, listed, words) => {
    const cart = pods(options);
    if (listed) allow(cart, [[alice]]);
    const found = messages(cart);
    if (words) expect(found).toEqual([expect.stringMatching(words)]);
    else expect(found).toEqual([]);
  });

  test('a port that takes plaintext takes any probe', () => {
    const cart = pods({ probes: [http(true)], mtls: 'strict', protocol: Protocol.HTTPS });
    cart.mtlsExceptions.push({ path: 'shop/ns', ports: [PORT], reason: 'probe' });
    expect(messages(cart)).toEqual([]);
    expect(messages(allow(cart, [[{ kind: 'anyone' }]]))).toEqual([]);
    expect(messages(allow(pods({ probes: [http(true)], mtls: 'strict', protocol: Protocol.HTTPS }), [[{ kind: 'anyone' }]]))).toEqual([expect.stringMatching(/https probe/)]);
  });
});

describe('probes that nobody named', () => {
  const unknown = (options: PodOptions) => pods({ ...options, probesUnknown: true });

  test.each<[string, ReturnType<typeof pods>]>([
    ['paths', allow(unknown({}), [[alice], [exact('/a')]])],
    ['a gRPC port with a list', allow(unknown({ protocol: Protocol.GRPC }), [[alice]])],
    ['a gRPC port under strict', unknown({ protocol: Protocol.GRPC, mtls: 'strict' })],
    ['a gRPC port under deny', unknown({ protocol: Protocol.GRPC, namespaceDenies: true })],
  ])('matter for %s', (_, cart) => {
    expect(messages(cart)).toEqual([expect.stringMatching(/probes of "cart" are not known, and on port 8080.*`probes: \[\]`.*Workload\.fromApiObject/)]);
  });

  test.each<[string, ReturnType<typeof pods>]>([
    ['callers of a whole HTTP port', allow(unknown({ mtls: 'strict' }), [[alice]])],
    ['a gRPC port that is open', allow(unknown({ protocol: Protocol.GRPC }), [[{ kind: 'anyone' }]])],
    ['a gRPC port of which nothing is said', unknown({ protocol: Protocol.GRPC })],
    ['a TCP port', allow(unknown({ protocol: Protocol.TCP, mtls: 'strict' }), [[alice]])],
  ])('do not matter for %s', (_, cart) => {
    expect(messages(cart)).toEqual([]);
  });
});

test('pods that stay out of the mesh have no policies', () => {
  const cart = allow(pods({ enrolled: false, defaultDeny: true }), [[alice]]);
  expect(messages(cart)).toEqual([expect.stringMatching(/stay out of the mesh/), expect.stringMatching(/stay out of the mesh/)]);
  expect(resources(cart)).toEqual([]);
});

test('ports that go around the proxy cannot be closed', () => {
  const at = (options: PodOptions) => Object.assign(pods(options), { ports: [{ name: 'sync', number: 4567, protocol: Protocol.TCP }] });
  expect(messages(at({}))).toEqual([]);
  expect(messages(at({ mtls: 'strict' }))).toEqual([expect.stringMatching(/container port 4567 pass by unseen/)]);
  const listed = at({});
  listed.allowLists.push({ path: 'shop/list', ports: [4567], entries: [], declaredCalls: false });
  expect(messages(listed)).toEqual([expect.stringMatching(/container port 4567 pass by unseen/)]);
});

test('requests on a port that is opaque by default need pods within reach', () => {
  const at = (podsReachable: boolean) => {
    const cart = Object.assign(pods({ podsReachable }), { ports: [{ name: 'web', number: 3306, protocol: Protocol.HTTP }] });
    cart.allowLists.push({ path: 'shop/list', ports: [3306], entries: [{ path: 'shop/list', callers: [alice], ports: [3306], requests: [exact('/a')] }], declaredCalls: false });
    return cart;
  };
  expect(messages(at(false))).toEqual([expect.stringMatching(/port 3306 for bytes by default.*Workload\.fromApiObject/)]);
  expect(messages(at(true))).toEqual([]);
  const { annotations } = planeOf(at(true)).workload(at(true));
  expect(annotations['config.linkerd.io/opaque-ports']!.split(',')).not.toContain('3306');
});

test('an exception needs something to be one from, which the mesh may say later', () => {
  const cart = pods();
  cart.mtlsExceptions.push({ path: 'shop/ns', ports: [PORT], reason: 'old client' });
  expect(messages(cart)).toEqual([]);
  expect(planeOf(cart).lateProblems(cart).map(p => [p.paths, p.message])).toEqual([[['shop/ns'], expect.stringMatching(/nothing says that it does/)]]);
  const strict = pods({ mtls: 'strict' });
  strict.mtlsExceptions.push({ path: 'shop/ns', ports: [PORT], reason: 'old client' });
  expect(planeOf(strict).lateProblems(strict)).toEqual([]);
});

describe('the whole mesh', () => {
  const ask = (feature: Feature, defaultInboundPolicy?: 'all-unauthenticated' | 'all-authenticated' | 'deny') =>
    linkerd({ version: '2.20', ...(defaultInboundPolicy && { defaultInboundPolicy }) }).support(feature, { cluster: aCluster(), protocol: Protocol.TCP, meshWide: true });

  test('nothing but what Linkerd was installed with holds for it', () => {
    expect(ask(Feature.MTLS_STRICT)).toEqual({ level: 'unsupported', alternative: expect.stringMatching(/proxy\.defaultInboundPolicy: all-authenticated/) });
    expect(ask(Feature.DEFAULT_DENY, 'all-authenticated')).toEqual({ level: 'unsupported', alternative: expect.stringMatching(/proxy\.defaultInboundPolicy: deny/) });
    expect([ask(Feature.MTLS_STRICT, 'all-authenticated'), ask(Feature.MTLS_STRICT, 'deny'), ask(Feature.DEFAULT_DENY, 'deny')].map(s => s.level)).toEqual(Array(3).fill('approximated'));
    expect(ask(Feature.MTLS_PERMISSIVE, 'all-unauthenticated').level).toBe('native');
    expect(ask(Feature.MTLS_PERMISSIVE, 'deny').level).toBe('unsupported');
  });
});
