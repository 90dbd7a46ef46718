import { simulateRequest } from '../../src/simulator/simulate-set';
import type { SimulatedRequest } from '../../src/simulator/request';
import { setOf } from '../manifest/istio/set-of';
import { SHOP } from './shop';

const FROM = { namespace: 'shop', serviceAccount: 'frontend' };
const simulate = (request: Partial<SimulatedRequest>) => simulateRequest(setOf(SHOP), { from: FROM, to: 'http://cart.shop:7070/', ...request });

test('one request, one result', () => {
  expect(simulate({ name: 'a', to: 'http://cart:7070/cart/1?x=1', headers: { 'X-A': '1' } })).toMatchObject({
    name: 'a', verdict: 'allowed', status: 200, dataPlane: 'none', transport: 'plaintext', route: null,
    destinations: [{ service: 'cart.shop', port: 7070, version: null, share: 100, verdict: 'allowed' }],
    request: { method: 'GET', host: 'cart:7070', path: '/cart/1?x=1', headers: { 'x-a': '1' } },
  });
});

test('a service without pods takes nothing', () => {
  expect(simulate({ to: 'http://idle.shop/' })).toMatchObject({ verdict: 'unroutable', destinations: [{ service: 'idle.shop', share: 100, verdict: 'unroutable' }] });
});

describe('a request that names what is not there says what is', () => {
  test.each<[Partial<SimulatedRequest>, string]>([
    [{ from: { namespace: 'shopp' } }, '`from.namespace` shopp is in none of the manifests (there is shop); declare it, or say `enrolled`'],
    [{ from: { serviceAccount: 'frontend' } }, '`from` names pods without their `namespace`'],
    [{ from: { namespace: 'shop', labels: { app: 'no' } } }, '`from.labels` {"app":"no"} match no pods of namespace shop (there are cart {"app":"cart"}, frontend {"app":"frontend"})'],
    [{ to: 'http://kart.shop:7070/' }, 'No Service is called kart.shop (there are cart.shop, idle.shop)'],
    [{ to: 'cart.shop' }, '`to` "cart.shop" is no URL of the form scheme://host:port/path'],
    [{ to: 'tcp://cart.shop' }, 'needs a port: tcp has no default one'],
    [{ through: { namespace: 'edge', name: 'public' } }, '`through`: no Gateway is called edge/public (there are none)'],
    [{ backend: { delay: 'soon' } }, '`backend.delay` "soon" is no duration such as "500ms" or "1m30s"'],
  ])('%j', (request, message) => expect(() => simulate(request)).toThrow(message));

  test('the Gateways that there are', () => {
    const gateway = 'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: shop }\nspec: { gatewayClassName: istio, listeners: [{ name: a, port: 80, protocol: HTTP }] }\n';
    expect(() => simulateRequest(setOf(`${SHOP}---\n${gateway}`), { from: {}, to: 'http://a.example/', through: { namespace: 'shop', name: 'publik' } })).toThrow('(there is shop/public)');
  });
});
