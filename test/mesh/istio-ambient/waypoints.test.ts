import type { WaypointModel, WaypointShape } from '../../../src/mesh/istio/ambient/waypoint-model';
import { defaultWaypoint } from '../../../src/mesh/istio/ambient/waypoint-model';
import type { ServiceModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import { aNamespace, aPort, aService, aWorkload, byLabel, split } from '../../support/model';
import { ambient, gateways, named, perService, planOf, shopWith, USE_WAYPOINT, waypointOf } from './rendered';

const limit = (service: ServiceModel) => service.breakers.push({ path: `${service.path}-breaker`, limits: { maxConnections: 1 } });
const time = (service: ServiceModel) => service.timeouts.push({ path: `${service.path}-timeout`, ports: [service.ports[0]!.port], requestMs: 1000 });

/** cart is sent to as apex, and shares its versions out to v1 and to the Service `old`. */
function withOldCart(waypoint?: WaypointModel) {
  const shop = shopWith(waypoint);
  const [cart, old] = [aService(shop, 'cart'), aService(shop, 'old')];
  cart.splits.push({ path: 'shop/split', ports: [7070], shares: [{ version: byLabel('v1'), weight: 90, match: [] }, { version: { kind: 'service', name: 'old', service: old }, weight: 10, match: [] }] });
  old.versionOf.push({ service: cart, path: 'shop/split' });
  return { shop, cart, old };
}

describe('which Services go through a waypoint', () => {
  it('none, as long as nothing looks into requests', () => {
    const shop = shopWith();
    const cart = aService(shop, 'cart');
    expect(planOf(cart)).toEqual({ labels: {}, annotations: {}, resources: [] });
    expect(ambient().usesWaypoint(cart)).toBe(false);
    expect(gateways(shop)).toEqual([]);
  });

  it('all in front of the same pods, generated ones too, and no others', () => {
    const shop = shopWith();
    const workload = aWorkload(shop, 'cart');
    const [cart, door, other] = [aService(shop, 'cart', { workload }), aService(shop, 'cart-external', { workload }), aService(shop, 'other')];
    split(cart, { v1: 90, v2: 10 });
    expect([cart, door, other].map(waypointOf)).toEqual(['waypoint', 'waypoint', undefined]);
    expect(['cart-v1', 'cart-v2'].map(name => named(planOf(cart), 'Service', name).metadata.labels)).toEqual(['v1', 'v2'].map(version => ({ [USE_WAYPOINT]: 'waypoint', 'cdk8s-mesh.dev/version': version })));
    expect([cart, door, other].map(s => ambient().usesWaypoint(s))).toEqual([true, true, false]);
    expect(planOf(door).resources).toEqual([]);
    expect(gateways(shop)).toEqual(['waypoint']);
  });

  it('a service without a known workload by itself', () => {
    const shop = shopWith();
    const bare = { ...aService(shop, 'bare'), workload: undefined } as unknown as ServiceModel;
    time(bare);
    expect(waypointOf(bare)).toBe('waypoint');
  });

  it('a Service that is another\'s version, though nothing is lost by callers that go past its waypoint', () => {
    const { cart, old } = withOldCart();
    expect([cart, old].map(waypointOf)).toEqual(['waypoint', 'waypoint']);
    expect(ambient().usesWaypoint(old)).toBe(false);
    limit(cart);
    expect(ambient().usesWaypoint(old)).toBe(true);
  });

  it('a version in another namespace only for the breaker that it takes over', () => {
    const { cart } = withOldCart();
    const depot = aNamespace(ambient(), { name: 'depot' });
    const far = aService(depot, 'far');
    far.versionOf.push({ service: cart, path: 'shop/split' });
    expect(waypointOf(far)).toBeUndefined();
    limit(cart);
    expect(waypointOf(far)).toBe('waypoint');
    expect(gateways(depot)).toEqual(['waypoint']);
  });
});

describe('waypoint per service', () => {
  it('is named after the workload, whose Services share it', () => {
    const shop = shopWith(perService);
    const workload = aWorkload(shop, 'cart');
    const [cart, door, ad] = [aService(shop, 'cart', { workload }), aService(shop, 'cart-external', { workload }), aService(shop, 'ad')];
    [cart, door, ad].forEach(time);
    expect([cart, door, ad].map(waypointOf)).toEqual(['cart-waypoint', 'cart-waypoint', 'ad-waypoint']);
    expect(gateways(shop)).toEqual(['ad-waypoint', 'cart-waypoint']);
  });

  it('serves a service that is only a version with the apex\'s, until it has intents of its own', () => {
    const { shop, cart, old } = withOldCart(perService);
    limit(cart);
    expect([cart, old].map(waypointOf)).toEqual(['cart-waypoint', 'cart-waypoint']);
    expect(gateways(shop)).toEqual(['cart-waypoint']);
    time(old);
    expect([cart, old].map(waypointOf)).toEqual(['cart-waypoint', 'old-waypoint']);
    expect(gateways(shop)).toEqual(['cart-waypoint', 'old-waypoint']);
  });

  it.each([['3.shop', /^w-shop-[0-9a-f]{8}-waypoint$/], ['a.b', /^w-a-b-[0-9a-f]{8}-waypoint$/], ['w'.repeat(63), /^w{54}-[0-9a-f]{8}$/]])(
    'has a name that is fit for a Service and a label: %s', (name, expected) => {
      const shop = shopWith(perService);
      const service = aService(shop, 'cart', { workload: aWorkload(shop, name) });
      time(service);
      expect(gateways(shop)).toEqual([expect.stringMatching(expected)]);
      expect(waypointOf(service)!.length).toBeLessThanOrEqual(63);
    });
});

describe('existing waypoint', () => {
  it('is named by the Services, and nothing is made', () => {
    const shop = shopWith({ kind: 'existing', name: 'edge' });
    const cart = aService(shop, 'cart');
    time(cart);
    expect(planOf(cart).labels).toEqual({ [USE_WAYPOINT]: 'edge' });
    expect(ambient({ kind: 'existing', name: 'edge' }).namespace(shop).resources).toEqual([]);
  });

  it('may stand in another namespace, which generated Services say as well', () => {
    const shop = shopWith({ kind: 'existing', name: 'edge', namespace: 'infra' });
    const cart = aService(shop, 'cart');
    split(cart, { v1: 100, v2: 0 });
    const labels = { [USE_WAYPOINT]: 'edge', 'istio.io/use-waypoint-namespace': 'infra' };
    expect(planOf(cart).labels).toEqual(labels);
    expect(named(planOf(cart), 'Service', 'cart-v1').metadata.labels).toMatchObject(labels);
  });

  it('in the very namespace that uses it needs no second label', () => {
    const cart = aService(shopWith({ kind: 'existing', name: 'edge', namespace: 'shop' }), 'cart');
    time(cart);
    expect(planOf(cart).labels).toEqual({ [USE_WAYPOINT]: 'edge' });
  });
});

describe('the objects of a waypoint', () => {
  const made = (shape: Partial<WaypointShape> = {}) => {
    const shop = shopWith({ kind: 'per-namespace', name: 'door', shape: { gatewayClassName: 'istio-waypoint', ...shape } });
    limit(aService(shop, 'cart', { ports: [aPort(9000, Protocol.TCP)] }));
    return shop.dataPlane.namespace(shop).resources;
  };
  const patches = (shape: Partial<WaypointShape>) => Object.fromEntries(
    Object.entries((made(shape)[1]!.body as { data: Record<string, string> }).data).map(([kind, text]) => [kind, JSON.parse(text)]));

  it('are a Gateway for services, and nothing else if all is left to Istio', () => {
    expect(made()).toEqual([{
      id: 'gateway-door', apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway',
      metadata: { name: 'door', namespace: 'shop', labels: { 'istio.io/waypoint-for': 'service' } },
      body: { spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] } },
    }]);
  });

  it('carry the class', () => {
    expect(made({ gatewayClassName: 'our-waypoint' })[0]!.body.spec).toMatchObject({ gatewayClassName: 'our-waypoint' });
  });

  it('have a ConfigMap beside the Gateway, which refers to it, for what is not left to Istio', () => {
    const [gateway, options] = made({ replicas: { min: 2, max: 2 } });
    expect(gateway!.body.spec).toMatchObject({ infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: 'door-options' } } });
    expect(options).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'door-options', namespace: 'shop' } });
  });

  it('patch exactly what is asked for', () => {
    expect(patches({ replicas: { min: 2, max: 5 } })).toEqual({ horizontalPodAutoscaler: { spec: { minReplicas: 2, maxReplicas: 5 } } });
    expect(patches({ minAvailable: 1 })).toEqual({ podDisruptionBudget: { spec: { minAvailable: 1 } } });
    expect(patches({ requests: { cpu: '500m' }, limits: { memory: '2Gi' } })).toEqual({
      deployment: { spec: { template: { spec: { containers: [{ name: 'istio-proxy', resources: { requests: { cpu: '500m' }, limits: { memory: '2Gi' } } }] } } } },
    });
  });

  it('are those of the default if nothing is said', () => {
    expect(defaultWaypoint).toEqual({ kind: 'per-namespace', name: 'waypoint', shape: { gatewayClassName: 'istio-waypoint' } });
  });
});
