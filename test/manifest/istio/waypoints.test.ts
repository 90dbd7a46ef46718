import { policiesAtWaypoint, policiesOnPods } from '../../../src/manifest/istio/policy-targets';
import { serviceWaypoint, waypoints, workloadWaypoint } from '../../../src/manifest/istio/waypoints';
import { findService, services } from '../../../src/manifest/services';
import { workloads } from '../../../src/manifest/workloads';
import { deployment, manifests } from '../../support/manifests';

const gateway = (metadata: string, from = 'Same', namespace = 'shop') => `---
{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: w, namespace: ${namespace}${metadata} }, spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE, allowedRoutes: { namespaces: { from: ${from}, selector: { matchLabels: { team: a } } } } }] } }
`;
const namespace = (labels: string) => `---\n{ apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: ${labels} } }\n`;
const service = (labels = '{}') => `---\n{ apiVersion: v1, kind: Service, metadata: { name: cart, namespace: shop, labels: ${labels} }, spec: { selector: { app: cart }, ports: [{ port: 80 }] } }\n`;
const use = '{ istio.io/use-waypoint: w }';
const cart = (yaml: string) => {
  const set = manifests(yaml);
  return serviceWaypoint(set, services(set)[0]!);
};

describe('the waypoint of a service', () => {
  test('is the one that its label names, else its namespace\'s', () => {
    expect(cart(service(use) + gateway(''))).toMatchObject({ name: 'w', from: 'object', waypoint: { traffic: 'service', principal: 'cluster.local/ns/shop/sa/w' } });
    expect(cart(service() + namespace(use) + gateway(''))).toMatchObject({ name: 'w', from: 'namespace', waypoint: { name: 'w' } });
  });

  test('is none without a label, or with none', () => {
    expect(cart(service() + gateway(''))).toBeUndefined();
    expect(cart(service('{ istio.io/use-waypoint: none }') + namespace(use) + gateway(''))).toBeUndefined();
  });

  test('is named and not there where no Gateway is one', () => {
    expect(cart(service(use))).toMatchObject({ name: 'w', waypoint: undefined });
    expect(cart(service(use) + gateway('').replace('istio-waypoint', 'istio'))).toMatchObject({ waypoint: undefined });
  });

  test('of another namespace has to admit this one', () => {
    const far = (from: string, labels = '{}') => cart(service('{ istio.io/use-waypoint: w, istio.io/use-waypoint-namespace: infra }') + namespace(labels) + gateway('', from, 'infra'))?.waypoint?.namespace;
    expect([far('Same'), far('All'), far('Selector'), far('Selector', '{ team: a }')]).toEqual([undefined, 'infra', undefined, 'infra']);
  });

  test('says what passes through it and as whom', () => {
    const set = manifests(gateway(', labels: { istio.io/waypoint-for: all }, annotations: { gateway.istio.io/service-account: other }'), { trustDomain: 'td' });
    expect(waypoints(set).get('shop/w')).toMatchObject({ traffic: 'all', principal: 'td/ns/shop/sa/other' });
  });

  test('pods ask for one by their own label', () => {
    const set = manifests(deployment('cart', { 'app': 'cart', 'istio.io/use-waypoint': 'w' }) + gateway(''));
    expect(workloadWaypoint(set, workloads(set)[0]!)?.waypoint?.name).toBe('w');
  });
});

describe('policies', () => {
  const policy = (name: string, home: string, spec: string) => `---\n{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: ${name}, namespace: ${home} }, spec: ${spec} }\n`;
  const set = manifests(deployment('cart') + service(use) + gateway('')
    + policy('all', 'shop', '{}') + policy('mine', 'shop', '{ selector: { matchLabels: { app: cart } } }') + policy('others', 'shop', '{ selector: { matchLabels: { app: other } } }')
    + policy('mesh', 'istio-system', '{}') + policy('mesh-selected', 'istio-system', '{ selector: { matchLabels: { app: cart } } }') + policy('elsewhere', 'other', '{}')
    + policy('service', 'shop', '{ targetRefs: [{ kind: Service, group: core, name: cart }] }') + policy('gateway', 'shop', '{ targetRef: { kind: Gateway, group: gateway.networking.k8s.io, name: w } }')
    + policy('class', 'istio-system', '{ targetRefs: [{ kind: GatewayClass, group: gateway.networking.k8s.io, name: istio-waypoint }] }')
    + policy('class-elsewhere', 'shop', '{ targetRefs: [{ kind: GatewayClass, group: gateway.networking.k8s.io, name: istio-waypoint }] }')
    + policy('service-elsewhere', 'other', '{ targetRefs: [{ kind: Service, group: "", name: cart }] }'));
  const names = (policies: readonly { readonly name: string }[]) => policies.map(({ name }) => name).sort();

  test('without targets act on pods: of their namespace, or everywhere from the root namespace', () => {
    expect(names(policiesOnPods(set, 'AuthorizationPolicy', workloads(set)[0]!))).toEqual(['all', 'mesh', 'mesh-selected', 'mine']);
  });

  test('with targets act at the waypoint, each kind from its own namespace', () => {
    const waypoint = waypoints(set).get('shop/w')!;
    expect(names(policiesAtWaypoint(set, 'AuthorizationPolicy', waypoint, findService(set, 'shop', 'cart')))).toEqual(['class', 'gateway', 'service']);
    expect(names(policiesAtWaypoint(set, 'AuthorizationPolicy', waypoint, undefined))).toEqual(['class', 'gateway']);
  });
});
