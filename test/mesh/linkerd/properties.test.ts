import * as fc from 'fast-check';
import { linkerdRouteProblems } from '../../../src/mesh/linkerd/problems';
import { linkerdRoutes } from '../../../src/mesh/linkerd/routes';
import type { ServiceModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import type { RouteSet } from '../../../src/model/routes';
import { aPort, byHeader, split } from '../../support/model';
import { anyRouteSet, onPath } from '../shared/route-sets';
import { cart, ejecting, plane, resources, spec } from './rendered';

const aCart = () => cart({ ports: [aPort(80, Protocol.HTTP), aPort(7070, Protocol.GRPC), aPort(9000, Protocol.TCP)] });

const intents = fc.record({
  weight: fc.integer({ min: 0, max: 100 }),
  splitPorts: fc.subarray([80, 7070], { minLength: 1 }),
  match: fc.constantFrom([], [byHeader('x-canary', '1')], [onPath('/shop.Cart')]),
  timeout: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
  attempts: fc.option(fc.integer({ min: 0, max: 5 })),
  ejection: fc.boolean(),
});
type Intents = typeof intents extends fc.Arbitrary<infer T> ? T : never;

/** The same intents in another order of declaration. */
function declare({ weight, splitPorts, match, timeout, attempts, ejection }: Intents, reversed: boolean): ServiceModel {
  const service = aCart();
  const steps = [
    ...splitPorts.map(port => () => void split(service, { v1: 100 - weight, v2: weight }, [...match], [port])),
    ...(ejection ? [() => void ejecting(service)] : []),
    ...[80, 7070].flatMap(port => [
      ...(timeout === null ? [] : [() => void service.timeouts.push({ path: `timeout-${port}`, ports: [port], requestMs: timeout })]),
      ...(attempts === null ? [] : [() => void service.retries.push({
        path: `retries-${port}`, ports: [port], retries: { additional: attempts, on: [port === 80 ? { kind: 'server-errors' } : { kind: 'grpc-status', status: 'unavailable' }] },
      })]),
    ]),
  ];
  for (const step of reversed ? steps.reverse() : steps) step();
  return service;
}

it('the order of declaration does not show, and everything is plain JSON', () => {
  fc.assert(fc.property(intents, some => {
    const plan = plane.service(declare(some, false));
    expect(plane.service(declare(some, true))).toEqual(plan);
    expect(JSON.parse(JSON.stringify(plan))).toStrictEqual(plan);
    expect(new Set(plan.resources.map(r => r.id)).size).toBe(plan.resources.length);
    // Never both kinds of route for one port.
    const ports = plan.resources.filter(r => r.kind !== 'Service').map(r => spec(r).parentRefs[0].port);
    expect(new Set(ports).size).toBe(ports.length);
  }));
});

it('weights add up to 100 and none is 0; every version Service selects the pods of its version only', () => {
  fc.assert(fc.property(intents, some => {
    const rendered = resources(declare(some, false));
    const rules = rendered.filter(r => r.kind !== 'Service').flatMap(r => spec(r).rules);
    for (const { backendRefs } of rules) {
      const weights = backendRefs.flatMap((b: any) => (b.weight === undefined ? [] : [b.weight]));
      expect(weights).not.toContain(0);
      expect(weights.length === 0 ? 100 : weights.reduce((a: number, b: number) => a + b)).toBe(100);
      expect(weights.length > 0 || backendRefs.length === 1).toBe(true);
    }
    const pods = ['v1', 'v2'].flatMap(version => ['cart', 'other'].map(app => ({ app, version, zone: 'a' })));
    for (const service of rendered.filter(r => r.kind === 'Service')) {
      const selected = pods.filter(pod => Object.entries(spec(service).selector).every(([k, v]) => (pod as any)[k] === v));
      expect(selected).toEqual([{ app: 'cart', version: service.metadata.name.slice('cart-'.length), zone: 'a' }]);
      expect(spec(service).ports.map((p: any) => p.appProtocol)).toEqual(['http', 'kubernetes.io/h2c', 'linkerd.io/opaque']);
    }
  }));
});

it('weights change no name, and intents of one port none of the other', () => {
  fc.assert(fc.property(intents, fc.integer({ min: 0, max: 100 }), (some, weight) => {
    const ids = (changed: Intents) => resources(declare(changed, false)).map(r => r.id);
    expect(ids({ ...some, weight })).toEqual(ids(some));
    expect(ids({ ...some, timeout: 7, attempts: 1 })).toEqual(expect.arrayContaining(ids(some)));
  }));
});

/** Gives every third rule a timeout of its own, as constructs to come will. */
const anyLinkerdSet: fc.Arbitrary<RouteSet> = fc.tuple(anyRouteSet, fc.boolean()).map(([set, mixed]) => ({
  ...set, rules: set.rules.map((rule, i) => (mixed && i % 3 === 0 && i < set.rules.length - 1 ? { ...rule, timeoutMs: 777 } : rule)),
}));

it('any route set that is not refused is rendered whole, in objects within their limits, each with the annotations of all its rules', () => {
  fc.assert(fc.property(anyLinkerdSet, set => {
    const service = aCart();
    if (linkerdRouteProblems(service, set).some(p => p.message.includes('a route object takes'))) return;
    const rendered = linkerdRoutes(service, set);
    for (const r of rendered) {
      const matches: number[] = spec(r).rules.map((rule: any) => rule.matches.length);
      expect(matches.length).toBeLessThanOrEqual(16);
      expect(Math.max(...matches)).toBeLessThanOrEqual(64);
      expect(matches.reduce((a, b) => a + b)).toBeLessThanOrEqual(128);
      expect(r.metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);
    }
    expect(new Set(rendered.map(r => r.metadata.name)).size).toBe(rendered.length);
    expect(rendered.flatMap(r => spec(r).rules.flatMap((rule: any) => rule.matches)).length).toBe(set.rules.reduce((sum, rule) => sum + rule.matches.length, 0));
    const own = set.rules.filter(rule => rule.timeoutMs === 777).reduce((sum, rule) => sum + rule.matches.length, 0);
    const timed = rendered.filter(r => r.metadata.annotations?.['timeout.linkerd.io/request'] === '777ms');
    expect(timed.flatMap(r => spec(r).rules.flatMap((rule: any) => rule.matches)).length).toBe(own);
    expect(JSON.parse(JSON.stringify(rendered))).toStrictEqual(rendered);
  }), { numRuns: 50 });
});
