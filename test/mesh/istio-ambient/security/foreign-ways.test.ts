import { ApiObject } from 'cdk8s';
import { Caller, ServicePort } from '../../../../src';
import { account, shopOn, WEB } from '../../../security/program';
import { unchecked } from '../../../support/app';
import { AMBIENT } from './verdicts';

/** Anybody may call `front` for some paths, and `a` alone `cart` for others. */
function shop() {
  const s = shopOn(AMBIENT);
  const [front, cart] = [s.service('front'), s.service('cart')];
  s.list(front, [{ callers: [Caller.anyMeshIdentity()], paths: ['/pub/*'] }]);
  s.list(cart, [{ callers: [account('a')], paths: ['/x'] }]);
  return { ...s, cart };
}
type Shop = Pick<ReturnType<typeof shop>, 'chart'>;
const foreign = ({ chart }: Shop, apiVersion: string, kind: string, spec: object, namespace = 'shop') =>
  unchecked(new ApiObject(chart, 'theirs', { apiVersion, kind, metadata: { name: 'theirs', namespace }, spec }));
const FRONT = [{ group: '', kind: 'Service', name: 'front' }];
const CART = { name: 'cart', port: 80 };
const route = (s: Shop, rules: object[], { kind = 'HTTPRoute', parentRefs = FRONT as object[], namespace = 'shop' } = {}) =>
  foreign(s, 'gateway.networking.k8s.io/v1', kind, { parentRefs, rules }, namespace);
const virtualService = (s: Shop, spec: object, namespace = 'shop') => foreign(s, 'networking.istio.io/v1', 'VirtualService', spec, namespace);
const words = (kind: string) => new RegExp(`\\[shop/theirs\\] ${kind} "theirs" sends requests for Service "front" on to "cart", and the waypoint asks only who may call "front".*remove it, and send there with ServiceVersion.service`);

describe('a route of somebody else that leads from one Service to another', () => {
  test.each(['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute'])('is an error: %s', kind => {
    const s = shop();
    route(s, [{ backendRefs: [CART] }], { kind });
    expect(() => s.app.synthYaml()).toThrow(words(kind));
  });

  test.each<[string, object]>([
    ['by a mirror', { filters: [{ type: 'RequestMirror', requestMirror: { backendRef: CART } }] }],
    ['by its host', { backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: 'cart.shop.svc.cluster.local', port: 80 }] }],
    ['for part of the requests', { backendRefs: [{ name: 'front', port: 80, weight: 9 }, { ...CART, weight: 1 }] }],
  ])('is an error %s', (_, rule) => {
    const s = shop();
    route(s, [rule]);
    expect(() => s.app.synthYaml()).toThrow(words('HTTPRoute'));
  });

  test.each<[object, string]>([
    [{ hosts: ['front'], http: [{ route: [{ destination: { host: 'cart' } }] }] }, 'shop'],
    [{ hosts: ['*.shop.svc.cluster.local'], gateways: ['mesh'], http: [{ mirrors: [{ destination: { host: 'cart.shop.svc.cluster.local', port: { number: 80 } } }] }] }, 'other'],
    [{ hosts: ['front'], http: [{ mirror: { host: 'cart' } }] }, 'shop'], [{ hosts: ['front'], tcp: [{ route: [{ destination: { host: 'cart' } }] }] }, 'shop'],
  ])('is an error: VirtualService %j in %s', (spec, namespace) => {
    const s = shop();
    virtualService(s, spec, namespace);
    expect(() => s.app.synthYaml()).toThrow(words('VirtualService'));
  });

  test('is left alone if it is for a gateway, for callers of another namespace, or leads to Services without lists', () => {
    const none: ((s: ReturnType<typeof shop>) => void)[] = [
      s => route(s, [{ backendRefs: [CART] }], { parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'front' }] }),
      s => route(s, [{ backendRefs: [{ ...CART, namespace: 'shop' }] }], { namespace: 'other', parentRefs: [{ ...FRONT[0], namespace: 'shop' }] }),
      s => route(s, [{ backendRefs: [{ name: 'front', port: 80 }] }]),
      s => { s.service('open'); route(s, [{ backendRefs: [{ name: 'open', port: 80 }] }]); },
      s => virtualService(s, { hosts: ['front'], gateways: ['ingress'], http: [{ route: [{ destination: { host: 'cart' } }] }] }),
    ];
    for (const put of none) {
      const s = shop();
      put(s);
      expect(() => s.app.synthYaml()).not.toThrow();
    }
  });

  test('is left alone if no waypoint is in the way', () => {
    const s = shop();
    s.service('plain');
    route(s, [{ backendRefs: [CART] }], { parentRefs: [{ ...FRONT[0], name: 'plain' }] });
    expect(() => s.app.synthYaml()).not.toThrow();
  });
});

test('two doors to the same pods: the same container port only', () => {
  const to = (port: number) => {
    const s = shop();
    const admin = s.service('cart-admin', [WEB, ServicePort.http(81, { targetPort: 9090 })], { workload: s.cart.workload! });
    s.list(admin, [{ callers: [account('b')], paths: ['/y'], containerPorts: [9090] }]);
    route(s, [{ backendRefs: [{ name: 'cart-admin', port }] }], { parentRefs: [{ ...FRONT[0], name: 'cart' }] });
    return () => s.app.synthYaml();
  };
  expect(to(80)).not.toThrow();
  expect(to(81)).toThrow(/sends requests for Service "cart" on to "cart-admin"/);
});
