import { mismatches } from '../../src/simulator/expectation';
import type { Expectation } from '../../src/simulator/expectation';
import type { SimulationResult } from '../../src/simulator/result';
import { simulateRequest } from '../../src/simulator/simulate-set';
import { setOf } from '../manifest/istio/set-of';
import { SHOP } from './shop';

const RESULT: SimulationResult = {
  ...simulateRequest(setOf(SHOP), { from: { namespace: 'shop' }, to: 'http://cart.shop:7070/' }),
  destinations: [
    { service: 'cart-v1.shop', port: 7070, version: 'v1', share: 66.67, verdict: 'allowed' },
    { service: 'cart-v2.shop', port: 7070, version: 'v2', share: 33.33, verdict: 'allowed' },
  ],
  timeout: '1m',
  retries: { additional: 2, on: ['5xx', 'reset'], perTryTimeout: '500ms', from: 'route' },
  request: { method: 'GET', host: 'cart', path: '/', headers: { 'x-a': '1' } },
};

test.each<[string, Expectation]>([
  ['nothing', {}],
  ['a field', { verdict: 'allowed' }],
  ['null', { route: null, redirect: null }],
  ['a list on the fields given, in any order', { destinations: [{ service: 'cart-v2.shop' }, { service: 'cart-v1.shop' }] }],
  ['a list of which the fields given are the same', { destinations: [{ port: 7070 }] }],
  ['shares within a hundredth', { destinations: [{ version: 'v1', share: 66.66 }, { version: 'v2', share: 33.34 }] }],
  ['maps on the fields given', { retries: { additional: 2 } }],
  ['texts as sets', { retries: { on: ['reset', '5xx'] } }],
  ['durations in other words', { timeout: '60s', retries: { perTryTimeout: '0.5s' } }],
  ['a header in other case', { request: { headers: { 'X-A': '1' } } }],
  ['an absent header', { request: { headers: { 'x-b': null } } }],
])('met: %s', (_, expected) => expect(mismatches(RESULT, expected)).toEqual([]));

test.each<[string, Expectation, object]>([
  ['a field', { verdict: 'denied' }, { field: 'verdict', expected: 'denied', actual: 'allowed' }],
  ['null, and something is there', { timeout: null }, { field: 'timeout', expected: null, actual: '1m' }],
  ['something, and null is there', { route: { name: 'cart' } }, { field: 'route', expected: { name: 'cart' }, actual: null }],
  ['a destination too few', { destinations: [{ service: 'cart-v1.shop' }] }, { field: 'destinations' }],
  ['a destination too many', { destinations: [{ service: 'cart-v1.shop' }, { service: 'cart-v2.shop' }, { service: 'cart-v3.shop' }] }, { field: 'destinations' }],
  ['an empty list', { destinations: [] }, { field: 'destinations', expected: [] }],
  ['shares more than a hundredth apart', { destinations: [{ version: 'v1', share: 66.64 }, { version: 'v2', share: 33.33 }] }, { field: 'destinations' }],
  ['the very field of a map', { retries: { additional: 3, from: 'route' } }, { field: 'retries.additional', expected: 3, actual: 2 }],
  ['another duration', { timeout: '61s' }, { field: 'timeout', expected: '61s', actual: '1m' }],
  ['a header that should be absent', { request: { headers: { 'x-a': null } } }, { field: 'request.headers.x-a', expected: null, actual: '1' }],
  ['a header that is missing', { request: { headers: { 'x-b': '1' } } }, { field: 'request.headers.x-b', expected: '1', actual: null }],
])('not met: %s', (_, expected, mismatch) => expect(mismatches(RESULT, expected)).toMatchObject([mismatch]));

test('every field that is not as expected is told', () => {
  expect(mismatches(RESULT, { verdict: 'denied', status: 403, transport: 'plaintext' }).map(({ field }) => field)).toEqual(['verdict', 'status']);
});
