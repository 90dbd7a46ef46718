import { places, PORTAL, send, virtualService } from './shop';

const imports = (hosts: string, more = '') => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: web }
spec: { egress: [${more}{ hosts: ${hosts} }] }
`;
const entry = (host: string, { namespace = 'web', ports = '{ number: 80, name: http, protocol: HTTP }', more = '' } = {}) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${host.replace('*.', '').replaceAll('.', '-')}, namespace: ${namespace} }
spec: { hosts: ["${host}"], ports: [${ports}], resolution: DNS, location: MESH_EXTERNAL${more} }
`;
/** Of namespace web, which imports itself, for a host of its own. */
const routes = (http: string) => virtualService(http).replace('namespace: shop', 'namespace: web').replace('hosts: [cart]', 'hosts: [a.net]');
const TO_CART = '{ destination: { host: cart.shop.svc.cluster.local, port: { number: 7070 } } }';
const call = (documents: readonly string[]) => send(documents, { from: PORTAL, to: 'http://a.net/' });
const A = entry('a.net');

describe('what a sidecar can send to that has a Sidecar', () => {
  test.each<[string, string, string]>([
    ['destinations of routes that it imports', `- route: [${TO_CART}]`, 'cart.shop:7070 100'],
    ['also where a match asks for the caller’s namespace beside another', `- { match: [{ sourceNamespace: legacy, port: 81 }, { sourceNamespace: web }], route: [${TO_CART}] }`, 'cart.shop:7070 100'],
    ['but of no rule with a match for another namespace alone, whatever its other matches take', `- { match: [{ sourceNamespace: legacy }, { port: 80 }], route: [${TO_CART}] }`, 'cart.shop:7070 100 unroutable'],
    ['unless another rule names the same destination', `- { match: [{ sourceNamespace: legacy }, { port: 80 }], route: [${TO_CART}] }\n- route: [${TO_CART}]`, 'cart.shop:7070 100'],
    ['ports that routes name, and no others', '- { match: [{ sourceNamespace: legacy }, { port: 80 }], route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 5000 } } }] }\n'
      + `- route: [${TO_CART}]`, 'cart.shop:5000 100 unroutable'],
    ['every port, where one destination names none', '- { match: [{ sourceNamespace: legacy }, { port: 80 }], route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 5000 } } }] }\n'
      + '- route: [{ destination: { host: cart.shop.svc.cluster.local } }]', 'cart.shop:5000 100'],
    ['what rules copy to', `- { match: [{ sourceNamespace: legacy }, { port: 80 }], route: [${TO_CART}] }\n- { match: [{ uri: { exact: /x } }], redirect: { uri: / }, mirror: { host: cart.shop.svc.cluster.local } }`, 'cart.shop:7070 100'],
  ])('%s', (_rule, http, place) => {
    expect(places(call([A, imports('["./*"]'), routes(http)]))).toEqual([place]);
  });

  test('what rules for connections send to', () => {
    const both = routes(`- { match: [{ sourceNamespace: legacy }, { port: 80 }], route: [${TO_CART}] }`).replace('  http:', `  tcp: [{ route: [${TO_CART}] }]\n  http:`);
    expect(places(call([A, imports('["./*"]'), both]))).toEqual(['cart.shop:7070 100']);
  });

  test('the reason says what the Sidecar leaves out', () => {
    const result = call([A, imports('["./*"]'), routes(`- { match: [{ sourceNamespace: legacy }, { port: 80 }], route: [${TO_CART}] }`)]);
    expect(result).toMatchObject({ verdict: 'unroutable', status: 503 });
    expect(result.reason).toBe('cart.shop is unknown to the sidecar: neither the egress hosts of Sidecar web/default bring it in, nor a route\'s rule that is free of matches for another sourceNamespace');
  });

  test('without a Sidecar, whatever is exported to its namespace', () => {
    expect(places(call([A, routes(`- { match: [{ sourceNamespace: legacy }, { port: 80 }], route: [${TO_CART}] }`)]))).toEqual(['cart.shop:7070 100']);
  });

  test('a destination of its own namespace that is exported elsewhere', () => {
    const hidden = entry('b.net', { more: ', exportTo: [shop]' });
    expect(places(call([A, hidden, routes('- route: [{ destination: { host: b.net } }]')]))).toEqual(['b.net:80 100']);
  });

  test('of the listener for a port, destinations with that port alone', () => {
    const listener = '{ port: { number: 80, protocol: HTTP, name: http }, hosts: ["./*"] }, ';
    expect(places(call([A, imports('["legacy/*"]', listener), routes(`- route: [${TO_CART}]`)]))).toEqual(['cart.shop:7070 100 unroutable']);
    expect(places(call([A, imports('["legacy/*"]', listener), routes('- route: [{ destination: { host: search.shop.svc.cluster.local } }]')]))).toEqual(['search.shop:80 100']);
  });

  test('a wildcard is imported by what covers all of it', () => {
    const wild = entry('*.b.net').replace('resolution: DNS', 'resolution: NONE');
    const at = (hosts: string) => send([wild, imports(hosts)], { from: PORTAL, to: 'http://x.b.net/' });
    expect(places(at('["web/*.net"]'))).toEqual(['*.b.net:80 100']);
    expect(places(at('["web/x.b.net"]'))).toEqual(['passthrough:80 100']);
  });
});
