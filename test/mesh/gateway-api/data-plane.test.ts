import { gatewayApi } from '../../../src/mesh/gateway-api/data-plane';
import type { ServiceModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import type { RetryModel } from '../../../src/model/retries';
import { aCluster, aNamespace, aPort, aService, aWorkload, byHeader, EXPERIMENTAL, split } from '../../support/model';

const plane = gatewayApi();
const service = (overrides: Partial<ServiceModel> = {}, cluster = aCluster()) => aService(aNamespace(plane, { cluster }), 'cart', overrides);
const resources = (s: ServiceModel) => plane.service(s).resources;
const routes = (s: ServiceModel) => resources(s).filter(r => r.kind === 'HTTPRoute');
const rules = (s: ServiceModel): any[] => (routes(s)[0]!.body.spec as any).rules;
const retrying = (retries: RetryModel, cluster = EXPERIMENTAL) => {
  const s = service({}, cluster);
  s.retries.push({ path: 'shop/retries', ports: [7070], retries });
  return s;
};

it('a service without intents is left alone', () => {
  const cart = service();
  expect(plane.service(cart)).toEqual({ labels: {}, annotations: {}, resources: [] });
  expect(plane.usesWaypoint(cart)).toBe(false);
});

it('namespaces and workloads get nothing', () => {
  const namespace = aNamespace(plane);
  expect(plane.namespace(namespace)).toEqual({ labels: {}, annotations: {}, resources: [] });
  expect(plane.workload(aWorkload(namespace, 'cart'))).toEqual({ labels: {}, annotations: {}, resources: [] });
});

it('ports say what they speak where Kubernetes has a word for it', () => {
  expect(Object.values(Protocol).map(p => [p, plane.appProtocol(p)])).toEqual([
    ['http', 'http'], ['http2', 'kubernetes.io/h2c'], ['grpc', 'kubernetes.io/h2c'], ['https', 'https'], ['tls', undefined], ['tcp', undefined],
  ]);
});

describe('a canary', () => {
  it('is an HTTPRoute to a Service for each version, for gRPC too', () => {
    const cart = service();
    split(cart, { v1: 90, v2: 10 }, [byHeader('x-canary', 'true')]);
    expect(resources(cart).map(r => `${r.kind} ${r.metadata.name}`)).toEqual(['Service cart-v1', 'Service cart-v2', 'HTTPRoute cart']);
    expect(rules(cart).map(r => ({ name: r.name, to: r.backendRefs.map((b: any) => [b.name, b.weight]), headers: r.matches.map((m: any) => m.headers) }))).toEqual([
      { name: 'to-v2', to: [['cart-v2', undefined]], headers: [[{ name: 'x-canary', type: 'Exact', value: 'true' }]] },
      { name: 'default', to: [['cart-v1', 90], ['cart-v2', 10]], headers: [undefined] },
    ]);
  });

  it('keeps the same objects whatever the weight, 0 and 100 included', () => {
    const objects = [0, 1, 50, 100].map(weight => {
      const cart = service();
      split(cart, { v1: 100 - weight, v2: weight });
      expect(rules(cart)[0].backendRefs.map((b: any) => b.weight)).toEqual([100 - weight, weight]);
      return resources(cart).map(r => r.id);
    });
    for (const ids of objects) expect(ids).toEqual(objects[0]);
  });

  it('of one port leaves the others alone, and another intent there renames nothing', () => {
    const cart = service({ ports: [aPort(80, Protocol.HTTP), aPort(7070, Protocol.GRPC), aPort(9000, Protocol.TCP)] });
    split(cart, { v1: 90, v2: 10 }, [], [7070]);
    const before = resources(cart).map(r => r.id);
    expect(routes(cart).map(r => [r.metadata.name, (r.body.spec as any).parentRefs[0].port])).toEqual([['cart.grpc', 7070]]);
    cart.timeouts.push({ path: 'shop/timeout', ports: [80], requestMs: 1000 });
    expect(resources(cart).map(r => r.id)).toEqual(expect.arrayContaining(before));
    expect(routes(cart).map(r => r.metadata.name)).toEqual(['cart.http', 'cart.grpc']);
  });
});

it('rules have names where the cluster\'s HTTPRoute has the field', () => {
  const names = (version: string, channel: 'standard' | 'experimental') => {
    const cart = service({}, aCluster({ gatewayApi: { version, channel } }));
    split(cart, { v1: 100, v2: 0 });
    return rules(cart).map(r => r.name);
  };
  expect(names('1.3', 'standard')).toEqual([undefined]);
  expect(names('1.4', 'standard')).toEqual(['default']);
  expect(names('1.2', 'experimental')).toEqual(['default']);
});

it('a request timeout holds for every rule', () => {
  const cart = service();
  split(cart, { v1: 90, v2: 10 }, [byHeader('x-canary', 'true')]);
  cart.timeouts.push({ path: 'shop/timeout', ports: [7070], requestMs: 90_500 });
  expect(rules(cart).map(r => r.timeouts)).toEqual([{ request: '90500ms' }, { request: '90500ms' }]);
  expect(rules(cart).every(r => r.retry === undefined)).toBe(true);
});

describe('retries', () => {
  it('are additional attempts, with the status codes of their conditions', () => {
    expect(rules(retrying({ additional: 2, on: [{ kind: 'gateway-errors' }, { kind: 'http-status', code: 429 }, { kind: 'connect-failure' }] }))[0].retry)
      .toEqual({ attempts: 2, codes: [429, 502, 503, 504] });
  });

  it('on server errors name the codes that every implementation knows', () => {
    expect(rules(retrying({ additional: 1, on: [{ kind: 'server-errors' }, { kind: 'gateway-errors' }] }))[0].retry.codes).toEqual([500, 502, 503, 504]);
  });

  it('on broken connections only name no code', () => {
    expect(rules(retrying({ additional: 1, on: [{ kind: 'connect-failure' }, { kind: 'reset' }] }))[0].retry).toEqual({ attempts: 1 });
  });

  it('may limit each attempt', () => {
    const cart = retrying({ additional: 2, perTryMs: 2000, on: [{ kind: 'connect-failure' }] });
    expect(rules(cart)[0].timeouts).toEqual({ backendRequest: '2s' });
    cart.timeouts.push({ path: 'shop/timeout', ports: [7070], requestMs: 5000 });
    expect(rules(cart)[0]).toMatchObject({ timeouts: { request: '5s', backendRequest: '2s' }, retry: { attempts: 2 } });
  });

  it('can be none, which is not the same as silence', () => {
    expect(rules(retrying({ additional: 0, on: [] }))[0].retry).toEqual({ attempts: 0 });
  });
});
