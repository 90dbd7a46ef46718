import fc from 'fast-check';
import { comparePrecedence, mayOverlap } from '../../../src/model/match';
import type { MatchModel, NamedMatch, TextMatch } from '../../../src/model/match';
import type { ServiceModel } from '../../../src/model/model';
import { Protocol } from '../../../src/model/protocol';
import type { RetryCondition } from '../../../src/model/retries';
import { aPort, aService, byLabel } from '../../support/model';
import { destinationRuleOf, mesh, ruleFor, satisfies, shopOn, virtualServiceOf } from './rendered';
import type { Request } from './rendered';

const paths = ['/', '/a', '/a/', '/ab', '/a/b', '/a/b/c', '/b'];
const values = ['x', 'xy', 'z'];
const pathMatch: fc.Arbitrary<TextMatch> = fc.oneof(
  fc.record({ kind: fc.constantFrom('exact' as const, 'prefix' as const), value: fc.constantFrom(...paths) }),
  fc.constantFrom<TextMatch>({ kind: 'regex', value: '/a/.*' }, { kind: 'regex', value: '/(a|b)' }));
const conditions = (name: string): fc.Arbitrary<NamedMatch[]> => fc.array(fc.record({
  name: fc.constantFrom(`${name}-1`, `${name}-2`), kind: fc.constantFrom('exact' as const, 'prefix' as const, 'regex' as const), value: fc.constantFrom(...values),
}), { maxLength: 2 }).map(list => list.filter((c, i) => list.findIndex(d => d.name === c.name) === i));
const match: fc.Arbitrary<MatchModel> = fc.record({
  path: fc.option(pathMatch, { nil: undefined }), method: fc.option(fc.constantFrom('GET', 'POST'), { nil: undefined }), headers: conditions('h'), query: conditions('q'),
}).map(({ path, method, ...rest }) => ({ ...rest, ...(path && { path }), ...(method && { method }) }))
  .filter(m => m.path !== undefined || m.method !== undefined || m.headers.length + m.query.length > 0);
const texts = (name: string) => fc.dictionary(fc.constantFrom(`${name}-1`, `${name}-2`), fc.constantFrom(...values));
const request: fc.Arbitrary<Request> = fc.record({
  port: fc.constantFrom(80, 81), path: fc.constantFrom(...paths), method: fc.constantFrom('GET', 'POST'), headers: texts('h'), query: texts('q'),
});

/** Shares whose matches never tie where they overlap, as the constructs make sure. */
const shares = fc.array(fc.tuple(fc.nat(100), fc.array(match, { maxLength: 3 })), { minLength: 1, maxLength: 4 }).map(drawn => {
  const rest = [...drawn];
  const total = rest.reduce((sum, [w]) => sum + w, 0);
  const weights = rest.map(([w]) => (total === 0 ? 0 : Math.floor((w * 100) / total)));
  weights[0]! += 100 - weights.reduce((a, b) => a + b, 0);
  return rest.map(([, matches], i) => ({ version: byLabel(`v${i}`), weight: weights[i]!, match: matches }));
}).filter(list => list.every((a, i) => list.every((b, j) => i >= j
  || a.match.every(x => b.match.every(y => comparePrecedence(x, y) !== 0 || !mayOverlap(x, y))))));

function serviceWith(list: ReadonlyArray<ServiceModel['splits'][number]['shares'][number]>, ports = [80]): ServiceModel {
  const service = aService(shopOn(), 'cart', { ports: [aPort(80, Protocol.HTTP), aPort(81, Protocol.HTTP, 'other')] });
  service.splits.push({ path: 's', ports, shares: list });
  return service;
}

test('every request goes where the precedence of the rules sends it', () => {
  fc.assert(fc.property(shares, request, (list, asked) => {
    const rule = ruleFor(virtualServiceOf(serviceWith(list)), asked);
    if (asked.port === 81) {
      expect(rule).toBeUndefined();
      return;
    }
    const best = list.flatMap(s => s.match.map(m => ({ version: s.version.name, m }))).filter(({ m }) => satisfies(m, asked))
      .sort((a, b) => comparePrecedence(a.m, b.m))[0];
    const expected = best ? [best.version] : list.map(s => s.version.name);
    expect(rule.route.map((r: { destination: { subset: string } }) => r.destination.subset)).toEqual(expected);
  }));
});

test('weights add up, every subset is defined, and it selects pods of the service', () => {
  fc.assert(fc.property(shares, list => {
    const service = serviceWith(list);
    const defined = new Map<string, Record<string, string>>(destinationRuleOf(service).subsets.map((s: { name: string; labels: object }) => [s.name, s.labels]));
    for (const { route } of virtualServiceOf(service).http) {
      if (route.length > 1) expect(route.reduce((sum: number, r: { weight: number }) => sum + r.weight, 0)).toBe(100);
      for (const { destination, weight } of route) {
        expect([weight === undefined, destination.port.number]).toEqual([route.length === 1, 80]);
        const { version } = list.find(s => s.version.name === destination.subset)!;
        expect(defined.get(destination.subset)).toEqual(version.kind === 'labels' && version.labels);
      }
    }
  }));
});

test('weights change numbers only', () => {
  const names = (weight: number) => JSON.stringify(mesh.service(serviceWith([
    { version: byLabel('v1'), weight: 100 - weight, match: [] }, { version: byLabel('v2'), weight, match: [{ path: { kind: 'exact', value: '/' }, headers: [], query: [] }] },
  ])).resources).replace(/"weight":\d+/g, '"weight":n');
  fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), weight => names(weight) === names(50)));
});

const conditionsOfRetries = fc.uniqueArray(fc.constantFrom<RetryCondition>(
  { kind: 'reset' }, { kind: 'server-errors' }, { kind: 'http-status', code: 503 }, { kind: 'grpc-status', status: 'unavailable' }), { minLength: 1 });
const intents = fc.record({ shares, requestMs: fc.integer({ min: 1, max: 10_000_000 }), on: conditionsOfRetries, additional: fc.nat(5), maxRequests: fc.integer({ min: 1, max: 1000 }) });

function declare(drawn: typeof intents extends fc.Arbitrary<infer T> ? T : never, backwards: boolean): ServiceModel {
  const turned = <T>(list: readonly T[]) => (backwards ? [...list].reverse() : [...list]);
  const service = aService(shopOn(), 'cart', { ports: turned([aPort(80, Protocol.HTTP), aPort(81, Protocol.HTTP, 'other')]) });
  const steps = [
    () => service.splits.push({ path: 's', ports: turned([80, 81]), shares: drawn.shares.map(s => ({ ...s, match: turned(s.match) })) }),
    () => service.timeouts.push(...turned([{ path: 't1', ports: [80], requestMs: drawn.requestMs }, { path: 't2', ports: [81], requestMs: 1 }])),
    () => service.retries.push({ path: 'r', ports: [81], retries: { additional: drawn.additional, on: turned(drawn.on) } }),
    () => service.breakers.push(...turned([
      { path: 'b1', limits: { maxRequests: drawn.maxRequests } },
      { path: 'b2', ejection: { consecutiveErrors: 1, intervalMs: 1, baseEjectionMs: drawn.requestMs, maxEjectionPercent: 1 } },
    ])),
  ];
  for (const step of turned(steps)) step();
  return service;
}

test('the order of declaration changes nothing', () => {
  fc.assert(fc.property(intents, drawn => {
    expect(mesh.service(declare(drawn, true))).toEqual(mesh.service(declare(drawn, false)));
  }));
});

test('what is rendered is plain JSON, and durations are Go\'s', () => {
  fc.assert(fc.property(intents, drawn => {
    const { resources } = mesh.service(declare(drawn, false));
    expect(JSON.parse(JSON.stringify(resources))).toStrictEqual(resources);
    for (const [, duration] of JSON.stringify(resources).matchAll(/"(?:timeout|perTryTimeout|interval|baseEjectionTime)":"([^"]*)"/g)) {
      expect(duration).toMatch(/^[1-9]\d*(h|m|s|ms)$/);
    }
  }));
});

test('an intent on one port leaves the rules of the other as they are', () => {
  fc.assert(fc.property(shares, list => {
    const service = serviceWith(list);
    const before = virtualServiceOf(service).http;
    service.timeouts.push({ path: 't', ports: [81], requestMs: 1000 });
    expect(virtualServiceOf(service).http.slice(0, before.length)).toEqual(before);
  }));
});
