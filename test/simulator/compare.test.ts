import { compare } from '../../src/simulator/compare';
import type { DataPlanes } from '../../src/simulator/data-planes';
import { setOf } from '../manifest/istio/set-of';
import { planesWhere } from './planes-by-path';
import { SHOP } from './shop';

/** Lets everybody in, but for outsiders where the Service says so. */
const BY_ANNOTATION: DataPlanes = {
  ...planesWhere(() => true),
  server: { ...planesWhere(() => true).server, none: (_set, { service }, { client }) => (client.kind === 'outside' && service?.annotations['closed'] ? { kind: 'denied', proxy: 'none', status: null, reason: 'Closed.', decidedBy: [] } : { kind: 'allowed', proxy: 'none', reason: 'Open.', decidedBy: [] }) },
};

const CLOSED = SHOP.replace('name: cart, namespace: shop }\nspec:\n  selector', 'name: cart, namespace: shop, annotations: { closed: "1" } }\nspec:\n  selector');

test('two sets that decide the same', () => {
  const { requests, differences } = compare(setOf(SHOP), setOf(SHOP));
  expect(differences).toEqual([]);
  expect(requests).toBe(8);
});

test('a verdict that differs, with both reasons', () => {
  expect(compare(setOf(SHOP), setOf(CLOSED), BY_ANNOTATION).differences).toEqual([{
    service: 'cart.shop', port: 7070, services: ['cart.shop'], caller: 'outside', title: 'GET /', ruled: false,
    before: { verdict: 'allowed', reason: 'Open.' }, after: { verdict: 'denied', reason: 'Closed.' },
  }]);
});

test('a Service that only one side has is not compared', () => {
  const more = `${SHOP}---\napiVersion: v1\nkind: Service\nmetadata: { name: cart-v1, namespace: shop }\nspec: { selector: { app: cart }, ports: [{ name: http, port: 7070, targetPort: 8080 }] }\n`;
  expect(compare(setOf(SHOP), setOf(more)).differences).toEqual([]);
});
