import { linkerdRoutes } from '../../../src/mesh/linkerd/routes';
import type { MatchModel } from '../../../src/model/match';
import { MATCH_ALL } from '../../../src/model/match';
import { Protocol } from '../../../src/model/protocol';
import type { RouteRule, RouteSet } from '../../../src/model/routes';
import { aNamespace, aPort, aService, byHeader, byLabel, split } from '../../support/model';
import { cart, httpCart, plane, resources, retrying, routes, spec, timed, title } from './rendered';

const exact = (value: string, headers: MatchModel['headers'] = []): MatchModel => ({ path: { kind: 'exact', value }, headers, query: [] });
const prefix = (value: string, headers: MatchModel['headers'] = []): MatchModel => ({ path: { kind: 'prefix', value }, headers, query: [] });

it('a service without intents is left alone', () => {
  expect(plane.service(cart())).toEqual({ labels: {}, annotations: {}, resources: [] });
  expect(plane.usesWaypoint(cart())).toBe(false);
});

describe('a route', () => {
  it('is attached to the Service with group, kind, namespace and port written out', () => {
    for (const service of [timed(httpCart(), 1000), timed(cart(), 1000)]) {
      const [route] = routes(service);
      expect(route!.apiVersion).toBe('gateway.networking.k8s.io/v1');
      expect(route!.metadata.namespace).toBe('shop');
      expect(spec(route!).parentRefs).toEqual([{ group: '', kind: 'Service', name: 'cart', namespace: 'shop', port: service.ports[0]!.port }]);
      expect(spec(route!).rules[0].backendRefs).toEqual([{ group: '', kind: 'Service', name: 'cart', namespace: 'shop', port: service.ports[0]!.port }]);
    }
  });

  it('is a GRPCRoute for gRPC and an HTTPRoute for HTTP/1 and HTTP/2, one for each port', () => {
    const service = timed(cart({ ports: [aPort(80, Protocol.HTTP), aPort(81, Protocol.HTTP2), aPort(7070, Protocol.GRPC), aPort(9, Protocol.TCP)] }), 1000);
    expect(routes(service).map(title)).toEqual(['HTTPRoute cart.http', 'HTTPRoute cart.http2', 'GRPCRoute cart.grpc']);
    expect(routes(service).map(r => spec(r).parentRefs[0].port)).toEqual([80, 81, 7070]);
  });

  it('has no field that Gateway API 1.2 lacks', () => {
    const service = retrying(timed(httpCart(), 1000), { additional: 2, on: [{ kind: 'server-errors' }] });
    split(service, { v1: 90, v2: 10 }, [byHeader('x', '1')]);
    for (const rule of spec(routes(service)[0]!).rules) expect(Object.keys(rule).sort()).toEqual(['backendRefs', 'matches']);
  });

  it('leaves out versions without weight, and has no weight where there is one backend', () => {
    for (const [weights, backends] of [[{ v1: 100, v2: 0 }, [['cart-v1', 100]]], [{ v1: 1, v2: 99 }, [['cart-v1', 1], ['cart-v2', 99]]]] as const) {
      const service = httpCart();
      split(service, weights, [byHeader('x', '1')]);
      const [chosen, all] = spec(routes(service)[0]!).rules;
      expect(all.backendRefs.map((b: any) => [b.name, b.weight])).toEqual(backends);
      expect(chosen.backendRefs).toEqual([{ group: '', kind: 'Service', name: 'cart-v2', namespace: 'shop', port: 80 }]);
      expect(resources(service).filter(r => r.kind === 'Service').map(r => r.metadata.name)).toEqual(['cart-v1', 'cart-v2']);
    }
  });

  it('sends to the Service of another namespace where a version is one', () => {
    const service = httpCart();
    const other = aService(aNamespace(plane, { name: 'next' }), 'cart2', { ports: [aPort(80, Protocol.HTTP)] });
    service.splits.push({
      path: 's', ports: [80], shares: [{ version: byLabel('v1'), weight: 50, match: [] }, { version: { name: 'v2', kind: 'service', service: other }, weight: 50, match: [] }],
    });
    expect(spec(routes(service)[0]!).rules[0].backendRefs.map((b: any) => `${b.namespace}/${b.name}:${b.port} ${b.weight}`)).toEqual(['shop/cart-v1:80 50', 'next/cart2:80 50']);
  });

  it('anchors expressions and quotes prefixes', () => {
    const service = httpCart();
    split(service, { v1: 90, v2: 10 }, [{
      path: { kind: 'regex', value: '/a|/b' }, method: 'GET', headers: [{ name: 'x', kind: 'prefix', value: 'a.b' }], query: [{ name: 'q', kind: 'exact', value: '1' }],
    }]);
    expect(spec(routes(service)[0]!).rules[0].matches).toEqual([{
      path: { type: 'RegularExpression', value: '^(?:/a|/b)$' }, method: 'GET',
      headers: [{ name: 'x', type: 'RegularExpression', value: '^(?:a\\.b.*)$' }], queryParams: [{ name: 'q', type: 'Exact', value: '1' }],
    }]);
  });

  it('says timeouts and retries in annotations, whole groups in single units', () => {
    const service = retrying(timed(httpCart(), 90_000), {
      additional: 3, perTryMs: 1500, on: [{ kind: 'gateway-errors' }, { kind: 'http-status', code: 429 }, { kind: 'server-errors' }],
    });
    expect(routes(service)[0]!.metadata.annotations).toEqual({
      'timeout.linkerd.io/request': '90s', 'retry.linkerd.io/http': '429,5xx,gateway-error', 'retry.linkerd.io/limit': '3', 'retry.linkerd.io/timeout': '1500ms',
    });
  });

  it('names gRPC statuses on gRPC ports, and nothing else', () => {
    const service = retrying(cart(), { additional: 1, on: [{ kind: 'grpc-status', status: 'unavailable' }, { kind: 'grpc-status', status: 'cancelled' }, { kind: 'server-errors' }] });
    expect(routes(service)[0]!.metadata.annotations).toEqual({ 'retry.linkerd.io/grpc': 'cancelled,unavailable', 'retry.linkerd.io/limit': '1' });
  });

  it('says nothing of retries where there are to be none', () => {
    const service = retrying(httpCart(), { additional: 0, on: [] });
    expect(routes(service).map(r => r.metadata.annotations)).toEqual([undefined]);
  });
});

describe('a GRPCRoute', () => {
  it('has services and methods for paths, headers beside, and a catch-all without any match', () => {
    const service = cart();
    split(service, { v1: 90, v2: 10 }, [
      exact('/shop.Cart/Get', [{ name: 'x', kind: 'regex', value: 'a|b' }]), prefix('/shop.Cart/'), prefix('/Cart/Put'),
    ]);
    const rules = spec(routes(service)[0]!).rules;
    expect(rules.map((r: any) => r.matches)).toEqual([[
      { method: { type: 'Exact', service: 'shop.Cart', method: 'Get' }, headers: [{ name: 'x', type: 'RegularExpression', value: '^(?:a|b)$' }] },
      { method: { type: 'Exact', service: 'shop.Cart' } },
      { method: { type: 'Exact', service: 'Cart', method: 'Put' } },
    ], undefined]);
  });

  it('gives way to an HTTPRoute where a match does not name the gRPC service', () => {
    const service = timed(cart(), 1000);
    split(service, { v1: 90, v2: 10 }, [byHeader('x-canary', 'true'), exact('/shop.Cart/Get')]);
    expect(routes(service).map(title)).toEqual(['HTTPRoute cart']);
    expect(spec(routes(service)[0]!).rules.flatMap((r: any) => r.matches.map((m: any) => m.path.value))).toEqual(['/shop.Cart/Get', '/', '/']);
    expect(plane.problems(service)).toEqual([]);
  });
});

describe('rules with timeouts or retries of their own', () => {
  const base = { paths: ['p'], target: { kind: 'service' as const } };
  const set = (rules: RouteRule[]): RouteSet => ({ audience: { kind: 'producer' }, port: aPort(80, Protocol.HTTP), rules });
  const plain: RouteRule = { ...base, name: 'default', matches: [MATCH_ALL], timeoutMs: 5000 };
  const reads: RouteRule = { ...base, name: 'reads', matches: [exact('/read')], timeoutMs: 1000 };
  const writes: RouteRule = { ...base, name: 'writes', matches: [exact('/write')], timeoutMs: 5000 };
  const render = (...rules: RouteRule[]) => linkerdRoutes(httpCart(), set(rules));

  it('stand in an object named after them', () => {
    const objects = render(reads, writes, plain);
    expect(objects.map(o => [o.metadata.name, o.metadata.annotations, spec(o).rules.length])).toEqual([
      ['cart.reads', { 'timeout.linkerd.io/request': '1s' }, 1], ['cart', { 'timeout.linkerd.io/request': '5s' }, 2],
    ]);
  });

  it('keep their object whatever other rules come and go', () => {
    const object = (rules: RouteRule[]) => render(...rules).find(o => o.metadata.name === 'cart.reads');
    expect(object([reads, writes, plain])).toEqual(object([reads, plain]));
  });

  it('and more rules than an object holds stand apart, each once', () => {
    const many = Array.from({ length: 40 }, (_, i): RouteRule => ({ ...writes, name: `r${i}`, matches: [exact(`/r${i}`)], target: { kind: 'version', version: byLabel(`v${i}`) } }));
    const objects = render(...many, reads, plain);
    expect(objects.every(o => spec(o).rules.length <= 16)).toBe(true);
    expect(objects.flatMap(o => spec(o).rules.flatMap((r: any) => r.matches.map((m: any) => m.path.value))).sort()).toEqual(
      [...many.map((_, i) => `/r${i}`), '/read', '/'].sort());
    expect(objects.map(o => o.metadata.name)).toEqual(expect.arrayContaining(['cart', 'cart.reads', 'cart.r0', 'cart.r39']));
  });
});
