import { routes } from '../../../src/manifest/gateway-api/routes';
import { translatedRoute } from '../../../src/simulator/istio/http-route-translation';
import { setOf } from '../../manifest/istio/set-of';

const ROUTE = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: r, namespace: edge }
spec: { rules: [{ backendRefs: [{ name: cart, namespace: shop, port: 80 }] }] }
`;
const grant = (to: string, from = 'namespace: edge') => `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: g, namespace: shop }
spec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, ${from} }], to: [{ group: "", kind: Service${to} }] }
`;
const CART = { host: 'cart.shop.svc.cluster.local', port: { number: 80 } };

describe('backends in another namespace', () => {
  test.each([
    ['at a Gateway need a ReferenceGrant', 'gateway', [], { refused: 'cart.shop' }],
    ['with one', 'gateway', [grant('')], CART],
    ['with one for this Service', 'gateway', [grant(', name: cart')], CART],
    ['with one for another Service', 'gateway', [grant(', name: other')], { refused: 'cart.shop' }],
    ['with one for another namespace', 'gateway', [grant('', 'namespace: web')], { refused: 'cart.shop' }],
    ['in the mesh need none', 'mesh', [], CART],
  ] as const)('%s', (_, use, grants, destination) => {
    const set = setOf([ROUTE, ...grants].join('\n---\n'));
    expect(translatedRoute(set, routes(set)[0]!, use)?.map(({ fields }) => fields['route'] as unknown)).toEqual([[{ destination, weight: 1 }]]);
  });
});

test.each([
  ['text for rules', 'spec: { rules: text }'], ['a rule that is none', 'spec: { rules: [7] }'], ['matches of odd shapes', 'spec: { rules: [{ matches: [3, { headers: 5, path: { value: 9 } }], filters: [null], backendRefs: [text] }] }'],
])('odd shapes are read as far as they go: %s', (_, spec) => {
  const set = setOf(`apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: r, namespace: edge }\n${spec}`);
  expect(() => translatedRoute(set, routes(set)[0]!, 'mesh')).not.toThrow();
});
