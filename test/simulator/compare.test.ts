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
  const { differences } = compare(setOf(SHOP), setOf(CLOSED), BY_ANNOTATION);
  expect(differences).toHaveLength(1);
  expect(differences[0]).toMatchObject({
    kind: 'verdict', service: 'cart.shop', port: 7070, services: ['cart.shop'], caller: 'outside', probe: { title: 'GET /' },
    before: { says: 'allowed: Open.', isAdmitted: true }, after: { says: 'denied: Closed.', isAdmitted: false },
  });
});

const MESHED = SHOP.replace('name: shop }', 'name: shop, labels: { istio-injection: enabled } }');
const ROUTE = (route: string): string => `${MESHED}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec: { hosts: [cart], http: [{ ${route} }] }
`;
const TO_CART = 'route: [{ destination: { host: cart } }]';

test.each<[string, string, string, string, string, string]>([
  ['timeout', `${TO_CART}, timeout: 5s`, `${TO_CART}, timeout: 600s`, 'timeout', 'timeout 5s', 'timeout 10m'],
  ['retries', `${TO_CART}, retries: { attempts: 3, retryOn: 5xx }`, `${TO_CART}, retries: { attempts: 1, retryOn: 5xx }`, 'retries', 'retries 3 more on 5xx', 'retries 1 more on 5xx'],
  ['a redirect', 'redirect: { uri: /a }', 'redirect: { uri: /b }', 'answer', 'answer answered 301 to http://cart.shop:7070/a', 'answer answered 301 to http://cart.shop:7070/b'],
  ['a rewritten path', `${TO_CART}, rewrite: { uri: /a }`, `${TO_CART}, rewrite: { uri: /b }`, 'request', 'request GET /a', 'request GET /b'],
  ['a fault', `${TO_CART}, fault: { abort: { httpStatus: 503, percentage: { value: 1 } } }`, TO_CART, 'fault', 'fault abort 503 for 1%', 'fault none'],
])('what is let in has to fare alike: %s', (_, before, after, kind, here, there) => {
  const found = compare(setOf(ROUTE(before)), setOf(ROUTE(after))).differences.find(one => one.kind === kind && one.service === 'cart.shop' && one.caller === 'shop/Deployment/frontend');
  expect(found).toMatchObject({ before: { says: here }, after: { says: there } });
});

test('retries that another mesh makes by itself are no difference', () => {
  expect(compare(setOf(MESHED), setOf(SHOP.replace('name: shop }', 'name: shop, annotations: { linkerd.io/inject: enabled } }'))).differences.filter(({ caller }) => caller !== 'outside')).toEqual([]);
});

test('a Service that only one side has is not compared', () => {
  const more = `${SHOP}---\napiVersion: v1\nkind: Service\nmetadata: { name: cart-v1, namespace: shop }\nspec: { selector: { app: cart }, ports: [{ name: http, port: 7070, targetPort: 8080 }] }\n`;
  expect(compare(setOf(SHOP), setOf(more)).differences).toEqual([]);
});
