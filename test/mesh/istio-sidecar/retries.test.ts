import type { RetryCondition, RetryModel } from '../../../src/model/retries';
import { aService } from '../../support/model';
import { shopOn, virtualServiceOf } from './rendered';

function rendered(retries: RetryModel) {
  const cart = aService(shopOn(), 'cart');
  cart.retries.push({ path: 'r', ports: [7070], retries });
  return virtualServiceOf(cart).http[0].retries;
}

test('attempts are the additional ones', () => {
  expect(rendered({ additional: 2, perTryMs: 1500, on: [{ kind: 'connect-failure' }] })).toEqual({ attempts: 2, perTryTimeout: '1500ms', retryOn: 'connect-failure' });
});

test('no retries is said, and nothing beside it', () => {
  expect(rendered({ additional: 0, on: [] })).toEqual({ attempts: 0 });
});

test('without a time limit per attempt or conditions these are left to the mesh', () => {
  expect(rendered({ additional: 1, on: [] })).toEqual({ attempts: 1 });
});

test.each<[RetryCondition, string]>([
  [{ kind: 'connect-failure' }, 'connect-failure'],
  [{ kind: 'refused-stream' }, 'refused-stream'],
  [{ kind: 'reset' }, 'reset'],
  [{ kind: 'server-errors' }, '5xx'],
  [{ kind: 'gateway-errors' }, 'gateway-error'],
  [{ kind: 'http-status', code: 503 }, '503'],
  [{ kind: 'grpc-status', status: 'resource-exhausted' }, 'resource-exhausted'],
])('%j is %s', (condition, token) => {
  expect(rendered({ additional: 1, on: [condition] }).retryOn).toBe(token);
});

test('the order of conditions does not count, nor does saying one twice', () => {
  const [a, b]: RetryCondition[] = [{ kind: 'reset' }, { kind: 'http-status', code: 503 }];
  expect(rendered({ additional: 1, on: [a!, b!, a!] })).toEqual(rendered({ additional: 1, on: [b!, a!] }));
});
