import { Duration } from 'cdk8s';
import { Caller, ContainerPort, HttpMethod, MtlsMode, RequestTimeout, ServicePort } from '../../../../src';
import { account, shopOn, WEB } from '../../../security/program';
import { AMBIENT, AMBIENT_PER_SERVICE, fields, foreignAllow, foreignService, forPods, forWaypoints, policy, verdict, written } from './verdicts';

const GET_X = { to: 'cart:8080', is: 'GET /x' };
const DIRECT = { ...GET_X, via: 'direct' };
const WAYPOINT = 'cluster.local/ns/shop/sa/waypoint';

/** `cart`: account `a` for GET, account `b` for everything. */
function mixed(mesh = AMBIENT) {
  const shop = shopOn(mesh);
  const cart = shop.service('cart');
  shop.list(cart, [{ callers: [account('a')], methods: [HttpMethod.GET] }, { callers: [account('b')] }]);
  return { ...shop, cart };
}

describe('S1: a waypoint does not see addresses', () => {
  const RANGE = Caller.ipRange('10.1.0.0/16', { excluding: ['10.1.9.0/24'] });

  test('a range beside methods or paths on a port is refused, in one entry or in two, in one list or in two', () => {
    const { service, list } = shopOn(AMBIENT);
    expect(() => list(service('p'), [{ callers: [RANGE], methods: [HttpMethod.GET] }])).toThrow(/port 8080 of "p" is to let in a range of addresses.*does not see from where.*Caller.serviceAccount/);
    expect(() => list(service('q'), [{ callers: [RANGE] }, { callers: [account('x')], paths: ['/x'] }])).toThrow(/range of addresses/);
    const c = service('r');
    list(c, [{ callers: [RANGE] }]);
    expect(() => list(c, [{ callers: [account('x')], paths: ['/x'] }])).toThrow(/does not go together with .*range of addresses/);
  });

  test('an intent that leads the port through a waypoint is refused too, whichever comes first', () => {
    const { chart, service, list } = shopOn(AMBIENT);
    const [a, b] = [service('p'), service('q')];
    list(a, [{ callers: [RANGE] }]);
    expect(() => new RequestTimeout(chart, 'after', { service: a, request: Duration.seconds(1) })).toThrow(/\[shop\/after\] does not go together with .*range of addresses/);
    new RequestTimeout(chart, 'before', { service: b, request: Duration.seconds(1) });
    expect(() => list(b, [{ callers: [RANGE] }])).toThrow(/does not go together with \[shop\/before\].*range of addresses/);
  });

  test('on a container port that no Service leads to, the range is one for the pods alone', () => {
    const { app, service, list } = shopOn(AMBIENT);
    list(service('cart', WEB, { containerPorts: [ContainerPort.http('metrics', 9090)] }), [
      { callers: [account('a')], paths: ['/x'], servicePorts: [80] }, { callers: [RANGE], containerPorts: [9090] },
    ]);
    const objects = written(app);
    expect(fields(forWaypoints(objects), 'ipBlocks')).toEqual([]);
    const metrics = { to: 'cart:9090', is: 'GET /metrics' };
    expect(verdict(objects, 'plain@10.1.2.3', metrics)).toBe('allowed');
    expect(verdict(objects, 'shop/any@10.1.2.3', metrics)).toBe('allowed');
    for (const caller of ['plain@10.1.9.3', 'plain@10.2.0.1', 'shop/a@10.2.0.1']) expect(verdict(objects, caller, metrics)).toBe('refused');
    expect(verdict([...objects, foreignAllow('shop')], 'plain@10.1.9.3', metrics)).toBe('refused');
    expect(verdict(objects, 'plain@10.1.2.3', GET_X)).toBe('refused');
  });
});

describe('S3: the pods admit the waypoint and nobody else', () => {
  test('who is let in for some requests cannot go around the waypoint', () => {
    const objects = written(mixed().app);
    expect(verdict(objects, 'shop/a', GET_X)).toBe('allowed');
    expect(verdict(objects, 'shop/a', DIRECT)).toBe('refused');
    expect(verdict(objects, 'shop/b', DIRECT)).toBe('allowed');
    for (const caller of ['shop/other', 'plain']) for (const row of [GET_X, DIRECT]) expect(verdict(objects, caller, row)).toBe('refused');
  });

  test('not even if a policy of somebody else lets everything in to the namespace', () => {
    const objects = [...written(mixed().app), foreignAllow('shop')];
    for (const caller of ['shop/a', 'shop/other', 'plain']) expect(verdict(objects, caller, DIRECT)).toBe('refused');
    expect(verdict(objects, 'shop/b', DIRECT)).toBe('allowed');
  });

  test('an ALLOW and a DENY, both by selector and with ports of the containers', () => {
    const objects = written(mixed().app);
    expect(policy(objects, 'allow-cart').spec).toEqual({
      selector: { matchLabels: { app: 'cart' } }, action: 'ALLOW', rules: [
        { from: [{ source: { principals: [WAYPOINT] } }, { source: { principals: ['cluster.local/ns/shop/sa/b'] } }], to: [{ operation: { ports: ['8080'] } }] },
        { to: [{ operation: { notPorts: ['8080'] } }] },
      ],
    });
    expect(policy(objects, 'deny-cart').spec).toEqual({
      selector: { matchLabels: { app: 'cart' } }, action: 'DENY',
      rules: [{ from: [{ source: { notPrincipals: [WAYPOINT, 'cluster.local/ns/shop/sa/b'] } }], to: [{ operation: { ports: ['8080'] } }] }],
    });
  });

  test('the waypoint goes by the name of its Gateway', () => {
    expect(fields(policy(written(mixed(AMBIENT_PER_SERVICE).app), 'deny-cart'), 'notPrincipals')).toEqual([['cluster.local/ns/shop/sa/cart-waypoint', 'cluster.local/ns/shop/sa/b']]);
  });

  test('a port that nobody may use does not take the waypoint either', () => {
    const { app, service, list } = shopOn(AMBIENT);
    const cart = service('cart', [WEB, ServicePort.tcp(6379)]);
    list(cart, [{ callers: [account('a')], methods: [HttpMethod.GET], servicePorts: [80] }, { callers: [account('b')], methods: [HttpMethod.GET] }]);
    const objects = [...written(app), foreignAllow('shop')];
    for (const via of [undefined, 'direct']) expect(verdict(objects, 'shop/a', { to: 'cart:6379', ...(via && { via }) })).toBe('refused');
    expect(policy(objects, 'deny-cart').spec.rules).toEqual([
      { to: [{ operation: { ports: ['6379'] } }] }, { from: [{ source: { notPrincipals: [WAYPOINT] } }], to: [{ operation: { ports: ['8080'] } }] },
    ]);
  });

  test('lists without requests need neither waypoint nor DENY', () => {
    const { app, service, list } = shopOn(AMBIENT);
    list(service('cart'), [{ callers: [account('a'), Caller.namespace('ops'), Caller.ipRange('10.1.0.0/16')] }]);
    const objects = written(app);
    expect(objects.filter(o => o.kind === 'Gateway' || o.metadata.labels?.['istio.io/use-waypoint'])).toEqual([]);
    expect(forWaypoints(objects)).toEqual([]);
    expect(forPods(objects).map(p => p['metadata'].name)).toEqual(['allow-cart']);
  });
});

describe('S4: what asks for no requests stands at the pods and at the waypoint', () => {
  test('such a caller gets in either way, whatever he sends', () => {
    const objects = written(mixed().app);
    for (const is of ['GET /x', 'POST /y']) for (const via of [undefined, 'direct']) expect(verdict(objects, 'shop/b', { to: 'cart:8080', is, ...(via && { via }) })).toBe('allowed');
    expect(verdict(objects, 'shop/a', { to: 'cart:8080', is: 'POST /y' })).toBe('refused');
  });

  test('also where only an intent on traffic asks for the waypoint', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    const cart = service('cart', [WEB, ServicePort.tcp(6379)]);
    new RequestTimeout(chart, 'timeout', { service: cart, request: Duration.seconds(1) });
    list(cart, [{ callers: [account('b')] }]);
    const objects = written(app);
    for (const row of [GET_X, DIRECT, { to: 'cart:6379' }, { to: 'cart:6379', via: 'direct' }]) {
      expect(verdict(objects, 'shop/b', row)).toBe('allowed');
      for (const caller of ['shop/other', 'plain']) expect(verdict(objects, caller, row)).toBe('refused');
    }
    expect(policy(objects, 'waypoint-cart').spec.rules).toEqual([
      { from: [{ source: { principals: ['cluster.local/ns/shop/sa/b'] } }], to: [{ operation: { ports: ['6379'] } }] },
      { from: [{ source: { principals: ['cluster.local/ns/shop/sa/b'] } }], to: [{ operation: { ports: ['80'] } }] },
    ]);
  });

  test('an unlabelled Service in front of the pods is as good as their addresses', () => {
    const objects = [...written(mixed().app), foreignService('side', 'cart')];
    expect(verdict(objects, 'shop/a', { ...GET_X, via: 'side:80' })).toBe('refused');
    expect(verdict(objects, 'shop/b', { ...GET_X, via: 'side:80' })).toBe('allowed');
  });
});

test('S7: an exception states the mode of the other ports, and no policy leaves one out', () => {
  const { app, service, namespace } = shopOn(AMBIENT, { mtls: MtlsMode.STRICT });
  const cart = service('cart', [WEB, ServicePort.http(9090)]);
  namespace.addMtlsException({ workload: cart.workload!, containerPorts: [9090], reason: 'scraped from outside' });
  const objects = written(app);
  expect(objects.filter(o => o.kind === 'PeerAuthentication').map(o => o.spec.mtls.mode)).toEqual(['STRICT', 'STRICT']);
  expect(verdict(objects, 'plain', { to: 'cart:9090', is: 'GET /metrics' })).toBe('allowed');
  expect(verdict(objects, 'plain', { to: 'cart:8080', is: 'GET /' })).toBe('refused');
});
