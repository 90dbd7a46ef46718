import { diff } from '../../src/simulator/diff';
import { doorKey, gatewayDoors } from '../../src/simulator/gateway-doors';
import { setOf } from '../manifest/istio/set-of';
import { SHOP as ISTIO } from './istio/shop';
import { SHOP } from './shop';

const object = (apiVersion: string, kind: string, name: string, spec: string): string => `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;
const ISTIO_GATEWAY = object('networking.istio.io/v1', 'Gateway', 'public', `{ selector: { istio: ingressgateway }, servers: [
  { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.example.com"], tls: { httpsRedirect: true } },
  { port: { number: 443, name: https, protocol: HTTPS }, hosts: ["*.example.com"], tls: { mode: SIMPLE, credentialName: cert } },
  { port: { number: 8443, name: tls, protocol: TLS }, hosts: [db.example.com], tls: { mode: PASSTHROUGH } },
  { port: { number: 9000, name: tcp, protocol: TCP }, hosts: ["*"] } ] }`);
const virtualService = (http: string): string => object('networking.istio.io/v1', 'VirtualService', 'shop', `{ hosts: [shop.example.com], gateways: [public], http: [${http}] }`);
const API_GATEWAY = object('gateway.networking.k8s.io/v1', 'Gateway', 'public', '{ gatewayClassName: any, listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }, { name: tls, port: 443, protocol: TLS, tls: { mode: Passthrough } }] }');
const route = (rules: string): string => object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'shop', `{ parentRefs: [{ name: public, sectionName: http }], hostnames: [shop.example.com], rules: ${rules} }`);

test('hosts of servers and VirtualServices, by what is spoken there', () => {
  expect(gatewayDoors(setOf(`${ISTIO}${ISTIO_GATEWAY}${virtualService('{ match: [{ uri: { prefix: /a } }], route: [{ destination: { host: cart, port: { number: 7070 } } }] }')}`)).map(door => [doorKey(door), door.conditions.length])).toEqual([
    ['shop/public http://any.example.com:80', 0], ['shop/public http://shop.example.com:80', 1], ['shop/public https://any.example.com:443', 0], ['shop/public https://shop.example.com:443', 1],
    ['shop/public tls://db.example.com:8443', 0], ['shop/public tcp://any.example:9000', 0], ['shop/public tcp://shop.example.com:9000', 1],
  ]);
});

test('hosts of listeners and of the routes that they take', () => {
  expect(gatewayDoors(setOf(`${SHOP}${API_GATEWAY}${route('[{ backendRefs: [{ name: cart, port: 7070 }] }]')}`)).map(doorKey)).toEqual([
    'shop/public http://any.example.com:80', 'shop/public tls://any.example:443', 'shop/public http://shop.example.com:80',
  ]);
});

describe('what changes at a Gateway is a change', () => {
  const gateway = ISTIO_GATEWAY.replace(', tls: { httpsRedirect: true }', '');
  const before = `${ISTIO}${gateway}${virtualService('{ route: [{ destination: { host: cart, port: { number: 7070 } } }], timeout: 2s }')}`;
  const changes = (after: string) => diff(setOf(before), setOf(after)).filter(({ callers }) => callers.some(caller => caller.includes('through'))).map(({ kind, service, port, callers }) => [kind, service, port, callers.join()]);

  test('a VirtualService that is gone', () => {
    expect(changes(`${ISTIO}${gateway}`)).toContainEqual(['closed', 'shop.example.com', 80, 'outside through shop/public']);
  });
  test('another timeout', () => {
    expect(changes(before.replace('timeout: 2s', 'timeout: 3s'))).toContainEqual(['timeout', 'shop.example.com', 80, 'outside through shop/public']);
  });
  test('nothing', () => {
    expect(changes(before)).toEqual([]);
  });

  test('a route of the Gateway API that goes elsewhere', () => {
    const [one, other] = ['cart', 'idle'].map(name => setOf(`${SHOP}${API_GATEWAY}${route(`[{ backendRefs: [{ name: ${name}, port: ${name === 'cart' ? 7070 : 80} }] }]`)}`));
    expect(diff(one!, other!)).toContainEqual(expect.objectContaining({ service: 'shop.example.com', port: 80, callers: ['outside through shop/public'] }));
  });
});
