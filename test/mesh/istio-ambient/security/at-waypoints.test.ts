import { Duration } from 'cdk8s';
import { Caller, HttpMethod, Mesh, MeshDefaults, MeshNamespace, RequestTimeout, ServicePort, ServiceVersion, TrafficSplit, Waypoint } from '../../../../src';
import { v1, v2 } from '../../../support/app';
import { account, inNamespace, shopOn, WEB } from '../../../security/program';
import { AMBIENT, AMBIENT_PER_SERVICE, fields, foreignService, forPods, forWaypoints, policies, policy, verdict, written } from './verdicts';

const targets = (object: Record<string, any>) => object['spec'].targetRefs.map((ref: { kind: string; name: string }) => `${ref.kind}/${ref.name}`);

test('S2: ports are the Service\'s at the waypoint, by Service, and the containers\' at the pods', () => {
  const { app, service, list } = shopOn(AMBIENT);
  const cart = service('cart');
  service('cart-door', [ServicePort.http(8000, { targetPort: 8080 }), ServicePort.http(80, { targetPort: 9090 })], { workload: cart.workload! });
  list(cart, [{ callers: [account('a')], paths: ['/x'] }]);
  const objects = written(app);
  const portsOf = (name: string) => fields(policy(objects, name), 'ports');
  expect(portsOf('waypoint-cart')).toEqual([['80']]);
  expect(portsOf('waypoint-cart-door')).toEqual([['8000'], ['80']]);
  expect(portsOf('allow-cart')).toEqual([['8080']]);
  expect(portsOf('deny-cart')).toEqual([['8080']]);
  for (const via of ['cart:80', 'cart-door:8000']) {
    expect(verdict(objects, 'shop/a', { to: 'cart:8080', is: 'GET /x', via })).toBe('allowed');
    expect(verdict(objects, 'shop/a', { to: 'cart:8080', is: 'GET /y', via })).toBe('refused');
    expect(verdict(objects, 'shop/b', { to: 'cart:8080', is: 'GET /x', via })).toBe('refused');
  }
  expect(verdict(objects, 'shop/b', { to: 'cart:9090', is: 'GET /y', via: 'cart-door:80' })).toBe('allowed');
});

describe('S5: every Service in front of the pods has its rules, and one that nobody knows is closed', () => {
  const GET_X = { to: 'cart:8080', labels: { version: 'v1' }, is: 'GET /x' };

  function split(mesh: Mesh) {
    const shop = shopOn(mesh);
    const cart = shop.service('cart');
    new TrafficSplit(shop.chart, 'split', { service: cart, versions: [{ version: v1, weight: 50 }, { version: v2, weight: 50 }] });
    shop.list(cart, [{ callers: [account('a')], paths: ['/x'] }]);
    return { ...shop, cart };
  }

  test.each([['one waypoint', AMBIENT], ['one for each service', AMBIENT_PER_SERVICE]])('%s: Services of versions and second doors', (_, mesh) => {
    const { app, cart, service } = split(mesh);
    service('cart-door', WEB, { workload: cart.workload! });
    const objects = written(app);
    expect(targets(policy(objects, 'waypoint-cart'))).toEqual(['Service/cart', 'Service/cart-v1', 'Service/cart-v2']);
    for (const via of ['cart:80', 'cart-v1:80', 'cart-door:80']) {
      expect(verdict(objects, 'shop/a', { ...GET_X, via })).toBe('allowed');
      expect(verdict(objects, 'shop/a', { ...GET_X, is: 'GET /y', via })).toBe('refused');
      expect(verdict(objects, 'shop/b', { ...GET_X, via })).toBe('refused');
    }
  });

  test('a Service of somebody else on the same pods, behind the same waypoint, is no way around', () => {
    const objects = [...written(split(AMBIENT).app), foreignService('side', 'cart', { 'istio.io/use-waypoint': 'waypoint' })];
    for (const caller of ['shop/a', 'shop/b']) expect(verdict(objects, caller, { ...GET_X, via: 'side:80' })).toBe('refused');
    const closing = policy(objects, 'closed-waypoint');
    expect(closing['metadata'].namespace).toBe('shop');
    expect(closing['spec']).toEqual({ targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'waypoint' }] });
  });

  test('services on that waypoint that no list speaks of stay open, versions included; on another one nothing is said', () => {
    const open = (mesh: Mesh) => {
      const { app, chart, service } = split(mesh);
      const other = service('other');
      new TrafficSplit(chart, 'other-split', { service: other, versions: [{ version: v1, weight: 50 }, { version: v2, weight: 50 }] });
      service('third');
      const objects = written(app);
      for (const via of ['other:80', 'other-v1:80']) expect(verdict(objects, 'shop/b', { to: 'other:8080', labels: { version: 'v1' }, is: 'POST /', via })).toBe('allowed');
      return forWaypoints(objects).filter(p => p['metadata'].name.includes('other') || p['metadata'].name.includes('third'));
    };
    expect(open(AMBIENT).map(p => [p['metadata'].name, targets(p), p['spec'].rules])).toEqual([['waypoint-other', ['Service/other', 'Service/other-v1', 'Service/other-v2'], [{}]]]);
    expect(open(AMBIENT_PER_SERVICE)).toEqual([]);
  });

  test('a list that comes last opens the services that were declared before it', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    const [other, cart] = [service('other'), service('cart')];
    new RequestTimeout(chart, 'timeout', { service: other, request: Duration.seconds(1) });
    app.synthYaml();
    list(cart, [{ callers: [account('a')], paths: ['/x'] }]);
    expect(verdict(written(app), 'shop/b', { to: 'other:8080', is: 'GET /' })).toBe('allowed');
  });

  test('a policy has 16 targets at most', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    const cart = service('cart');
    const versions = Array.from({ length: 16 }, (_, i) => ({ version: ServiceVersion.labels(`v${i + 10}`, { version: `v${i + 10}` }), weight: i < 4 ? 7 : 6 }));
    new TrafficSplit(chart, 'split', { service: cart, versions });
    list(cart, [{ callers: [account('a')], paths: ['/x'] }]);
    const objects = written(app);
    const named = forWaypoints(objects).filter(p => targets(p)[0].startsWith('Service/'));
    expect(named.flatMap(targets).sort()).toEqual(['Service/cart', ...versions.map(v => `Service/cart-${v.version.versionName}`)].sort());
    expect(named.map(p => targets(p).length)).toEqual([16, 1]);
    expect(new Set(named.map(p => JSON.stringify(p['spec'].rules))).size).toBe(1);
  });

  test('a version that is a Service trusts the waypoint of the service that sends to it, on the ports that it sends to', () => {
    const { app, chart, service, list } = shopOn(AMBIENT_PER_SERVICE);
    const [cart, next] = [service('cart'), service('next', [WEB, ServicePort.tcp(6379)])];
    new TrafficSplit(chart, 'split', { service: cart, versions: [{ version: v1, weight: 90 }, { version: ServiceVersion.service('next', next), weight: 10 }] });
    list(cart, [{ callers: [account('a')] }]);
    list(next, [{ callers: [account('a')], servicePorts: [80] }, { callers: [account('a')], paths: ['/x'], servicePorts: [80] }, { callers: [account('a')], servicePorts: [6379] }]);
    const objects = written(app);
    const waypoints = (name: string) => `cluster.local/ns/shop/sa/${name}-waypoint`;
    const [tcp, http] = [...policy(objects, 'deny-next')['spec'].rules].sort((x, y) => x.to[0].operation.ports[0] - y.to[0].operation.ports[0]);
    expect(http.from[0].source.notPrincipals).toEqual([waypoints('cart'), waypoints('next'), 'cluster.local/ns/shop/sa/a']);
    expect(tcp.from[0].source.notPrincipals).toEqual([waypoints('next'), 'cluster.local/ns/shop/sa/a']);
    const row = { to: 'next:8080', is: 'GET /y', via: 'cart:80' };
    expect(verdict(objects, 'shop/a', row)).toBe('allowed');
    expect(verdict(objects, 'shop/b', row)).toBe('refused');
  });
});

test('S6: a list for one port leaves the others as they were, at the waypoint and at the pods, TCP included', () => {
  const { app, service, list } = shopOn(AMBIENT);
  list(service('cart', [WEB, ServicePort.http(9000), ServicePort.tcp(6379)]), [{ callers: [account('a')], paths: ['/x'], servicePorts: [80] }]);
  const objects = written(app);
  for (const row of [{ to: 'cart:9000', is: 'GET /y' }, { to: 'cart:6379' }]) {
    for (const via of [undefined, 'direct']) for (const caller of ['shop/b', 'plain']) expect(verdict(objects, caller, { ...row, ...(via && { via }) })).toBe('allowed');
  }
  expect(verdict(objects, 'shop/b', { to: 'cart:8080', is: 'GET /y' })).toBe('refused');
});

describe('S8: default deny reaches the pods, and waypoints need their own', () => {
  test.each(['namespace', 'mesh'] as const)('of the %s: nobody gets in by way of a waypoint', where => {
    const { app, chart, service, list } = shopOn(AMBIENT, { defaultDeny: where === 'namespace' });
    if (where === 'mesh') new MeshDefaults(chart, 'defaults', { mesh: AMBIENT, defaultDeny: true });
    const [cart, other] = [service('cart', [WEB, ServicePort.http(9000)]), service('other')];
    list(cart, [{ callers: [account('a')], paths: ['/x'], servicePorts: [80] }]);
    new RequestTimeout(chart, 'timeout', { service: other, request: Duration.seconds(1) });
    const objects = [...written(app), foreignService('side', 'other', { 'istio.io/use-waypoint': 'waypoint' })];
    expect(verdict(objects, 'shop/a', { to: 'cart:8080', is: 'GET /x' })).toBe('allowed');
    for (const row of [{ to: 'cart:8080', is: 'GET /y' }, { to: 'cart:9000', is: 'GET /x' }, { to: 'other:8080', is: 'GET /' }, { to: 'other:8080', is: 'GET /', via: 'side:80' }]) {
      for (const caller of ['shop/a', 'plain']) expect(verdict(objects, caller, row)).toBe('refused');
    }
    // The waypoint itself answers: a deny that stands beside the pods alone says nothing to it.
    expect(targets(policy(objects, 'closed-waypoint'))).toEqual(['Gateway/waypoint']);
    expect(fields(policy(objects, 'waypoint-cart'), 'ports')).toEqual([['80']]);
    const deny = policy(objects, 'default-deny');
    expect([deny['metadata'].namespace, deny['spec']]).toEqual([where === 'mesh' ? 'istio-system' : 'shop', {}]);
  });

  test('in an exempt namespace, Services behind a waypoint stay open beside one with a list', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    new MeshDefaults(chart, 'defaults', { mesh: AMBIENT, defaultDeny: true, exempt: ['shop'] });
    const [cart, other] = [service('cart'), service('other')];
    list(cart, [{ callers: [account('a')], paths: ['/x'] }]);
    new RequestTimeout(chart, 'timeout', { service: other, request: Duration.seconds(1) });
    const objects = written(app);
    expect(verdict(objects, 'shop/b', { to: 'other:8080', is: 'GET /' })).toBe('allowed');
    for (const via of [undefined, 'direct']) expect(verdict(objects, 'shop/b', { to: 'cart:8080', is: 'GET /x', ...(via && { via }) })).toBe('refused');
  });
});

describe('S9: policies stand where their targets do, and do not depend on a waypoint that runs', () => {
  test('without a waypoint, who is let in for some requests is not let in at all', () => {
    const { app, service, list } = shopOn(AMBIENT);
    list(service('cart'), [{ callers: [account('a')], methods: [HttpMethod.GET] }, { callers: [account('b')] }]);
    const objects = written(app);
    for (const [caller, expected] of [['shop/a', 'refused'], ['shop/other', 'refused'], ['shop/b', 'allowed']] as const) {
      expect(verdict(objects, caller, { to: 'cart:8080', is: 'GET /' }, false)).toBe(expected);
    }
  });

  test('two namespaces: each policy beside its Service, Gateway or pods', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    const ops = inNamespace(chart, new MeshNamespace(chart, 'ops-ns', { mesh: AMBIENT, name: 'ops' }));
    list(service('cart'), [{ callers: [account('a')], paths: ['/x'] }]);
    ops.list(ops.service('grafana'), [{ callers: [account('a')], paths: ['/x'] }]);
    const objects = written(app);
    expect(policies(objects).map(p => `${p['metadata'].namespace}/${p['metadata'].name}`).sort()).toEqual([
      ...['allow-grafana', 'closed-waypoint', 'deny-grafana', 'waypoint-grafana'].map(n => `ops/${n}`),
      ...['allow-cart', 'closed-waypoint', 'deny-cart', 'waypoint-cart'].map(n => `shop/${n}`),
    ]);
    expect(fields(policy(objects, 'deny-grafana'), 'notPrincipals')).toEqual([['cluster.local/ns/ops/sa/waypoint']]);
  });

  test('no policy for pods asks for requests', () => {
    const { app, service, list } = shopOn(AMBIENT);
    list(service('cart'), [{ callers: [account('a')], methods: [HttpMethod.GET], paths: ['/x'] }, { callers: [Caller.anyMeshIdentity()], paths: ['/y/*'] }]);
    const objects = forPods(written(app));
    for (const field of ['methods', 'paths', 'hosts', 'notMethods', 'notPaths', 'when']) expect(fields(objects, field)).toEqual([]);
  });
});

describe('a waypoint that is made elsewhere', () => {
  test('in another namespace: lists are refused, whichever comes first', () => {
    const mesh = Mesh.istioAmbient({ waypoint: Waypoint.existing('edge', { namespaceName: 'infra' }) });
    const { chart, service, list } = shopOn(mesh);
    const words = /waypoint "edge" of namespace "infra".*Waypoint.perNamespace\(\)/;
    expect(() => list(service('p'), [{ callers: [account('x')], paths: ['/x'] }])).toThrow(words);
    const b = service('q');
    list(b, [{ callers: [account('x')] }]);
    expect(() => new RequestTimeout(chart, 'timeout', { service: b, request: Duration.seconds(1) })).toThrow(words);
  });

  test('in the namespace itself, it is closed as ours would be', () => {
    const { app, service, list } = shopOn(Mesh.istioAmbient({ waypoint: Waypoint.existing('edge') }));
    list(service('cart'), [{ callers: [account('a')], paths: ['/x'] }]);
    const elsewhere = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'edge', namespace: 'shop' }, spec: { gatewayClassName: 'istio-waypoint' } };
    const objects = [...written(app), elsewhere];
    expect(targets(policy(objects, 'closed-edge'))).toEqual(['Gateway/edge']);
    expect(verdict(objects, 'shop/a', { to: 'cart:8080', is: 'GET /x' })).toBe('allowed');
    expect(verdict(objects, 'shop/a', { to: 'cart:8080', is: 'GET /x', via: 'direct' })).toBe('refused');
  });

  test('a namespace does not share the waypoint of one with lists', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    const mesh = Mesh.istioAmbient({ waypoint: Waypoint.existing('waypoint', { namespaceName: 'shop' }) });
    const ops = inNamespace(chart, new MeshNamespace(chart, 'ops-ns', { mesh, name: 'ops' }));
    new RequestTimeout(chart, 'timeout', { service: ops.service('grafana'), request: Duration.seconds(1) });
    app.synthYaml();
    list(service('cart'), [{ callers: [account('a')], paths: ['/x'] }]);
    expect(() => app.synthYaml()).toThrow(/"grafana" uses waypoint "waypoint" of namespace "shop", which is closed.*because of "cart"/);
  });
});
