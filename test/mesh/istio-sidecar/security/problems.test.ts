import type { WorkloadModel } from '../../../../src/model/model';
import type { PathPattern } from '../../../../src/model/security';
import { Protocol } from '../../../../src/model/protocol';
import { aWorkload } from '../../../support/model';
import { mesh, shopOn } from '../rendered';
import { accountCaller, list } from './rendered';

const HTTP = [{ number: 8080, protocol: Protocol.HTTP }];
const messages = (workload: WorkloadModel) => mesh.workloadProblems(workload).map(p => p.message);
const late = (workload: WorkloadModel) => mesh.lateProblems(workload).map(p => p.message);

test.each<[PathPattern, RegExp | undefined]>([
  [{ kind: 'exact', value: '/a*b' }, /%2A/],
  [{ kind: 'prefix', value: '/a*/' }, /%2A/],
  [{ kind: 'suffix', value: '*b' }, /%2A/],
  [{ kind: 'exact', value: '/a/{*}' }, /%2A/],
  [{ kind: 'exact', value: '/a/{id}' }, /%7B/],
  [{ kind: 'prefix', value: '/a/{' }, /%7B/],
  [{ kind: 'exact', value: '' }, /empty/],
  [{ kind: 'prefix', value: '/a/' }, undefined],
  [{ kind: 'suffix', value: '.png' }, undefined],
])('path %j', (path, words) => {
  const shop = shopOn();
  const cart = aWorkload(shop, 'cart', { ports: HTTP });
  list(cart, [8080], [accountCaller(shop, 'a')], [{ methods: [], path }]);
  expect(messages(cart)).toEqual(words ? [expect.stringMatching(words)] : []);
});

test('pods that stay out of the mesh can neither be closed nor excepted', () => {
  const cart = aWorkload(shopOn(), 'cart', { enrolled: false, defaultDeny: true });
  list(cart, [8080], []);
  cart.mtlsExceptions.push({ path: 'e', ports: [1], reason: 'r' });
  expect(mesh.workloadProblems(cart).map(p => p.paths)).toEqual([['shop/list-0'], ['e'], [cart.path]]);
  expect(messages(cart)[0]).toMatch(/enrol them/);
  expect(mesh.workloadProblems(aWorkload(shopOn(), 'job', { enrolled: false }))).toEqual([]);
});

test('an exception needs to know what holds for the other ports', () => {
  const shop = shopOn();
  const cart = aWorkload(shop, 'cart');
  cart.mtlsExceptions.push({ path: 'e', ports: [8080], reason: 'r' });
  expect(late(cart)).toEqual([expect.stringMatching(/MtlsMode.STRICT/)]);
  expect(messages(cart)).toEqual([]);
  shop.meshWide.defaults = { path: 'd', mtls: 'strict', defaultDeny: false, exempt: [] };
  expect(late(cart)).toEqual([]);
});

test('requests and excluded ranges cannot be refused again in an opened namespace', () => {
  const shop = shopOn();
  shop.meshWide.defaults = { path: 'd', defaultDeny: true, exempt: ['shop'] };
  const [paths, part, fine] = ['paths', 'part', 'fine'].map(name => aWorkload(shop, name, { ports: HTTP }));
  list(paths!, [8080], [accountCaller(shop, 'a')], [{ methods: ['GET'] }]);
  list(part!, [8080], [{ kind: 'ip-range', cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }]);
  list(fine!, [8080], [{ kind: 'ip-range', cidr: '10.0.0.0/8', except: [] }, accountCaller(shop, 'a')]);
  expect(messages(paths!)).toEqual([expect.stringMatching(/take "shop" out of `exempt`/)]);
  expect(messages(part!)).toEqual([expect.stringMatching(/exclusions/)]);
  expect(messages(fine!)).toEqual([]);
  expect(mesh.workloadProblems(paths!)[0]!.paths).toEqual(['shop/list-0', 'd']);
});

describe('probes that are not led past the proxy', () => {
  const HTTP_PROBE = { kind: 'http' as const, port: 8080, path: '/healthz', https: false };
  const cartWith = (overrides: Partial<WorkloadModel>, mtls?: 'strict') =>
    aWorkload({ ...shopOn(), ...(mtls && { mtls }) }, 'cart', { ports: HTTP, probes: [HTTP_PROBE], probesRewritten: false, ...overrides });

  test('stay as they are where nothing is closed', () => {
    expect(late(cartWith({}))).toEqual([]);
  });

  test('are refused under mutual TLS only, unless the port is an exception', () => {
    const cart = cartWith({}, 'strict');
    expect(late(cart)).toEqual([expect.stringMatching(/http probe on port 8080.*mutual TLS only.*take the annotation off/)]);
    cart.mtlsExceptions.push({ path: 'e', ports: [8080], reason: 'r' });
    expect(late(cart)).toEqual([]);
  });

  test('are refused under default deny and by lists that do not let everybody in for them', () => {
    expect(late(cartWith({ defaultDeny: true }))).toEqual([expect.stringMatching(/no list lets it in/)]);
    const cart = cartWith({});
    list(cart, [8080], [accountCaller(cart.namespace, 'a')]);
    expect(late(cart)).toHaveLength(1);
    list(cart, [8080], [{ kind: 'anyone' }], [{ methods: ['POST'] }]);
    expect(late(cart)).toHaveLength(1);
    list(cart, [8080], [{ kind: 'anyone' }], [{ methods: ['GET'], path: { kind: 'prefix', value: '/health' } }]);
    expect(late(cart)).toEqual([]);
  });

  test('gRPC probes are calls of the health service, HTTPS ones cannot be told by path, TCP ones always succeed', () => {
    const grpc = cartWith({ defaultDeny: true, probes: [{ kind: 'grpc', port: 8080 }] });
    list(grpc, [8080], [{ kind: 'anyone' }], [{ methods: [], path: { kind: 'prefix', value: '/grpc.health.v1.Health/' } }]);
    expect(late(grpc)).toEqual([]);
    const https = cartWith({ probes: [{ ...HTTP_PROBE, https: true }] });
    list(https, [8080], [{ kind: 'anyone' }], [{ methods: ['GET'] }]);
    expect(late(https)).toHaveLength(1);
    expect(late(cartWith({ defaultDeny: true, probes: [{ kind: 'tcp', port: 8080 }] }, 'strict'))).toEqual([]);
  });

  test('are no matter where Istio rewrites them', () => {
    expect(late(cartWith({ defaultDeny: true, probesRewritten: true }, 'strict'))).toEqual([]);
  });
});
