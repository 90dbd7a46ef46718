import { diff } from '../../src/simulator/diff';
import type { DataPlanes } from '../../src/simulator/data-planes';
import { PLANES } from '../../src/simulator/planes';
import { setOf } from '../manifest/istio/set-of';
import { SHOP } from './shop';

/** A caller's side that takes timeout, retries and more from annotations of the Service, so that a test can change one of them. */
const ANNOTATED: DataPlanes = {
  ...PLANES,
  client: {
    ...PLANES.client,
    none: (set, call, where, trace) => {
      const outcome = PLANES.client.none(set, call, where, trace);
      if (outcome.kind !== 'forward' || where.kind !== 'service') return outcome;
      const { timeout, retries, share, closed } = where.service.annotations;
      if (closed) return { kind: 'refused', proxy: 'none', route: null, status: 403, reason: 'closed', decidedBy: [] };
      const targets = share === undefined ? outcome.targets : [{ ...outcome.targets[0]!, share: Number(share) }, { ...outcome.targets[0]!, name: 'other.shop', share: 100 - Number(share) }];
      return {
        ...outcome, targets, timeoutMs: timeout === undefined ? undefined : Number(timeout),
        retries: retries === undefined ? undefined : { additional: Number(retries), on: ['5xx'], perTryTimeoutMs: undefined, from: 'route' },
      };
    },
  },
};

const shop = (annotations = '', transport?: 'mtls') => ({ set: setOf(SHOP.replace('name: cart, namespace: shop }\nspec:\n  selector', `name: cart, namespace: shop, annotations: { ${annotations} } }\nspec:\n  selector`)), transport });

function changes(before: string, after: string) {
  return diff(shop(before).set, shop(after).set, ANNOTATED);
}

const CALLERS = ['shop/Deployment/frontend', 'shop/Deployment/cart', 'shop/*', 'outside'];

test('nothing changes from a set to itself', () => expect(changes('timeout: "1"', 'timeout: "1"')).toEqual([]));

test('order of documents does not count', () => {
  expect(diff(setOf(SHOP), setOf(SHOP.split('---\n').reverse().join('---\n')))).toEqual([]);
});

test.each<[string, string, string, object]>([
  ['opened', 'closed: "1"', '', { kind: 'opened', before: 'denied 403', after: 'allowed 200' }],
  ['closed', '', 'closed: "1"', { kind: 'closed', before: 'allowed 200', after: 'denied 403' }],
  ['timeout', 'timeout: "1000"', 'timeout: "2000"', { kind: 'timeout', before: '1s', after: '2s' }],
  ['timeout gone', 'timeout: "1000"', '', { kind: 'timeout', before: '1s', after: 'none' }],
  ['retries', '', 'retries: "2"', { kind: 'retries', before: 'none', after: '2 more on 5xx' }],
  ['shares', 'share: "90"', 'share: "50"', { kind: 'destinations', before: 'cart.shop:7070 90%, other.shop:7070 10%', after: 'cart.shop:7070 50%, other.shop:7070 50%' }],
])('%s', (_, before, after, change) => {
  expect(changes(before, after)).toEqual([{ service: 'cart.shop', port: 7070, callers: CALLERS, requests: [], ...change }]);
});

test.each<['mtls' | 'plaintext', 'mtls' | 'plaintext', string]>([['mtls', 'plaintext', 'transport-weakened'], ['plaintext', 'mtls', 'transport-strengthened']])('transport: %s to %s', (old, next, kind) => {
  const planes: DataPlanes = {
    ...PLANES, transport: (_set, _sender, { service }) => service!.annotations['transport'] as 'mtls',
    server: { ...PLANES.server, none: () => ({ kind: 'allowed', proxy: 'none', reason: '', decidedBy: [] }) },
  };
  expect(diff(shop(`transport: ${old}`).set, shop(`transport: ${next}`).set, planes)).toEqual([{ kind, service: 'cart.shop', port: 7070, callers: CALLERS, requests: [], before: old, after: next }]);
});

test('a caller that is gone, and one that is new', () => {
  const next = setOf(SHOP.replaceAll('frontend', 'web'));
  expect(diff(setOf(SHOP), next).map(({ kind, callers, before, after }) => [kind, callers, before, after])).toEqual([
    ['closed', ['shop/Deployment/frontend'], 'allowed 200', 'not there'], ['opened', ['shop/Deployment/web'], 'not there', 'allowed 200'],
  ]);
});

test('a port that is new', () => {
  const next = setOf(SHOP.replace('port: 7070, targetPort: 8080', 'port: 7071, targetPort: 8080'));
  expect(diff(setOf(SHOP), next).map(({ kind, port, callers }) => [kind, port, callers])).toEqual([['closed', 7070, CALLERS], ['opened', 7071, CALLERS]]);
});
