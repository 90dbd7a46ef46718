import { places, PORTAL, send } from './shop';

function virtualService(spec: string, hosts = '[cart]'): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec: { hosts: ${hosts}, ${spec} }
`;
}

const to = (port: number, name = 'cart-v2') => `[{ destination: { host: ${name}, port: { number: ${port} } } }]`;

describe('a port that is TCP by declaration', () => {
  test('HTTP on it is not seen: rules for HTTP do not act', () => {
    const result = send([virtualService(`http: [{ route: ${to(9000)} }]`)], { to: 'http://cart.shop:9000/' });
    expect(result).toMatchObject({ route: null, retries: null, request: null });
    expect(places(result)).toEqual(['cart.shop:9000 100']);
  });

  test.each([
    ['a rule without matches', `tcp: [{ route: ${to(9000)} }]`, 'cart-v2.shop:9000 100'],
    ['a rule for the port', `tcp: [{ match: [{ port: 9000 }], route: ${to(9000)} }]`, 'cart-v2.shop:9000 100'],
    ['a rule for another port', `tcp: [{ match: [{ port: 9001 }], route: ${to(9000)} }]`, 'cart.shop:9000 100'],
    ['labels of the caller', `tcp: [{ match: [{ sourceLabels: { app: frontend } }], route: ${to(9000)} }]`, 'cart-v2.shop:9000 100'],
    ['labels of another caller, beside mesh', `tcp: [{ match: [{ gateways: [mesh], sourceLabels: { app: portal } }], route: ${to(9000)} }]`, 'cart.shop:9000 100'],
    ['a gateway that is not the mesh', `tcp: [{ match: [{ gateways: [edge/public] }], route: ${to(9000)} }]`, 'cart.shop:9000 100'],
    ['the first that takes it', `tcp: [{ match: [{ port: 9000 }], route: ${to(9000, 'cart-v1')} }, { route: ${to(9000)} }]`, 'cart-v1.shop:9000 100'],
    ['a destination without a port, of a host with several: the listener’s', 'tcp: [{ route: [{ destination: { host: cart-v2 } }] }]', 'cart-v2.shop:9000 100'],
    ['a host that is unknown', `tcp: [{ route: ${to(9000, 'nobody')} }]`, 'nobody.shop:9000 100 unroutable'],
  ])('%s', (_, spec, place) => {
    expect(places(send([virtualService(spec)], { to: 'tcp://cart.shop:9000' }))).toEqual([place]);
  });

  test('weights, with those of 0 left out', () => {
    const spec = 'tcp: [{ route: [{ destination: { host: cart-v1 }, weight: 1 }, { destination: { host: cart-v2 }, weight: 3 }, { destination: { host: search }, weight: 0 }] }]';
    expect(places(send([virtualService(spec)], { to: 'tcp://cart.shop:9000' }))).toEqual(['cart-v1.shop:9000 25', 'cart-v2.shop:9000 75']);
  });

  test('subnets of the destination need its address', () => {
    const one = virtualService(`tcp: [{ match: [{ destinationSubnets: [10.1.0.0/16] }], route: ${to(9000)} }]`);
    expect(send([one], { to: 'tcp://cart.shop:9000' })).toMatchObject({ verdict: 'indeterminate', reason: 'VirtualService shop/cart routes by destinationSubnets, and the address of the destination is unknown: give the request an address' });
  });

  test('a TCP route has neither timeout nor retries', () => {
    expect(send([virtualService(`tcp: [{ route: ${to(9000)} }]`)], { to: 'tcp://cart.shop:9000' })).toMatchObject({ timeout: null, retries: null, transport: 'mtls', route: { name: 'cart', rule: 0, match: null } });
  });
});

describe('a port without a declared protocol', () => {
  test('first bytes of HTTP get rules for HTTP, of that Service alone', () => {
    const result = send([virtualService(`http: [{ route: ${to(5000)} }]`)], { to: 'http://cart.shop:5000/', headers: { host: 'search.shop' } });
    expect(places(result)).toEqual(['cart-v2.shop:5000 100']);
  });

  test('others get rules for TCP', () => {
    expect(places(send([virtualService(`http: [{ route: ${to(5000)} }], tcp: [{ route: ${to(5000, 'cart-v1')} }]`)], { to: 'tcp://cart.shop:5000' }))).toEqual(['cart-v1.shop:5000 100']);
  });
});

describe('a port that is TLS by declaration', () => {
  test.each([
    ['a server name that a rule takes', 'sniHosts: [cart.shop]', 'tls://cart.shop:8443', ['cart-v2.shop:8443 100'], 'mtls'],
    ['https is TLS', 'sniHosts: [cart.shop]', 'https://cart.shop:8443/a', ['cart-v2.shop:8443 100'], 'mtls'],
    ['a wildcard', 'sniHosts: ["*.shop"]', 'tls://cart.shop:8443', ['cart-v2.shop:8443 100'], 'mtls'],
    ['where no rule takes it, it is let through in plaintext of the mesh', 'sniHosts: [other.shop]', 'tls://cart.shop:8443', ['cart.shop:8443 100'], 'plaintext'],
    ['rules for other proxies are none', 'sniHosts: [other.shop], sourceLabels: { app: nobody }', 'tls://cart.shop:8443', ['cart.shop:8443 100'], 'mtls'],
  ])('%s', (_, match, url, expected, transport) => {
    const result = send([virtualService(`tls: [{ match: [{ port: 8443, ${match} }], route: ${to(8443)} }]`)], { to: url });
    expect(places(result)).toEqual(expected);
    expect(result.transport).toBe(transport);
  });

  test('rules for HTTP do not act on it', () => {
    expect(send([virtualService(`http: [{ route: ${to(8443)} }]`)], { to: 'https://cart.shop:8443/a' })).toMatchObject({ route: null, status: null });
  });
});

describe('what is not HTTP on an HTTP port', () => {
  test.each(['tcp://cart.shop:7070', 'https://cart.shop:7070/', 'tls://cart.shop:7070'])('%s is let through, without mutual TLS', url => {
    const result = send([virtualService(`http: [{ route: ${to(7070)} }]`)], { to: url });
    expect(result).toMatchObject({ route: null, transport: 'plaintext' });
    expect(places(result)).toEqual(['cart.shop:7070 100']);
  });
});

describe('TCPRoutes and TLSRoutes of a Service', () => {
  const route = (kind: string, spec: string, parent = 'name: cart') => `
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: ${kind}
metadata: { name: r, namespace: shop }
spec: { parentRefs: [{ group: "", kind: Service, ${parent} }], ${spec} }
`;
  const SPLIT = 'rules: [{ backendRefs: [{ name: cart-v1, port: 9000, weight: 3 }, { name: cart-v2, port: 9000 }] }]';

  test.each([
    ['a TCPRoute', route('TCPRoute', SPLIT), 'tcp://cart.shop:9000', ['cart-v1.shop:9000 75', 'cart-v2.shop:9000 25']],
    ['one for another port', route('TCPRoute', SPLIT, 'name: cart, port: 9001'), 'tcp://cart.shop:9000', ['cart.shop:9000 100']],
    ['one without a backend that has a weight', route('TCPRoute', 'rules: [{ backendRefs: [{ name: cart-v1, port: 9000, weight: 0 }] }]'), 'tcp://cart.shop:9000', []],
    ['one with a backend without a port is void', route('TCPRoute', 'rules: [{ backendRefs: [{ name: cart-v1 }] }]'), 'tcp://cart.shop:9000', ['cart.shop:9000 100']],
    ['a TLSRoute by its hostnames', route('TLSRoute', 'hostnames: [cart.shop], rules: [{ backendRefs: [{ name: cart-v2, port: 8443 }] }]'), 'tls://cart.shop:8443', ['cart-v2.shop:8443 100']],
    ['of several hostnames those that are not the Service’s are left out', route('TLSRoute', 'hostnames: [cart.shop, cart.shop.svc.cluster.local], rules: [{ backendRefs: [{ name: cart-v2, port: 8443 }] }]'), 'tls://cart.shop:8443', ['cart.shop:8443 100']],
    ['of several hostnames the Service’s is left', route('TLSRoute', 'hostnames: [cart.shop, cart.shop.svc.cluster.local], rules: [{ backendRefs: [{ name: cart-v2, port: 8443 }] }]'), 'tls://cart.shop.svc.cluster.local:8443', ['cart-v2.shop:8443 100']],
    ['where none of several is the Service’s, every name is taken', route('TLSRoute', 'hostnames: [a.example.com, b.example.com], rules: [{ backendRefs: [{ name: cart-v2, port: 8443 }] }]'), 'tls://cart.shop:8443', ['cart-v2.shop:8443 100']],
    ['one without hostnames is for the full name', route('TLSRoute', 'rules: [{ backendRefs: [{ name: cart-v2, port: 8443 }] }]'), 'tls://cart.shop.svc.cluster.local:8443', ['cart-v2.shop:8443 100']],
  ])('%s', (_, document, url, expected) => {
    expect(places(send([document], { to: url }))).toEqual(expected);
  });
});

describe('ServiceEntries', () => {
  const entry = (name: string, spec: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: shop }
spec: { ${spec}, resolution: DNS }
`;
  const a = entry('a', 'hosts: [a.example.com], ports: [{ number: 443, name: tls, protocol: TLS }]');
  const b = entry('b', 'hosts: ["*.example.com"], ports: [{ number: 443, name: tls, protocol: TLS }]');

  test('of TLS are chosen by the server name, the most specific', () => {
    expect(places(send([a, b], { to: 'https://a.example.com/' }))).toEqual(['a.example.com:443 100']);
    expect(places(send([a, b], { to: 'https://c.example.com/' }))).toEqual(['*.example.com:443 100']);
    expect(places(send([a], { to: 'https://c.example.com/' }))).toEqual(['passthrough:443 100']);
  });

  test('of TLS are routed by tls rules', () => {
    const mirror = entry('m', 'hosts: [m.example.com], ports: [{ number: 443, name: tls, protocol: TLS }]');
    const rule = virtualService('tls: [{ match: [{ port: 443, sniHosts: [a.example.com] }], route: [{ destination: { host: m.example.com, port: { number: 443 } } }] }]', '[a.example.com]');
    expect(send([a, mirror, rule], { to: 'https://a.example.com/' })).toMatchObject({ route: { kind: 'VirtualService', name: 'cart', rule: 0, match: 0 }, destinations: [{ service: 'm.example.com' }] });
  });

  test('of TCP without an address take the port whatever the address', () => {
    const tcp = entry('t', 'hosts: [db.example.com], ports: [{ number: 3307, name: tcp, protocol: TCP }]');
    expect(places(send([tcp], { to: 'tcp://db.example.com:3307' }))).toEqual(['db.example.com:3307 100']);
    expect(places(send([tcp], { to: 'tcp://other.example.com:3307' }))).toEqual(['db.example.com:3307 100']);
  });

  test('a tls rule for a name under the wildcard of one acts on it', () => {
    const rule = virtualService(`tls: [{ match: [{ sniHosts: [c.example.com] }], route: ${to(8443)} }]`, '[c.example.com]');
    expect(places(send([b, rule], { to: 'https://c.example.com/' }))).toEqual(['cart-v2.shop:8443 100']);
  });

  test('HTTP for a name whose own entry is of TLS goes by the wildcard', () => {
    const web = entry('w', 'hosts: ["*.example.com"], ports: [{ number: 443, name: http, protocol: HTTP }]');
    expect(places(send([a, web], { to: 'http://a.example.com:443/' }))).toEqual(['*.example.com:443 100']);
  });

  test('of TCP on one port: the oldest takes it, of the same age the first by host', () => {
    const tcp = (name: string, host: string) => entry(name, `hosts: [${host}], ports: [{ number: 3307, name: tcp, protocol: TCP }]`);
    expect(places(send([tcp('a', 'y.example.com'), tcp('b', 'x.example.com')], { to: 'tcp://y.example.com:3307' }))).toEqual(['x.example.com:3307 100']);
  });

  test('exportTo "." keeps one from other namespaces', () => {
    const own = entry('a', 'hosts: [a.example.com], exportTo: ["."], ports: [{ number: 443, name: tls, protocol: TLS }]');
    expect(places(send([own], { to: 'https://a.example.com/', from: PORTAL }))).toEqual(['passthrough:443 100']);
  });
});

describe('a Sidecar says what a port is for', () => {
  const sidecar = (protocol: string) => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ port: { number: 9000, protocol: ${protocol}, name: p }, hosts: ["*/*"] }] }
`;

  test('HTTP, of a Service that says TCP: nothing is routed by it, the call is let through', () => {
    expect(send([sidecar('HTTP')], { to: 'http://cart.shop:9000/' })).toMatchObject({ transport: 'plaintext', retries: null });
    expect(send([sidecar('TCP')], { to: 'http://cart.shop:9000/' })).toMatchObject({ transport: 'mtls' });
  });

  test('a listener for all other ports leaves the Service its own', () => {
    const both = sidecar('HTTP').replace('"*/*"] }] }', '"*/*"] }, { hosts: ["*/*"] }] }');
    expect(send([both], { to: 'tcp://cart.shop:9000' }).transport).toBe('mtls');
  });
});
