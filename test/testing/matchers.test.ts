import assert from 'node:assert';
import '../../src/testing/jest';
import * as assertions from '../../src/testing/assertions';
import type { meshMatchers } from '../../src/testing/matchers';
import { Simulation } from '../../src/app/simulation';
import type { SimulationResult } from '../../src/simulator/result';
import { simulateRequest } from '../../src/simulator/simulate-set';
import { Duration } from 'cdk8s';
import { setOf } from '../manifest/istio/set-of';
import { SHOP } from '../simulator/shop';

const PLAIN = simulateRequest(setOf(SHOP), { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: 'http://cart.shop:7070/' });
function result(fields: Partial<SimulationResult>): Simulation {
  const answer = (): SimulationResult => ({ ...PLAIN, ...fields });
  return Simulation._of({ asked: () => 'GET http://cart.shop:7070/ from shop/frontend', verdict: answer, untraced: answer, traced: answer });
}

const to = (service: string, share: number, version: string | null, verdict: 'allowed' | 'unroutable' = 'allowed') => ({ service, port: 7070, version, share, verdict });

const ALLOWED = result({});
const DENIED = result({ verdict: 'denied', status: 403, reason: 'No ALLOW policy lets it in', decidedBy: [{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', namespace: 'shop', name: 'cart', rule: 0 }], destinations: [] });
const SPLIT = result({ destinations: [to('cart-v1.shop', 66.67, 'v1'), to('cart-v2.shop', 33.33, 'v2')] });
const REDIRECT = result({ redirect: { status: 301, location: 'https://shop.example.com/' }, destinations: [] });
const RETRIED = result({ retries: { additional: 2, on: ['5xx', 'reset'], perTryTimeout: '500ms', from: 'route' }, timeout: '1m30s' });
const BY_STATUS = result({ retries: { additional: 2, on: ['retriable-status-codes', '503'], perTryTimeout: null, from: 'route' } });
const REFUSED = result({ ...DENIED._result, destinations: [to('cart-v1.shop', 100, 'v1')], retries: RETRIED._result.retries, timeout: '1m30s' });
const SAME = { requests: 9, isEquivalent: true, differences: [] };
const OTHER = { requests: 9, isEquivalent: false, differences: [{ service: 'cart.shop', port: 80, caller: 'outside', request: 'GET /', here: 'denied: no identity', there: 'allowed: no policy' }] };

type Matcher = keyof typeof meshMatchers & string;

const HOLDS: [Matcher, unknown, unknown[]][] = [
  ['toBeAllowed', ALLOWED, []],
  ['toBeDenied', DENIED, []],
  ['toBeDenied', DENIED, [{ because: /ALLOW policy/ }]],
  ['toBeDenied', DENIED, [{ because: 'AuthorizationPolicy shop/cart', status: 403 }]],
  ['toSplit', SPLIT, [{ v1: 66.67, v2: 33.33 }]],
  ['toSplit', SPLIT, [{ 'cart-v1': 66.66, 'cart-v2.shop': 33.34, 'cart-v3': 0 }]],
  ['toSplit', ALLOWED, [{ cart: 100 }]],
  ['toReach', SPLIT, ['cart-v2.shop']],
  ['toReach', SPLIT, ['cart-v2', { port: 7070, version: 'v2' }]],
  ['toRedirectTo', REDIRECT, ['https://shop.example.com/']],
  ['toRedirectTo', REDIRECT, [/example/, 301]],
  ['toRetry', RETRIED, []],
  ['toRetry', RETRIED, [2]],
  ['toRetry', RETRIED, [{ additional: 2, on: ['reset', '5xx'], perTryTimeout: Duration.millis(500) }]],
  ['toRetry', BY_STATUS, [{ on: ['503'] }]],
  ['toReach', ALLOWED, ['cart.shop.svc.cluster.local']],
  ['toReach', ALLOWED, ['cart.shop.svc']],
  ['toTimeOutAfter', RETRIED, ['90s']],
  ['toTimeOutAfter', RETRIED, [Duration.seconds(90)]],
  ['toBeEquivalent', SAME, []],
];

const HOLDS_NOT: [Matcher, unknown, unknown[], string][] = [
  ['toBeAllowed', DENIED, [], 'expected to be allowed\n\nGET http://cart.shop:7070/ from shop/frontend:\ndenied (403): No ALLOW policy lets it in\ndecided by AuthorizationPolicy shop/cart rule 0\n  caller: has no proxy'],
  ['toBeDenied', ALLOWED, [], 'expected to be denied\n\nGET http://cart.shop:7070/ from shop/frontend:\nallowed (200): '],
  ['toBeDenied', DENIED, [{ because: /mutual TLS/ }], 'expected to be denied because of /mutual TLS/\n\nGET http://cart.shop:7070/ from shop/frontend:\ndenied (403)'],
  ['toBeDenied', DENIED, [{ status: 404 }], 'expected to be denied with 404'],
  ['toSplit', SPLIT, [{ v1: 90, v2: 10 }], 'expected to be split v1 90%, v2 10%\n\nIt is split v1 66.67%, v2 33.33%.'],
  ['toSplit', SPLIT, [{ v1: 66.67 }], 'expected to be split v1 66.67%'],
  ['toSplit', DENIED, [{ v1: 100 }], 'It is split nowhere.'],
  ['toReach', ALLOWED, ['other.shop'], 'expected to reach other.shop\n\nIt goes to cart.shop:7070 100% allowed.'],
  ['toReach', SPLIT, ['cart-v1', { version: 'v2' }], 'expected to reach cart-v1 (v2)'],
  ['toReach', result({ destinations: [to('cart.shop', 100, null, 'unroutable')] }), ['cart'], 'It goes to cart.shop:7070 100% unroutable.'],
  ['toRedirectTo', ALLOWED, ['https://a/'], 'expected to be redirected to https://a/\n\nIt is not redirected.'],
  ['toRedirectTo', REDIRECT, [/example/, 302], 'It is redirected to https://shop.example.com/ with 301.'],
  ['toRetry', ALLOWED, [], 'expected to be retried\n\nIt is not retried.'],
  ['toRetry', RETRIED, [3], 'expected to be retried 3 times\n\nIt is retried 2 times on 5xx, reset with 500ms each (route).'],
  ['toRetry', RETRIED, [{ on: ['5xx'] }], 'expected to be retried on 5xx'],
  ['toSplit', REFUSED, [{ v1: 100 }], 'denied (403)'],
  ['toRetry', REFUSED, [2], 'denied (403)'],
  ['toTimeOutAfter', REFUSED, ['90s'], 'denied (403)'],
  ['toTimeOutAfter', ALLOWED, ['1s'], 'expected to time out after 1s\n\nIt has no timeout.'],
  ['toTimeOutAfter', RETRIED, [Duration.seconds(5)], 'expected to time out after 5000 ms\n\nIt times out after 1m30s.'],
  ['toBeEquivalent', OTHER, [], 'Of 9 requests, 1 fare differently, and no data plane declares it.\noutside to cart.shop:80, GET /\n  here:  denied: no identity\n  there: allowed: no policy'],
];

type Loose = Record<Matcher, (...args: unknown[]) => void>;

test.each(HOLDS)('%s holds', (matcher, received, args) => {
  (expect(received) as unknown as Loose)[matcher](...args);
  expect(() => ((expect(received) as unknown as { not: Loose }).not)[matcher](...args)).toThrow('expected not to ');
});

test.each(HOLDS_NOT)('%s does not, and says what is', (matcher, received, args, message) => {
  (expect(received) as unknown as { not: Loose }).not[matcher](...args);
  expect(() => (expect(received) as unknown as Loose)[matcher](...args)).toThrow(message);
});

const ASSERTIONS: Readonly<Record<Matcher, (...args: any[]) => void>> = {
  toBeAllowed: assertions.assertAllowed, toBeDenied: assertions.assertDenied, toSplit: assertions.assertSplit, toReach: assertions.assertReaches,
  toRedirectTo: assertions.assertRedirectsTo, toRetry: assertions.assertRetries, toTimeOutAfter: assertions.assertTimesOutAfter, toBeEquivalent: assertions.assertEquivalent,
};

test.each(HOLDS)('as a plain assertion: %s', (matcher, received, args) => expect(() => ASSERTIONS[matcher](received, ...args)).not.toThrow());

test.each(HOLDS_NOT)('as a plain assertion that fails: %s', (matcher, received, args, message) => {
  expect(() => ASSERTIONS[matcher](received, ...args)).toThrow(assert.AssertionError);
  expect(() => ASSERTIONS[matcher](received, ...args)).toThrow(message);
});

test('typed', () => {
  expect(ALLOWED).toBeAllowed();
  expect(DENIED).toBeDenied({ because: /ALLOW/ });
  expect(SPLIT).toSplit({ v1: 66.67, v2: 33.33 });
  expect(ALLOWED).not.toRetry();
});

test.each<[string, () => void, string]>([
  ['something else', () => { expect('allowed').toBeAllowed(); }, 'toBeAllowed is for what a caller of a MeshSimulator returns'],
  ['nothing', () => { expect(undefined).toSplit({}); }, 'toSplit is for what a caller of a MeshSimulator returns'],
  ['no comparison', () => { expect(ALLOWED).toBeEquivalent(); }, 'toBeEquivalent is for what MeshSimulator.compare returns'],
  ['text for an expectation', () => { expect(DENIED).toBeDenied('mutual TLS' as never); }, 'toBeDenied takes an object with because, status: toBeDenied({ because: \'mutual TLS\' })'],
  ['a slip in an expectation', () => { expect(DENIED).toBeDenied({ becuase: /x/ } as never); }, 'toBeDenied knows no "becuase"; there are because, status'],
  ['a reason that is none', () => { expect(DENIED).toBeDenied({ because: 5 as never }); }, 'toBeDenied looks for because, text or a regular expression'],
  ['no shares', () => { expect(SPLIT).toSplit(undefined as never); }, 'toSplit takes shares in percent by version or service: toSplit({ v1: 90, v2: 10 })'],
  ['no service', () => { expect(SPLIT).toReach(undefined as never); }, 'toReach takes the name of a service, as text'],
  ['a port for an expectation', () => { expect(SPLIT).toReach('cart', 80 as never); }, 'toReach takes an object with port, version: toReach({ port: 80 })'],
  ['a slip about retries', () => { expect(RETRIED).toRetry({ times: 2 } as never); }, 'toRetry knows no "times"; there are additional, on, perTryTimeout'],
  ['no location', () => { expect(REDIRECT).toRedirectTo(301 as never); }, 'toRedirectTo takes the location, as text or a regular expression'],
  ['a number for a time', () => { expect(RETRIED).toTimeOutAfter(5 as never); }, '5 is no duration such as "500ms" or "1m30s"'],
  ['no time', () => { expect(RETRIED).toTimeOutAfter('soon'); }, '"soon" is no duration such as "500ms" or "1m30s"'],
])('%s is refused', (_, act, message) => expect(act).toThrow(message));

test('what was excused is told where two meshes are expected to differ', () => {
  const declaredBy = 'linkerd: retries is approximated: once more';
  const difference = { kind: 'retries', caller: 'shop/*', service: 'cart.shop', port: 80, request: 'GET /', here: 'retries 1 more', there: 'retries none', declaredBy };
  const report = { requests: 9, isEquivalent: true, differences: [difference, difference], declared: [declaredBy] };
  expect(() => (expect(report) as unknown as { not: { toBeEquivalent(): void } }).not.toBeEquivalent()).toThrow(`2 differences are declared by ${declaredBy}`);
});
