import { compare } from '../../src/simulator/compare';
import { diff } from '../../src/simulator/diff';
import { doorKey, gatewayDoors } from '../../src/simulator/gateway-doors';
import { reachability } from '../../src/simulator/reachability';
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
  test('a Gateway that is gone', () => {
    const { before: old, after } = diff(setOf(before), setOf(before.replace(gateway, ''))).find(({ service, port }) => service === 'shop.example.com' && port === 80)!;
    expect([old, after]).toEqual(['allowed 200', 'not there']);
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

describe('what comes in through Gateways', () => {
  const rows = (yaml: string) => reachability(setOf(yaml)).connections.filter(({ from }) => from.startsWith('outside through'));
  const gateway = `${ISTIO}${ISTIO_GATEWAY.replace(', tls: { httpsRedirect: true }', '')}`;
  const ROUTES = '{ match: [{ uri: { prefix: /a } }], route: [{ destination: { host: cart-v1, port: { number: 7070 } } }] }, { route: [{ destination: { host: search, port: { number: 7070 } } }] }';

  test('by host and workload, with the requests of each', () => {
    const own = { from: 'outside through shop/public', service: 'shop.example.com', port: 80, protocol: 'HTTP', transport: 'mtls', indeterminate: false };
    expect(rows(`${gateway}${virtualService(ROUTES)}`).filter(({ port }) => port === 80)).toEqual([
      { ...own, to: 'shop/Deployment/search', allowed: 'some', only: [], except: [expect.objectContaining({ paths: ['/a*'] })] },
      { ...own, to: 'shop/Deployment/cart-v1', allowed: 'some', only: [expect.objectContaining({ paths: ['/a*'] })], except: [] },
    ]);
  });

  test('a policy at the pods that keeps the Gateway out', () => {
    const policy = '---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: nobody, namespace: shop }\nspec: {}\n';
    expect(rows(`${gateway}${virtualService(ROUTES)}${policy}`).map(({ to, allowed }) => [to, allowed])).toContainEqual(['shop/Deployment/search', 'none']);
  });

  test('wildcards as they are written, and connections', () => {
    const found = rows(`${SHOP}${API_GATEWAY.replace('tls: { mode: Passthrough } }', 'tls: { mode: Passthrough } }, { name: tcp, port: 9000, protocol: TCP }')}${route('[{ backendRefs: [{ name: cart, port: 7070 }] }]').replace('hostnames: [shop.example.com], ', '')}
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: { name: raw, namespace: shop }
spec: { parentRefs: [{ name: public, sectionName: tcp }], rules: [{ backendRefs: [{ name: cart, port: 7070 }] }] }
`);
    expect(found.map(({ service, port, protocol, to, allowed, transport }) => [service, port, protocol, to, allowed, transport])).toEqual([
      ['*.example.com', 80, 'HTTP', 'shop/Deployment/cart', 'all', 'plaintext'], ['*', 9000, 'TCP', 'shop/Deployment/cart', 'all', 'plaintext'],
    ]);
  });

  test('nothing where no route is', () => {
    expect(rows(gateway)).toEqual([]);
  });
});

test('a difference through a Gateway is one about the services behind it', () => {
  const [one, other] = ['{ route: [{ destination: { host: cart, port: { number: 7070 } } }] }', '{ directResponse: { status: 403 } }'].map(http => setOf(`${ISTIO}${ISTIO_GATEWAY.replace(', tls: { httpsRedirect: true }', '')}${virtualService(http)}`));
  const nobody = setOf(`${ISTIO}${ISTIO_GATEWAY.replace(', tls: { httpsRedirect: true }', '')}`);
  expect(compare(one!, other!).differences.filter(({ caller, port }) => caller.includes('through') && port === 80).map(({ kind }) => kind)).toContain('answer');
  const [found] = compare(one!, nobody).differences.filter(({ caller, port }) => caller.includes('through') && port === 80);
  expect(found).toMatchObject({ caller: 'outside through shop/public', service: 'shop.example.com', services: ['cart.shop'], kind: 'verdict', before: { result: { verdict: 'allowed' } }, after: { result: { verdict: 'unroutable' } } });
});
