import { Protocol } from '../../../../src/model/protocol';
import type { WorkloadModel } from '../../../../src/model/model';
import { accessOn } from '../../../support/simulated-access';
import { aCluster, aPort, aService, aWorkload } from '../../../support/model';
import { mesh, shopOn } from '../rendered';
import { accountCaller, list, policies, policyOf, written } from './rendered';

const evaluate = accessOn('istio-sidecar');

const port = (number: number) => ({ number, protocol: Protocol.HTTP });

function cartOn(overrides: Partial<WorkloadModel> = {}) {
  const shop = shopOn();
  return { shop, cart: aWorkload(shop, 'cart', { ports: [port(7070), port(8080)], ...overrides }) };
}

test('an identity is written with the trust domain of the cluster', () => {
  const shop = shopOn(aCluster({ trustDomain: 'corp.example' }));
  const cart = aWorkload(shop, 'cart');
  list(cart, [7070], [accountCaller(shop, 'job', 'batch')]);
  expect(policyOf(cart).spec.rules[0].from).toEqual([{ source: { principals: ['corp.example/ns/batch/sa/job'] } }]);
});

test('policies select by the labels that no release controller rewrites, and are named after the workload', () => {
  const { shop, cart } = cartOn({ policyLabels: { app: 'cart', part: 'x' }, defaultDeny: true });
  list(cart, [7070], [accountCaller(shop, 'a')]);
  cart.mtlsExceptions.push({ path: 'e', ports: [8080], reason: 'r' });
  shop.meshWide.defaults = { path: 'd', mtls: 'strict', defaultDeny: false, exempt: [] };
  const resources = mesh.workload(cart).resources.map(written);
  expect(resources.map(r => [r.kind, r.metadata.name, r.metadata.namespace, r.spec.selector.matchLabels])).toEqual([
    ['PeerAuthentication', 'mtls-cart', 'shop', { app: 'cart', part: 'x' }], ['AuthorizationPolicy', 'allow-cart', 'shop', { app: 'cart', part: 'x' }],
  ]);
});

test('S2: ports of a policy are those of the container, whatever the Service calls them', () => {
  const shop = shopOn();
  const cart = aService(shop, 'cart', { ports: [{ ...aPort(80, Protocol.HTTP), targetPort: 8080 }] }).workload!;
  list(cart, [8080], [accountCaller(shop, 'a')]);
  expect(policyOf(cart).spec.rules[0].to).toEqual([{ operation: { ports: ['8080'] } }]);
});

test('S6: an ALLOW is not per port, so the ports that no list rules are let in by name', () => {
  const { shop, cart } = cartOn();
  list(cart, [7070], [accountCaller(shop, 'a')]);
  list(cart, [8080], [accountCaller(shop, 'b')]);
  expect(policyOf(cart).spec.rules).toContainEqual({ to: [{ operation: { notPorts: ['7070', '8080'] } }] });
  expect(policyOf(cart).spec.rules).toHaveLength(3);
});

test('S6: an empty list closes its port, and no other', () => {
  const { cart } = cartOn();
  list(cart, [7070], []);
  expect(policyOf(cart).spec).toMatchObject({ action: 'ALLOW', rules: [{ to: [{ operation: { notPorts: ['7070'] } }] }] });
});

test.each(['workload', 'namespace', 'mesh'])('S6: under default deny of the %s, unruled ports stay closed', scope => {
  const shop = shopOn();
  const namespace = { ...shop, defaultDeny: scope === 'namespace' };
  if (scope === 'mesh') namespace.meshWide.defaults = { path: 'd', defaultDeny: true, exempt: [] };
  const cart = aWorkload(namespace, 'cart', { ports: [port(7070)], defaultDeny: scope === 'workload' });
  list(cart, [7070], [accountCaller(shop, 'a')]);
  expect(JSON.stringify(policyOf(cart))).not.toContain('notPorts');
});

test('S6: with two policies on the pods, default deny and a list, what the list lets in is let in, and nothing else', () => {
  const namespace = { ...shopOn(), defaultDeny: true };
  const cart = aWorkload(namespace, 'cart', { ports: [port(7070), port(8080)] });
  list(cart, [7070], [accountCaller(namespace, 'a')]);
  const objects = [...policies(mesh.namespace(namespace)), ...policies(mesh.workload(cart))];
  expect(objects).toHaveLength(2);
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart', namespace: 'shop' }, spec: { selector: { app: 'cart' }, ports: [{ name: 'a', port: 7070 }, { name: 'b', port: 8080 }] } };
  const ask = (account: string, number: number) => evaluate([...objects, service], {
    from: { namespace: 'shop', account }, to: { namespace: 'shop', labels: { app: 'cart' }, port: number, via: { service: 'cart', port: number } },
  });
  expect([ask('a', 7070), ask('b', 7070), ask('a', 8080)]).toEqual(['allowed', 'refused', 'refused']);
});

test('S7: exceptions always state the mode of the other ports', () => {
  for (const mode of ['strict', 'permissive'] as const) {
    const namespace = { ...shopOn(), mtls: mode };
    const cart = aWorkload(namespace, 'cart');
    cart.mtlsExceptions.push({ path: 'e', ports: [9000, 8080], reason: 'r' }, { path: 'f', ports: [8080, 7070], reason: 'r' });
    expect(policies(mesh.workload(cart), 'PeerAuthentication').map(p => p.spec)).toEqual([{
      selector: { matchLabels: { app: 'cart' } }, mtls: { mode: mode.toUpperCase() },
      portLevelMtls: { 7070: { mode: 'PERMISSIVE' }, 8080: { mode: 'PERMISSIVE' }, 9000: { mode: 'PERMISSIVE' } },
    }]);
  }
});

test('S7: the mode that is stated is the namespace\'s, else the mesh\'s', () => {
  const shop = shopOn();
  shop.meshWide.defaults = { path: 'd', mtls: 'strict', defaultDeny: false, exempt: [] };
  const cart = aWorkload(shop, 'cart');
  cart.mtlsExceptions.push({ path: 'e', ports: [8080], reason: 'r' });
  expect(policies(mesh.workload(cart), 'PeerAuthentication')[0]!.spec.mtls).toEqual({ mode: 'STRICT' });
  expect(policies(mesh.namespace(shop), 'PeerAuthentication')).toEqual([]);
});

test('S8: default deny lets nobody in, by an ALLOW without rules and never by a DENY without any', () => {
  const namespace = { ...shopOn(), defaultDeny: true, mtls: 'strict' as const };
  namespace.meshWide.defaults = { path: 'd', defaultDeny: true, mtls: 'permissive', exempt: [] };
  const cart = aWorkload(namespace, 'cart', { defaultDeny: true });
  const [inNamespace, inRoot, ofPods] = [mesh.namespace(namespace).resources, mesh.meshWide(namespace.meshWide), mesh.workload(cart).resources].map(list => list.map(written));
  expect(inNamespace!.map(o => [o.kind, o.metadata, o.spec])).toEqual([
    ['PeerAuthentication', { name: 'default', namespace: 'shop' }, { mtls: { mode: 'STRICT' } }],
    ['AuthorizationPolicy', { name: 'default-deny', namespace: 'shop' }, {}],
  ]);
  expect(inRoot!.map(o => [o.kind, o.metadata, o.spec])).toEqual([
    ['PeerAuthentication', { name: 'default', namespace: 'istio-system' }, { mtls: { mode: 'PERMISSIVE' } }],
    ['AuthorizationPolicy', { name: 'default-deny', namespace: 'istio-system' }, {}],
  ]);
  expect(ofPods!.map(o => o.spec)).toEqual([{ selector: { matchLabels: { app: 'cart' } } }]);
});

test('what holds for the mesh stands in the root namespace that the cluster has', () => {
  const shop = shopOn(aCluster({ rootNamespace: 'mesh-root' }));
  shop.meshWide.defaults = { path: 'd', defaultDeny: true, mtls: 'strict', exempt: ['edge'] };
  expect(mesh.meshWide(shop.meshWide).map(r => r.metadata.namespace)).toEqual(['mesh-root', 'mesh-root', 'edge']);
});

test('exempt namespaces are opened each by a policy of its own, unless they deny by default themselves', () => {
  const shop = shopOn();
  shop.meshWide.defaults = { path: 'd', defaultDeny: true, exempt: ['edge', 'ingress', 'shop'] };
  const opened = () => mesh.meshWide(shop.meshWide).map(written).filter(o => o.spec.rules).map(o => [o.metadata.namespace, o.spec]);
  expect(opened()).toEqual([['edge', { rules: [{}] }], ['ingress', { rules: [{}] }], ['shop', { rules: [{}] }]]);
  expect(new Set(mesh.meshWide(shop.meshWide).map(r => r.id)).size).toBe(4);
  shop.meshWide.namespaces.push({ ...shop, name: 'edge', defaultDeny: true });
  expect(opened().map(([name]) => name)).toEqual(['ingress', 'shop']);
});

test('the root namespace is never opened, which would open the mesh', () => {
  const shop = shopOn();
  shop.meshWide.defaults = { path: 'd', defaultDeny: true, exempt: ['istio-system'] };
  expect(mesh.meshWide(shop.meshWide).map(r => r.body)).toEqual([{ spec: {} }]);
});

test('in an opened namespace a list refuses everybody else, since what is let in adds up', () => {
  const { shop, cart } = cartOn({ defaultDeny: true });
  shop.meshWide.defaults = { path: 'd', defaultDeny: true, exempt: ['shop'] };
  list(cart, [7070], [accountCaller(shop, 'a'), { kind: 'namespace', namespace: 'ops' }, { kind: 'ip-range', cidr: '10.0.0.0/8', except: [] }]);
  list(cart, [8080], []);
  expect(policyOf(cart)).toMatchObject({
    metadata: { name: 'deny-cart' },
    spec: {
      action: 'DENY',
      rules: [
        { from: [{ source: { notPrincipals: ['cluster.local/ns/shop/sa/a'], notNamespaces: ['ops'], notIpBlocks: ['10.0.0.0/8'] } }], to: [{ operation: { ports: ['7070'] } }] },
        { to: [{ operation: { ports: ['8080'] } }] },
        { to: [{ operation: { notPorts: ['7070', '8080'] } }] },
      ],
    },
  });
});

test('pods that stay out of the mesh get no policy', () => {
  const namespace = { ...shopOn(), mtls: 'strict' as const };
  const cart = aWorkload(namespace, 'cart', { enrolled: false, defaultDeny: true });
  cart.mtlsExceptions.push({ path: 'e', ports: [1], reason: 'r' });
  list(cart, [7070], []);
  expect(mesh.workload(cart).resources).toEqual([]);
});

test('whatever is said elsewhere renames no policy', () => {
  const { shop, cart } = cartOn();
  list(cart, [7070], [accountCaller(shop, 'a')]);
  const before = policyOf(cart).metadata;
  list(cart, [8080], [{ kind: 'anyone' }], [{ methods: ['GET'] }]);
  expect(policyOf(cart).metadata).toEqual(before);
});

test('objects are plain JSON', () => {
  const { shop, cart } = cartOn();
  shop.meshWide.defaults = { path: 'd', defaultDeny: true, mtls: 'strict', exempt: ['edge'] };
  list(cart, [7070], [accountCaller(shop, 'a'), { kind: 'any-identity' }, { kind: 'ip-range', cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] }], [{ methods: ['GET'], path: { kind: 'prefix', value: '/a/' } }]);
  for (const resource of [...mesh.workload(cart).resources, ...mesh.meshWide(shop.meshWide), ...mesh.namespace(shop).resources]) {
    expect(JSON.parse(JSON.stringify(resource))).toEqual(resource);
  }
});

test('names of policies stay within what Kubernetes takes', () => {
  const { shop } = cartOn();
  const cart = aWorkload(shop, 'x'.repeat(253), { policyLabels: { app: 'x' } });
  list(cart, [7070], []);
  expect(policyOf(cart).metadata.name.length).toBeLessThanOrEqual(253);
});
