import { foreignObjectProblem } from '../../../src/mesh/linkerd/foreign-objects';
import { Protocol } from '../../../src/model/protocol';
import { aNamespace, aPort, aService, byHeader, split } from '../../support/model';
import { cart, ejecting, httpCart, plane, timed } from './rendered';

const profile = (spec: unknown, overrides = {}) => ({
  apiVersion: 'linkerd.io/v1alpha2', kind: 'ServiceProfile', metadata: { name: 'cart.shop.svc.cluster.local', namespace: 'shop' }, spec, ...overrides,
});
const route = (kind: string, parent: object, namespace = 'shop', apiVersion = 'gateway.networking.k8s.io/v1') => ({
  apiVersion, kind, metadata: { name: 'theirs', namespace }, spec: { parentRefs: [{ group: '', kind: 'Service', name: 'cart', ...parent }] },
});

describe('a ServiceProfile', () => {
  const filled = profile({ routes: [{ name: 'all' }] });

  it('with routes or overrides puts every intent out of force', () => {
    expect(foreignObjectProblem(timed(httpCart(), 1000), filled)).toMatch(/"cart\.shop\.svc\.cluster\.local" in namespace "shop" has routes.*Service "cart".*remove it/);
    expect(foreignObjectProblem(ejecting(httpCart()), profile({ dstOverrides: [{ authority: 'x', weight: 1 }] }))).toMatch(/has dstOverrides/);
    expect(foreignObjectProblem(timed(httpCart(), 1000), { ...filled, metadata: { name: filled.metadata.name, namespace: 'clients' } })).toMatch(/namespace "clients"/);
  });

  it('without them, of another service, or on a service without intents is left alone', () => {
    expect(foreignObjectProblem(timed(httpCart(), 1000), profile({ routes: [], retryBudget: {} }))).toBeUndefined();
    expect(foreignObjectProblem(timed(httpCart(), 1000), profile(undefined))).toBeUndefined();
    expect(foreignObjectProblem(timed(httpCart(), 1000), { ...filled, metadata: { name: 'other.shop.svc.cluster.local' } })).toBeUndefined();
    expect(foreignObjectProblem(httpCart(), filled)).toBeUndefined();
  });
});

describe('a route of the other kind', () => {
  it('on the same Service port is refused', () => {
    expect(foreignObjectProblem(timed(httpCart(), 1000), route('GRPCRoute', { port: 80 }))).toMatch(/GRPCRoute "theirs" is for port 80 of Service "cart", which has HTTPRoutes/);
    expect(foreignObjectProblem(timed(cart(), 1000), route('HTTPRoute', {}, 'shop', 'policy.linkerd.io/v1beta3'))).toMatch(/which has GRPCRoutes/);
    expect(foreignObjectProblem(timed(cart(), 1000), route('HTTPRoute', { group: 'core', namespace: 'shop' }, 'clients'))).toMatch(/port 7070/);
  });

  it('on another port or Service is left alone', () => {
    const service = timed(httpCart(), 1000);
    for (const other of [route('GRPCRoute', { port: 81 }), route('GRPCRoute', { name: 'x' }), route('GRPCRoute', {}, 'clients'), route('GRPCRoute', { group: undefined })]) {
      expect(foreignObjectProblem(service, other)).toBeUndefined();
    }
    expect(foreignObjectProblem(httpCart(), route('HTTPRoute', {}))).toBeUndefined();
  });
});

describe('a route of the same kind', () => {
  it('on the same Service port is refused, in either API group and for callers of any namespace: all are merged', () => {
    const service = timed(httpCart(), 1000);
    for (const other of [route('HTTPRoute', {}), route('HTTPRoute', { port: 80 }), route('HTTPRoute', {}, 'shop', 'policy.linkerd.io/v1beta3'), route('HTTPRoute', { namespace: 'shop' }, 'clients')]) {
      expect(foreignObjectProblem(service, other)).toMatch(/HTTPRoute "theirs".* is for port 80 of Service "cart", which has HTTPRoutes of its own; the two are merged/);
    }
    const byHeaderOnly = cart();
    split(byHeaderOnly, { v1: 90, v2: 10 }, [byHeader('x', '1')]);
    expect(foreignObjectProblem(byHeaderOnly, route('HTTPRoute', {}))).toMatch(/port 7070/);
  });

  it('of no namespace stands in the one called default', () => {
    const bare = { ...route('HTTPRoute', {}), metadata: { name: 'theirs' } };
    expect(foreignObjectProblem(timed(httpCart(), 1000), bare)).toBeUndefined();
    const inDefault = aService(aNamespace(plane, { name: 'default' }), 'cart', { ports: [aPort(80, Protocol.HTTP)] });
    expect(foreignObjectProblem(timed(inDefault, 1000), bare)).toMatch(/HTTPRoute "theirs" is for port 80/);
  });
});
