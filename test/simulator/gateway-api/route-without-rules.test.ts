import { simulate } from '../support';
import { SHOP } from '../shop';

const route = (apiVersion: string, kind: string, rest: string): string =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: all, namespace: shop }\nspec: { parentRefs: [{ group: "", kind: Service, name: cart }]${rest} }\n`;
const from = { namespace: 'shop', serviceAccount: 'frontend' };
const asked = (mesh: 'gateway-api' | 'linkerd', yaml: string) => simulate(`${SHOP}${yaml}`, { from, to: 'http://cart.shop:7070/cart' }, { mesh });

test.each(['', ', rules: null'])('an HTTPRoute with %j takes everything, as an API server has it', rest => {
  expect(asked('gateway-api', route('gateway.networking.k8s.io/v1', 'HTTPRoute', rest))).toMatchObject({ verdict: 'unroutable', status: 500, reason: 'Rule 0 of HTTPRoute shop/all has no backend that takes requests' });
});

test('one of Linkerd\'s own sends everything to the Service', () => {
  expect(asked('linkerd', route('policy.linkerd.io/v1beta3', 'HTTPRoute', ''))).toMatchObject({ verdict: 'allowed', status: 200, route: { name: 'all', rule: 0, match: null }, destinations: [{ service: 'cart.shop' }] });
});

test.each([
  ['an empty list', 'HTTPRoute', ', rules: []'],
  ['a GRPCRoute', 'GRPCRoute', ''],
])('%s takes nothing', (_, kind, rest) => {
  expect(asked('gateway-api', route('gateway.networking.k8s.io/v1', kind, rest))).toMatchObject({ verdict: 'unroutable', status: 404 });
});
