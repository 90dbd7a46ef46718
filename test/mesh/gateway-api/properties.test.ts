import * as fc from 'fast-check';
import { gatewayApi } from '../../../src/mesh/gateway-api/data-plane';
import { gatewayApiDialect } from '../../../src/mesh/gateway-api/dialect';
import { gatewayRouteProblems } from '../../../src/mesh/gateway-api/problems';
import { httpRoutes } from '../../../src/mesh/shared/http-route';
import { matchKey } from '../../../src/model/match';
import type { ServiceModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import { aNamespace, aPort, aService, byHeader, EXPERIMENTAL, split } from '../../support/model';
import { anyRouteSet } from '../shared/route-sets';

const plane = gatewayApi();
const render = (service: ServiceModel) => plane.service(service).resources;
const aCart = () => aService(aNamespace(plane, { cluster: EXPERIMENTAL }), 'cart', {
  ports: [aPort(80, Protocol.HTTP), aPort(7070, Protocol.GRPC), aPort(9000, Protocol.TCP)],
});

const intents = fc.record({
  weight: fc.integer({ min: 0, max: 100 }),
  splitPorts: fc.subarray([80, 7070], { minLength: 1 }),
  header: fc.boolean(),
  timeout: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
  attempts: fc.option(fc.integer({ min: 0, max: 5 })),
});

/** The same intents in another order of declaration. */
function declare(service: ServiceModel, { weight, splitPorts, header, timeout, attempts }: any, reversed: boolean) {
  const steps = [
    ...splitPorts.map((port: number) => () => split(service, { v1: 100 - weight, v2: weight }, header ? [byHeader('x-canary', '1')] : [], [port])),
    ...[80, 7070].flatMap(port => [
      ...(timeout === null ? [] : [() => service.timeouts.push({ path: `shop/timeout-${port}`, ports: [port], requestMs: timeout })]),
      ...(attempts === null ? [] : [() => service.retries.push({ path: `shop/retries-${port}`, ports: [port], retries: { additional: attempts, on: [] } })]),
    ]),
  ];
  for (const step of reversed ? steps.reverse() : steps) step();
  return service;
}

it('the order of declaration does not show, and everything is plain JSON', () => {
  fc.assert(fc.property(intents, some => {
    const rendered = render(declare(aCart(), some, false));
    expect(render(declare(aCart(), some, true))).toEqual(rendered);
    expect(JSON.parse(JSON.stringify(rendered))).toStrictEqual(rendered);
    expect(new Set(rendered.map(r => r.id)).size).toBe(rendered.length);
  }));
});

it('weights of every split add up to 100, and every version Service selects the pods of its version only', () => {
  fc.assert(fc.property(intents, some => {
    const rendered = render(declare(aCart(), some, false));
    const splits = rendered.filter(r => r.kind === 'HTTPRoute').flatMap(r => (r.body.spec as any).rules).filter((r: any) => r.backendRefs.length > 1);
    for (const rule of splits) expect(rule.backendRefs.reduce((sum: number, b: any) => sum + b.weight, 0)).toBe(100);
    const pods = ['v1', 'v2'].flatMap(version => ['cart', 'other'].map(app => ({ app, version, zone: 'a' })));
    for (const { metadata, body } of rendered.filter(r => r.kind === 'Service')) {
      const selected = pods.filter(pod => Object.entries((body.spec as any).selector).every(([k, v]) => (pod as any)[k] === v));
      expect(selected).toEqual([{ app: 'cart', version: metadata.name.slice('cart-'.length), zone: 'a' }]);
    }
  }));
});

describe('any route set', () => {
  const routes = (set: Parameters<typeof httpRoutes>[1]) => httpRoutes(aCart(), set, gatewayApiDialect(EXPERIMENTAL));
  const spec = (r: ReturnType<typeof routes>[number]): any => r.body.spec;

  it('is rendered whole into HTTPRoutes within their limits, with one catch-all, under the plain name', () => {
    fc.assert(fc.property(anyRouteSet, set => {
      const rendered = routes(set);
      for (const r of rendered) {
        expect(spec(r).rules.length).toBeLessThanOrEqual(16);
        expect(spec(r).rules.reduce((sum: number, rule: any) => sum + rule.matches.length, 0)).toBeLessThanOrEqual(128);
        for (const rule of spec(r).rules) expect(rule.matches.length).toBeLessThanOrEqual(64);
        expect(new Set(spec(r).rules.map((rule: any) => rule.name)).size).toBe(spec(r).rules.length);
        expect(r.metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/);
        expect(spec(r).parentRefs).toEqual([{ group: '', kind: 'Service', name: 'cart', namespace: 'shop', port: 80 }]);
      }
      expect(new Set(rendered.map(r => r.metadata.name)).size).toBe(rendered.length);
      expect(rendered.flatMap(r => spec(r).rules).reduce((sum: number, rule: any) => sum + rule.matches.length, 0))
        .toBe(set.rules.reduce((sum, rule) => sum + rule.matches.length, 0));
      expect(rendered.filter(r => spec(r).rules.some((rule: any) => rule.name === 'default')).map(r => r.metadata.name)).toEqual(['cart.http']);
      expect(JSON.parse(JSON.stringify(rendered))).toStrictEqual(rendered);
    }), { numRuns: 60 });
  });

  it('keeps its names and the objects of its other rules when one rule goes, as long as it takes several objects', () => {
    fc.assert(fc.property(anyRouteSet, fc.nat(), (set, n) => {
      const before = routes(set);
      const gone = set.rules[n % set.rules.length]!;
      const after = routes({ ...set, rules: set.rules.filter(rule => rule !== gone) });
      if (gone.name === 'default' || before.length === 1 || after.length === 1) return;
      const same = new Map(before.map(r => [r.id, r]));
      for (const r of after) expect(r).toEqual(same.get(r.id));
    }), { numRuns: 60 });
  });

  it('without path expressions has problems only if rules tie across objects', () => {
    fc.assert(fc.property(anyRouteSet, set => {
      for (const problem of gatewayRouteProblems(set)) expect(problem).toMatchObject({ id: 'ambiguous-rules', message: expect.stringContaining('do not fit into one HTTPRoute') });
      for (const rule of set.rules) expect(new Set(rule.matches.map(matchKey)).size).toBe(rule.matches.length);
    }), { numRuns: 60 });
  });
});
