import { ApiObject, Duration } from 'cdk8s';
import { Caller, ContainerPort, HttpMethod, Mesh, MeshDefaults, MeshNamespace, MeshService, MtlsMode, RequestTimeout, ServicePort, Workload } from '../../../../src';
import { account, inNamespace, shopOn, WEB } from '../../../security/program';
import { AMBIENT, verdict, written } from './verdicts';

const SOME = { methods: [HttpMethod.GET] };

describe('callers that skip waypoints', () => {
  test('pods with sidecars may be let in whatever they send, and not for some requests only', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    const legacy = inNamespace(chart, new MeshNamespace(chart, 'legacy-ns', { mesh: Mesh.istioSidecar(), name: 'legacy' }));
    const caller = Caller.service(legacy.service('batch'));
    const cart = service('cart');
    expect(() => list(cart, [{ callers: [caller], ...SOME }])).toThrow(/port 8080 of "cart" is to let in ServiceAccount legacy\/batch for some requests only, and its pods "batch" have sidecars.*put both on one data plane/);
    list(cart, [{ callers: [account('a')], ...SOME }, { callers: [caller] }]);
    const objects = written(app);
    expect(verdict(objects, 'legacy/batch', { to: 'cart:8080', is: 'POST /' })).toBe('allowed');
    expect(verdict(objects, 'shop/a', { to: 'cart:8080', is: 'POST /' })).toBe('refused');
  });

  test('pods that are declared later are found at synth', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    list(service('cart'), [{ callers: [Caller.serviceAccount('legacy', 'batch')], ...SOME }]);
    app.synthYaml();
    inNamespace(chart, new MeshNamespace(chart, 'legacy-ns', { mesh: Mesh.istioSidecar(), name: 'legacy' })).service('batch');
    expect(() => app.synthYaml()).toThrow(/\[shop\/shop-list-0\] .*its pods "batch" have sidecars/);
  });

  test('declared calls of some methods, from sidecars', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    const batch = inNamespace(chart, new MeshNamespace(chart, 'legacy-ns', { mesh: Mesh.istioSidecar(), name: 'legacy' })).service('batch');
    const cart = service('cart');
    list(cart, undefined, { allowDeclaredCalls: true });
    batch.calls(cart, SOME);
    expect(() => app.synthYaml()).toThrow(/legacy\/batch for some requests only/);
  });

  test.each<[string, Caller]>([
    ['namespace "legacy"', Caller.namespace('legacy')], ['ServiceAccount legacy/robot', Caller.serviceAccount('legacy', 'robot')],
  ])('callers of a namespace with sidecars whose pods nobody knows: %s', (who, caller) => {
    const open = (allow: object) => {
      const { app, chart, service, list } = shopOn(AMBIENT);
      new MeshNamespace(chart, 'legacy-ns', { mesh: Mesh.istioSidecar(), name: 'legacy' });
      new ApiObject(chart, 'robot', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot', namespace: 'legacy' } });
      list(service('cart'), [{ callers: [account('a')], ...SOME }, { callers: [caller], ...allow }]);
      return () => app.synthYaml();
    };
    expect(open(SOME)).toThrow(new RegExp(`\\[shop/shop-list-0\\] port 8080 of "cart" is to let in ${who} for some requests only, and calls from there, on istio-sidecar, skip the waypoint.*put both on one data plane`));
    expect(open({})).not.toThrow();
  });

  test('anyone for some requests only, where plaintext is taken; mutual TLS may be asked for later', () => {
    const { app, chart, service, list } = shopOn(AMBIENT);
    list(service('cart'), [{ callers: [Caller.anyone()], ...SOME }]);
    expect(() => app.synthYaml()).toThrow(/port 8080 of "cart" is to let in anyone for some requests only, and takes plaintext.*Caller.anyMeshIdentity\(\)/);
    new MeshDefaults(chart, 'defaults', { mesh: AMBIENT, mtls: MtlsMode.STRICT });
    const objects = written(app);
    expect(verdict(objects, 'other/x', { to: 'cart:8080', is: 'GET /' })).toBe('allowed');
    for (const row of [{ is: 'POST /' }, { is: 'GET /', via: 'direct' }]) expect(verdict(objects, 'other/x', { to: 'cart:8080', ...row })).toBe('refused');
    expect(verdict(objects, 'plain', { to: 'cart:8080', is: 'GET /' })).toBe('refused');
  });

  test('anyone for some requests only, on a port with an exception', () => {
    const { app, service, list, namespace } = shopOn(AMBIENT, { mtls: MtlsMode.STRICT });
    const cart = service('cart');
    list(cart, [{ callers: [Caller.anyone()], ...SOME }]);
    app.synthYaml();
    namespace.addMtlsException({ workload: cart.workload!, containerPorts: [8080], reason: 'called from outside' });
    expect(() => app.synthYaml()).toThrow(/takes plaintext, which skips the waypoint/);
  });
});

test('requests on a container port that no Service leads to, until one does', () => {
  const { app, service, list } = shopOn(AMBIENT);
  const cart = service('cart', WEB, { containerPorts: [ContainerPort.http('admin', 9090)] });
  list(cart, [{ callers: [account('a')], paths: ['/x'], containerPorts: [9090] }]);
  expect(() => app.synthYaml()).toThrow(/port 9090 of "cart" is to take some requests only, and no Service leads there.*targetPort/);
  service('cart-admin', ServicePort.http(80, { targetPort: 9090 }), { workload: cart.workload! });
  const objects = written(app);
  expect(verdict(objects, 'shop/a', { to: 'cart:9090', is: 'GET /x', via: 'cart-admin:80' })).toBe('allowed');
  expect(verdict(objects, 'shop/a', { to: 'cart:9090', is: 'GET /y', via: 'cart-admin:80' })).toBe('refused');
});

test('a Service port that leads to a container port which is not known', () => {
  const { app, chart, namespace, list, service } = shopOn(AMBIENT);
  const cart = service('cart');
  list(cart, [{ callers: [account('a')], paths: ['/x'] }]);
  const apiObject = new ApiObject(chart, 'door-object', {
    apiVersion: 'v1', kind: 'Service', metadata: { name: 'door', namespace: 'shop' }, spec: { selector: { app: 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 'web' }] },
  });
  MeshService.fromApiObject(chart, 'door', { apiObject, namespace, workload: cart.workload!, ports: [ServicePort.http(80)] });
  expect(() => app.synthYaml()).toThrow(/port 80 of service "door" leads to container port "web", which is not known.*ContainerPort.http/);
});

test.each([false, true])('pods that stay out of the mesh have no rules, and their Services stay open behind a waypoint (default deny: %s)', defaultDeny => {
  const { app, chart, namespace, service, list } = shopOn(AMBIENT, { defaultDeny });
  const apiObject = new ApiObject(chart, 'pods-object', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'legacy', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'legacy' } }, template: { metadata: { labels: { app: 'legacy' } }, spec: { containers: [{ name: 'main', image: 'x', ports: [{ containerPort: 8080, name: 'http' }] }] } } },
  });
  const legacy = service('legacy', WEB, { workload: Workload.fromApiObject(chart, 'pods', { apiObject, namespace, enrolled: false }) });
  expect(() => list(legacy, [{ callers: [account('a')] }])).toThrow(/the pods of "legacy" stay out of the mesh/);
  new RequestTimeout(chart, 'timeout', { service: legacy, request: Duration.seconds(1) });
  list(service('cart'), [{ callers: [account('a')], paths: ['/x'] }]);
  expect(verdict(written(app), 'shop/b', { to: 'legacy:8080', is: 'GET /' })).toBe('allowed');
});

test('in an exempt namespace: several ranges that leave something out, on one port', () => {
  const { app, chart, service, list } = shopOn(AMBIENT);
  new MeshDefaults(chart, 'defaults', { mesh: AMBIENT, defaultDeny: true, exempt: ['shop'] });
  const range = (cidr: string, excluding: string) => Caller.ipRange(cidr, { excluding: [excluding] });
  expect(() => list(service('one'), [{ callers: [range('10.0.0.0/8', '10.1.0.0/16'), range('10.1.0.0/24', '10.1.0.0/28')] }])).toThrow(/port 8080: namespace "shop" is exempt.*without `excluding`/);
  list(service('two'), [{ callers: [range('10.0.0.0/8', '10.1.0.0/16'), Caller.ipRange('10.1.0.0/24')] }]);
  const objects = written(app);
  for (const [ip, expected] of [['10.2.0.1', 'allowed'], ['10.1.0.1', 'allowed'], ['10.1.1.1', 'refused'], ['11.0.0.1', 'refused']] as const) {
    expect(verdict(objects, `plain@${ip}`, { to: 'two:8080', is: 'GET /' })).toBe(expected);
  }
});
