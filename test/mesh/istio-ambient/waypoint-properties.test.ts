import * as fc from 'fast-check';
import type { WaypointModel } from '../../../src/mesh/istio/ambient/waypoint-model';
import { defaultWaypoint } from '../../../src/mesh/istio/ambient/waypoint-model';
import type { NamespaceModel, ServiceModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import { aPort, aService, aWorkload, byHeader, split } from '../../support/model';
import { everything, gateways, perService, shopWith, waypointOf } from './rendered';

/** Programs of four workloads, the first two with a second door, and intents of every kind, at most one of a kind on a service. */
const NAMES = ['a', 'b', 'c', 'd'];
const SERVICES = [...NAMES, 'a-door', 'b-door'];
const KINDS = ['split', 'timeout', 'retries', 'limits', 'ejection'] as const;

interface Wish {
  readonly service: string;
  readonly kind: (typeof KINDS)[number];
}

const wish = fc.record({ service: fc.constantFrom(...SERVICES), kind: fc.constantFrom(...KINDS) });
const key = (w: Wish) => `${w.service}/${w.kind}`;
const wishes = fc.uniqueArray(wish, { selector: key, maxLength: 8 });
const someWishes = fc.uniqueArray(wish, { selector: key, minLength: 1, maxLength: 8 });
const waypoints = fc.constantFrom<WaypointModel>(defaultWaypoint, perService, { kind: 'existing', name: 'edge', namespace: 'infra' });
const workloadOf = (service: string) => service.slice(0, 1);

function program(waypoint: WaypointModel, wanted: readonly Wish[], order: readonly string[] = SERVICES): NamespaceModel {
  const shop = shopWith(waypoint);
  const workloads = Object.fromEntries(NAMES.map(name => [name, aWorkload(shop, name)]));
  for (const name of order) aService(shop, name, { workload: workloads[workloadOf(name)]!, ports: [aPort(80, Protocol.HTTP), aPort(7070, Protocol.GRPC), aPort(9000, Protocol.TCP)] });
  for (const w of wanted) declare(shop.services.find(s => s.name === w.service)!, w.kind);
  return shop;
}

function declare(service: ServiceModel, kind: Wish['kind']): void {
  const path = `${service.path}-${kind}`;
  switch (kind) {
    case 'split': return split(service, { v1: 60, v2: 40 }, [byHeader('x-canary', '1')], [80]);
    case 'timeout': return void service.timeouts.push({ path, ports: [7070], requestMs: 5000 });
    case 'retries': return void service.retries.push({ path, ports: [80, 7070], retries: { additional: 2, perTryMs: 500, on: [{ kind: 'connect-failure' }] } });
    case 'limits': return void service.breakers.push({ path, limits: { maxRequests: 10 } });
    case 'ejection': return void service.breakers.push({ path, ejection: { consecutiveErrors: 5, intervalMs: 1000, baseEjectionMs: 1000, maxEjectionPercent: 50 } });
  }
}

function undeclare(shop: NamespaceModel, { service, kind }: Wish): void {
  const path = kind === 'split' ? `shop/${service}-split` : `shop/${service}-${kind}`;
  const { splits, timeouts, retries, breakers } = shop.services.find(s => s.name === service)!;
  for (const list of [splits, timeouts, retries, breakers]) {
    const at = list.findIndex(intent => intent.path === path);
    if (at >= 0) list.splice(at, 1);
  }
}

const labelled = (shop: NamespaceModel) => shop.services.filter(s => waypointOf(s) !== undefined).map(s => s.name).sort();
const doorsOf = (workloads: readonly string[]) => SERVICES.filter(s => workloads.includes(workloadOf(s))).sort();

it('a program without intents on requests has no waypoint and no label', () => {
  fc.assert(fc.property(waypoints, waypoint => {
    const shop = program(waypoint, []);
    expect(gateways(shop)).toEqual([]);
    expect(labelled(shop)).toEqual([]);
    expect(Object.keys(everything(shop)).filter(k => k.includes('/')).every(k => k.startsWith('service/') || k.startsWith('workload/'))).toBe(true);
  }));
});

it('one intent adds exactly one waypoint and labels exactly the Services of that workload; taking it away restores what was there', () => {
  fc.assert(fc.property(waypoints, wish, (waypoint, wanted) => {
    const shop = program(waypoint, []);
    const before = everything(shop);
    declare(shop.services.find(s => s.name === wanted.service)!, wanted.kind);
    expect(gateways(shop)).toHaveLength(waypoint.kind === 'existing' ? 0 : 1);
    expect(labelled(shop)).toEqual(doorsOf([workloadOf(wanted.service)]));
    undeclare(shop, wanted);
    expect(everything(shop)).toEqual(before);
  }));
});

it('labels exactly the Services of workloads with an intent, each with a waypoint that exists, and no waypoint stands idle', () => {
  fc.assert(fc.property(waypoints, wishes, (waypoint, wanted) => {
    const shop = program(waypoint, wanted);
    const workloads = [...new Set(wanted.map(w => workloadOf(w.service)))];
    expect(labelled(shop)).toEqual(doorsOf(workloads));
    for (const service of shop.services) expect(shop.dataPlane.usesWaypoint(service)).toBe(workloads.includes(workloadOf(service.name)));
    if (waypoint.kind === 'existing') return;
    expect(gateways(shop)).toEqual([...new Set(shop.services.map(waypointOf).filter(name => name !== undefined))].sort());
    expect(gateways(shop)).toHaveLength(waypoint.kind === 'per-service' ? workloads.length : Math.min(1, workloads.length));
  }));
});

it('generated Services carry the labels of the Service that they are versions of', () => {
  fc.assert(fc.property(waypoints, wishes, (waypoint, wanted) => {
    const shop = program(waypoint, wanted);
    for (const service of shop.services) {
      const { labels, resources } = shop.dataPlane.service(service);
      for (const { metadata } of resources.filter(r => r.kind === 'Service')) expect(metadata.labels).toEqual({ ...labels, 'cdk8s-mesh.dev/version': expect.any(String) });
    }
  }));
});

it('taking away intents one by one leaves at each step what a program without them has', () => {
  fc.assert(fc.property(waypoints, someWishes, fc.nat(), (waypoint, wanted, from) => {
    const shop = program(waypoint, wanted);
    const order = [...wanted.slice(from % wanted.length), ...wanted.slice(0, from % wanted.length)];
    order.forEach((gone, i) => {
      undeclare(shop, gone);
      const left = new Set(order.slice(i + 1).map(key));
      expect(everything(shop)).toEqual(everything(program(waypoint, wanted.filter(w => left.has(key(w))))));
    });
  }), { numRuns: 50 });
});

it('another intent never renames or removes an object', () => {
  fc.assert(fc.property(waypoints, wishes, wish, (waypoint, wanted, more) => {
    const before = Object.keys(everything(program(waypoint, wanted.filter(w => key(w) !== key(more)))));
    expect(Object.keys(everything(program(waypoint, [...wanted.filter(w => key(w) !== key(more)), more])))).toEqual(expect.arrayContaining(before));
  }));
});

it('the order of declaration does not show, and all is plain JSON', () => {
  const shuffled = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });
  fc.assert(fc.property(waypoints, wishes.chain(w => fc.tuple(fc.constant(w), shuffled(w))), shuffled(SERVICES), (waypoint, [wanted, otherwise], order) => {
    const rendered = everything(program(waypoint, wanted));
    expect(everything(program(waypoint, otherwise, order))).toEqual(rendered);
    expect(JSON.parse(JSON.stringify(rendered))).toStrictEqual(rendered);
  }), { numRuns: 50 });
});
