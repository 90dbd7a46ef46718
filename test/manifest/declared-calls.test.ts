import { callsTo, declaredCalls } from '../../src/manifest/declared-calls';
import { setOf } from './istio/set-of';

const account = (calls: string) => `
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: shop, annotations: { cdk8s-mesh.dev/calls: '${calls}' } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { serviceAccountName: web, containers: [] }
`;

test('a ServiceAccount declares the calls of its pods', () => {
  const set = setOf(account('[{"to":"shop/cart","ports":[80],"methods":["GET"]},{"to":"shop/unknown"}]'));
  expect(declaredCalls(set)).toMatchObject([{ account: { name: 'web' }, callers: [{ name: 'web' }], to: { name: 'cart' }, ports: [80], methods: ['GET'] }]);
  expect(callsTo(set, 'cart.shop.svc.cluster.local')).toHaveLength(1);
  expect(callsTo(set, 'other.shop.svc.cluster.local')).toEqual([]);
});

test.each(['not json', '{}', '[1, null, {"to":7}]', '[{"to":"cart"}]'])('%s declares nothing', calls => {
  expect(declaredCalls(setOf(account(calls)))).toEqual([]);
});
