import * as fc from 'fast-check';
import { MATCH_ALL, matchKey, type MatchModel, type NamedMatch, type TextMatch } from '../../../src/model/match';
import { Protocol } from '../../../src/model/protocol';
import { DEFAULT_RULE, orderRules, type RouteRule, type RouteSet, type RouteTarget } from '../../../src/model/routes';
import { aPort, byLabel } from '../../support/model';

/** Route sets made by hand: more than the constructs of today can ask for. */

export const toVersion = (name: string): RouteTarget => ({ kind: 'version', version: byLabel(name) });

export function aMatch(overrides: Partial<MatchModel> = {}): MatchModel {
  return { headers: [], query: [], ...overrides };
}

export const onPath = (value: string, kind: TextMatch['kind'] = 'prefix') => aMatch({ path: { kind, value } });

export function aRule(name: string, matches: readonly MatchModel[], overrides: Partial<RouteRule> = {}): RouteRule {
  return { name, matches, target: toVersion(name), paths: [`shop/${name}`], ...overrides };
}

/** With a catch-all to the service itself. */
export function aRouteSet(rules: readonly RouteRule[], overrides: Partial<RouteSet> = {}): RouteSet {
  return {
    audience: { kind: 'producer' }, port: aPort(80, Protocol.HTTP),
    rules: [...rules, aRule(DEFAULT_RULE, [MATCH_ALL], { target: { kind: 'service' } })], ...overrides,
  };
}

const name = fc.nat({ max: 999 }).map(n => `rule-${n}`);
const path = fc.array(fc.constantFrom('a', 'b', 'api', 'v1', 'x.y', '%20', '~me'), { maxLength: 3 }).map(segments => `/${segments.join('/')}`);
const named = (names: readonly string[]) => fc.uniqueArray(fc.record<NamedMatch>({
  name: fc.constantFrom(...names), kind: fc.constantFrom('exact', 'prefix'), value: fc.constantFrom('1', 'true', 'a b', '(x|y)*', '^$', '"{}"', '\\d+'),
}), { maxLength: 3, selector: m => m.name });

/** Any match that an HTTPRoute can hold, but for regular expressions. */
export const anyMatch: fc.Arbitrary<MatchModel> = fc.record({
  path: fc.option(fc.record({ kind: fc.constantFrom('exact' as const, 'prefix' as const), value: path }), { nil: undefined }),
  method: fc.option(fc.constantFrom('GET', 'POST', 'DELETE'), { nil: undefined }),
  headers: named(['x-canary', 'cookie', 'x-version', 'x.y']),
  query: named(['q', 'Q', 'page']),
});

const settings = fc.record({
  timeoutMs: fc.option(fc.integer({ min: 1000, max: 400_000_000 }), { nil: undefined }),
  retries: fc.option(fc.record({
    additional: fc.integer({ min: 0, max: 5 }),
    perTryMs: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
    on: fc.uniqueArray(fc.constantFrom(
      { kind: 'connect-failure' as const }, { kind: 'server-errors' as const }, { kind: 'gateway-errors' as const }, { kind: 'http-status' as const, code: 429 },
    ), { maxLength: 3 }),
  }), { nil: undefined }),
});

const anySplit: fc.Arbitrary<RouteTarget> = fc.tuple(fc.uniqueArray(name, { minLength: 2, maxLength: 4 }), fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 }))
  .map(([names, cuts]) => {
    const bounds = [0, ...cuts.slice(0, names.length - 1).sort((a, b) => a - b), 100];
    return { kind: 'split', shares: names.map((n, i) => ({ version: byLabel(n), weight: bounds[i + 1]! - bounds[i]! })) };
  });

const matches = (maxLength: number) => fc.uniqueArray(anyMatch, { minLength: 1, maxLength, selector: matchKey, size: 'max' });

/** Route sets in order of precedence, up to more rules and matches than one HTTPRoute holds. */
export const anyRouteSet: fc.Arbitrary<RouteSet> = fc.tuple(
  fc.uniqueArray(fc.tuple(name, fc.oneof({ weight: 9, arbitrary: matches(3) }, { weight: 1, arbitrary: matches(90) })), { maxLength: 24, selector: ([n]) => n, size: 'max' }),
  anySplit, settings,
).map(([rules, target, common]) => {
  const ordered = orderRules(rules.map(([n, some]) => aRule(n, some, common)));
  return { audience: { kind: 'producer' }, port: aPort(80, Protocol.HTTP), rules: [...ordered, aRule(DEFAULT_RULE, [MATCH_ALL], { target, ...common })] };
});
