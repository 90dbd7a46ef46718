import { FRONTEND, places, PORTAL, send, virtualService } from './shop';

const V1 = '{ destination: { host: cart-v1.shop.svc.cluster.local, port: { number: 7070 } } }';
const V2 = '{ destination: { host: cart-v2.shop.svc.cluster.local, port: { number: 7070 } } }';

interface Options { readonly name?: string; readonly namespace?: string; readonly hosts?: string; readonly created?: string; readonly spec?: string; readonly to?: string }

function routesTo({ name = 'cart', namespace = 'shop', hosts = '[cart.shop.svc.cluster.local]', created, spec = '', to = V1 }: Options = {}): string {
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace}${created === undefined ? '' : `, creationTimestamp: "${created}"`} }
spec: { hosts: ${hosts}, http: [{ route: [${to}] }]${spec} }
`;
}

const DELEGATES = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: root, namespace: shop }
spec: { hosts: [cart], http: [{ name: a, match: [{ uri: { prefix: /a } }], timeout: 3s, delegate: { name: leaf, namespace: web } }, { name: rest, route: [${V1}] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: leaf, namespace: web }
spec: { http: [{ name: b, match: [{ uri: { prefix: /a/b } }], route: [${V2}] }, { match: [{ uri: { prefix: /c } }], route: [${V2}] }] }
`;

describe('the VirtualService that routes a host', () => {
  test.each([
    ['T11: the oldest wins the host whole', [routesTo({ name: 'a', created: '2025-02-01T00:00:00Z', to: V2 }), routesTo({ name: 'b', created: '2025-01-01T00:00:00Z' })], 'b'],
    ['of the same age, by name', [routesTo({ name: 'b', to: V2 }), routesTo({ name: 'a' })], 'a'],
    ['short name and full name are one host', [routesTo({ name: 'b', hosts: '[cart]', to: V2 }), routesTo({ name: 'a' })], 'a'],
    ['one for this very host before a wildcard', [routesTo({ name: 'a', hosts: '["*.shop.svc.cluster.local"]', to: V2 }), routesTo({ name: 'b' })], 'b'],
    ['the longest wildcard', [routesTo({ name: 'a', hosts: '["*.local"]', to: V2 }), routesTo({ name: 'b', hosts: '["*.shop.svc.cluster.local"]' })], 'b'],
    ['one that is private to the caller before public ones', [routesTo({ name: 'a', to: V2 }), routesTo({ name: 'b', spec: ', exportTo: ["."]' })], 'b'],
  ])('%s', (_, documents, name) => {
    const result = send(documents, {});
    expect(result.route).toMatchObject({ name });
    expect(places(result)).toEqual(['cart-v1.shop:7070 100']);
  });

  test('others are named in the trace', () => {
    expect(send([routesTo({ name: 'a' }), routesTo({ name: 'b', to: V2 })], {}).trace)
      .toContainEqual({ at: 'client sidecar', object: 'VirtualService shop/b', says: 'has no say: VirtualService shop/a wins the host cart.shop.svc.cluster.local whole' });
  });

  test.each([
    ['exportTo "." keeps it from other namespaces', routesTo({ spec: ', exportTo: ["."]' }), PORTAL, false],
    ['exportTo names a namespace', routesTo({ spec: ', exportTo: [web]' }), PORTAL, true],
    ['exportTo "~" is for nobody', routesTo({ spec: ', exportTo: ["~"]' }), FRONTEND, false],
    ['one for a gateway only', routesTo({ spec: ', gateways: [edge/public]' }), FRONTEND, false],
    ['one for a gateway and the mesh', routesTo({ spec: ', gateways: [edge/public, mesh]' }), FRONTEND, true],
    ['one of any namespace', routesTo({ namespace: 'legacy' }), FRONTEND, true],
  ])('%s', (_, document, from, used) => {
    expect(send([document], { from }).route !== null).toBe(used);
  });

  test('one whose rules are all for others gives way to the next', () => {
    const first = virtualService(`- match: [{ sourceNamespace: web }]\n  route: [${V2}]`, 'a');
    expect(send([first, routesTo({ name: 'b' })], {}).route).toMatchObject({ name: 'b' });
  });

  test('T6: without a port in its matches it acts on every HTTP port', () => {
    expect(send([routesTo({ hosts: '[search]' })], { to: 'http://search.shop:80/' }).route).not.toBeNull();
  });
});

describe('delegates', () => {
  test.each([
    ['their rules stand in the place of the root’s', '/a/b/1', { name: 'leaf', namespace: 'web', rule: 0, ruleName: 'a-b' }, '3s'],
    ['a rule that contradicts the root is dropped', '/c', { name: 'root', rule: 1, ruleName: 'rest' }, null],
    ['what no rule of theirs takes goes on', '/a/x', { name: 'root', rule: 1 }, null],
  ])('%s', (_, path, route, timeout) => {
    expect(send([DELEGATES], { to: `http://cart.shop:7070${path}` })).toMatchObject({ route, timeout });
  });

  test('what they take over keeps the namespace of the root', () => {
    const mirrored = DELEGATES.replace('timeout: 3s,', 'timeout: 3s, mirror: { host: cart-v1, port: { number: 7070 } },');
    expect(send([mirrored], { to: 'http://cart.shop:7070/a/b' }).mirrors).toMatchObject([{ service: 'cart-v1.shop', percent: 100 }]);
  });

  test('a missing one makes its rule vanish', () => {
    expect(send([DELEGATES.replace('name: leaf, namespace: web } }, {', 'name: other } }, {')], { to: 'http://cart.shop:7070/a/b' }).route).toMatchObject({ name: 'root', rule: 1 });
  });
});

describe('the Host header chooses on an HTTP port', () => {
  test.each([
    ['the full name', 'cart.shop.svc.cluster.local', FRONTEND, 'cart.shop:7070 100'],
    ['with a dot at its end', 'cart.shop.svc.cluster.local.', FRONTEND, 'cart.shop:7070 100'],
    ['the name in the caller’s namespace', 'cart', FRONTEND, 'cart.shop:7070 100'],
    ['name.namespace.svc', 'cart.shop.svc', PORTAL, 'cart.shop:7070 100'],
    ['whatever its port', 'cart.shop:1', PORTAL, 'cart.shop:7070 100'],
    ['whatever its case', 'CART.shop', PORTAL, 'cart.shop:7070 100'],
    ['another Service than the one addressed', 'search.shop', FRONTEND, 'search.shop:7070 100'],
    ['E7: a name that is unknown lets the call through to where it was addressed', 'nobody.example.com', FRONTEND, 'cart.shop:7070 100'],
    ['a short name of another namespace is unknown', 'search', PORTAL, 'cart.shop:7070 100'],
  ])('%s', (_, host, from, place) => {
    expect(places(send([], { from, headers: { host } }))).toEqual([place]);
  });

  test('E7: and then in plaintext, without retries', () => {
    expect(send([], { headers: { host: 'nobody.example.com' } })).toMatchObject({ transport: 'plaintext', retries: null, route: null });
    expect(send([], {}).transport).toBe('mtls');
  });

  test('REGISTRY_ONLY answers 502 then', () => {
    const strict = 'apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: { name: default, namespace: shop }\nspec: { outboundTrafficPolicy: { mode: REGISTRY_ONLY } }';
    expect(send([strict], { headers: { host: 'nobody.example.com' } })).toMatchObject({ verdict: 'unroutable', status: 502 });
    expect(send([strict.replace('{ mode: REGISTRY_ONLY }', '{}')], { headers: { host: 'nobody.example.com' } })).toMatchObject({ status: 502 });
    const mesh = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "outboundTrafficPolicy: { mode: REGISTRY_ONLY }" }';
    expect(send([mesh], { headers: { host: 'nobody.example.com' } })).toMatchObject({ status: 502 });
    expect(send([mesh, strict.replace('REGISTRY_ONLY', 'ALLOW_ANY')], { headers: { host: 'nobody.example.com' } }).verdict).toBe('allowed');
  });

  test('an egressProxy gets what is unknown', () => {
    const proxied = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { outboundTrafficPolicy: { mode: ALLOW_ANY, egressProxy: { host: search.shop.svc.cluster.local, port: { number: 80 } } } }
`;
    expect(places(send([proxied], { headers: { host: 'nobody.example.com' } }))).toEqual(['search.shop:80 100']);
  });

  test('a VirtualService for a host that nobody has counts on port 80', () => {
    const one = routesTo({ hosts: '[www.example.com]' });
    expect(places(send([one], { to: 'http://www.example.com/' }))).toEqual(['cart-v1.shop:7070 100']);
    expect(places(send([one], { to: 'http://www.example.com:7070/' }))).toEqual(['passthrough:7070 100']);
    expect(places(send([routesTo({ hosts: '[www.example.com, cart]' })], { to: 'http://www.example.com:7070/' }))).toEqual(['cart-v1.shop:7070 100']);
  });
});

describe('E6: calls to pods themselves', () => {
  test('go by the Host header where the port is one of an HTTP Service: another pod may get them', () => {
    const result = send([], { to: 'http://cart.shop:7070/', directTo: { version: 'v2' } });
    expect(places(result)).toEqual(['cart.shop:7070 100']);
    expect(result.transport).toBe('mtls');
  });

  test('are let through in plaintext on any other', () => {
    const result = send([], { to: 'http://cart.shop:8080/', directTo: { version: 'v2' } });
    expect(places(result)).toEqual(['cart.shop:8080 100']);
    expect(result).toMatchObject({ transport: 'plaintext', retries: null });
  });

  test('of a headless Service go to the pods that were addressed, with mutual TLS', () => {
    const result = send([], { to: 'http://db.shop:7070/' });
    expect(places(result)).toEqual(['db.shop:7070 100']);
    expect(result).toMatchObject({ transport: 'mtls', retries: { additional: 2 } });
  });
});

describe('a Sidecar', () => {
  const sidecar = (egress: string, more = '') => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: web }
spec: { egress: ${egress}${more} }
`;
  const from = PORTAL;

  test.each([
    ['brings in a namespace', '[{ hosts: ["shop/*"] }]', 'mtls'],
    ['brings in a host', '[{ hosts: ["shop/cart.shop.svc.cluster.local"] }]', 'mtls'],
    ['leaves out what it does not name: plaintext', '[{ hosts: ["./*"] }]', 'plaintext'],
    ['brings in nothing', '[{ hosts: ["~/*"] }]', 'plaintext'],
    ['has a listener for a port', '[{ port: { number: 7070, protocol: HTTP, name: http }, hosts: ["shop/*"] }, { hosts: ["./*"] }]', 'mtls'],
    ['has one for another port only', '[{ port: { number: 80, protocol: HTTP, name: http }, hosts: ["shop/*"] }, { hosts: ["./*"] }]', 'plaintext'],
    ['captures nothing for a listener with captureMode NONE', '[{ port: { number: 7070, protocol: HTTP, name: http }, captureMode: NONE, hosts: ["shop/*"] }]', 'plaintext'],
  ])('%s', (_, egress, transport) => {
    expect(send([sidecar(egress)], { from }).transport).toBe(transport);
  });

  test('leaves out VirtualServices too', () => {
    expect(send([sidecar('[{ hosts: ["shop/*"] }]'), routesTo({ namespace: 'shop' })], { from }).route).not.toBeNull();
    expect(send([sidecar('[{ hosts: ["shop/*"] }]'), routesTo({ namespace: 'legacy' })], { from }).route).toBeNull();
  });

  test('takes along what a VirtualService that it brings in sends to', () => {
    const elsewhere = 'apiVersion: v1\nkind: Service\nmetadata: { name: extra, namespace: legacy }\nspec: { selector: { app: job }, ports: [{ name: http, port: 80 }] }';
    const to = '{ destination: { host: extra.legacy.svc.cluster.local, port: { number: 80 } } }';
    expect(places(send([sidecar('[{ hosts: ["shop/*"] }]'), elsewhere, routesTo({ to })], { from }))).toEqual(['extra.legacy:80 100']);
  });

  test('with REGISTRY_ONLY, calls to what it leaves out fail', () => {
    expect(send([sidecar('[{ hosts: ["./*"] }]', ', outboundTrafficPolicy: { mode: REGISTRY_ONLY }')], { from })).toMatchObject({ verdict: 'unroutable', status: null });
  });
});

test('a Service that is not exported to the caller is unknown to its sidecar', () => {
  const hidden = 'apiVersion: v1\nkind: Service\nmetadata: { name: hidden, namespace: shop, annotations: { networking.istio.io/exportTo: "." } }\nspec: { selector: { app: cart }, ports: [{ name: http, port: 7071, targetPort: 8080 }] }';
  expect(send([hidden], { to: 'http://hidden.shop:7071/' }).transport).toBe('mtls');
  expect(send([hidden], { to: 'http://hidden.shop:7071/', from: PORTAL }).transport).toBe('plaintext');
});

test('ports that annotations keep from the sidecar go around it', () => {
  const caller = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: batch, namespace: shop }
spec: { template: { metadata: { labels: { app: batch }, annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "7070" } }, spec: { serviceAccountName: batch } } }
`;
  expect(send([caller, routesTo()], { from: { namespace: 'shop', serviceAccount: 'batch' } })).toMatchObject({ route: null, transport: 'plaintext' });
});

describe('names of other things', () => {
  const entry = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api, namespace: shop }
spec: { ${spec} }
`;
  const external = 'apiVersion: v1\nkind: Service\nmetadata: { name: ext, namespace: shop }\nspec: { type: ExternalName, externalName: api.example.com, ports: [{ name: http, port: 80 }] }';
  const api = entry('hosts: [api.example.com], resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }, { number: 443, name: tls, protocol: TLS }]');

  test('an unknown host is let through', () => {
    expect(send([], { to: 'http://other.example.com/' })).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'passthrough', port: 80 }], retries: null, transport: 'plaintext' });
  });

  test('a ServiceEntry for HTTP has routes, retries, and no mutual TLS', () => {
    expect(send([api], { to: 'http://api.example.com/' })).toMatchObject({ destinations: [{ service: 'api.example.com', port: 80 }], retries: { additional: 2 }, transport: 'plaintext' });
    const route = routesTo({ hosts: '[api.example.com]', to: '{ destination: { host: api.example.com, port: { number: 80 } } }', spec: '' }).replace('route:', 'timeout: 3s, route:');
    expect(send([api, route], { to: 'http://api.example.com/' })).toMatchObject({ timeout: '3s', route: { name: 'cart' } });
  });

  test('a DestinationRule originates TLS to it', () => {
    const tls = 'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: api, namespace: shop }\nspec: { host: api.example.com, trafficPolicy: { tls: { mode: SIMPLE } } }';
    expect(send([api, tls], { to: 'http://api.example.com/' }).transport).toBe('tls');
  });

  test('a wildcard', () => {
    const all = entry('hosts: ["*.example.com"], resolution: NONE, ports: [{ number: 80, name: http, protocol: HTTP }]');
    expect(places(send([all], { to: 'http://x.example.com/' }))).toEqual(['*.example.com:80 100']);
    expect(places(send([all, api], { to: 'http://api.example.com/' }))).toEqual(['api.example.com:80 100']);
  });

  test('a wildcard holds for a port that the more specific host has not', () => {
    const all = entry('hosts: ["*.example.com"], resolution: NONE, ports: [{ number: 8080, name: http, protocol: HTTP }]').replace('name: api', 'name: all');
    expect(places(send([all, api], { to: 'http://api.example.com:8080/' }))).toEqual(['*.example.com:8080 100']);
  });

  test('a ServiceEntry of pods in the mesh', () => {
    const inside = entry('hosts: [pods.internal], location: MESH_INTERNAL, resolution: STATIC, workloadSelector: { labels: { app: search } }, ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 8080 }]');
    expect(send([inside], { to: 'http://pods.internal/' })).toMatchObject({ transport: 'mtls', destinations: [{ service: 'pods.internal' }] });
  });

  test('an ExternalName Service with routes of its own is routed by them', () => {
    const own = routesTo({ hosts: '[ext.shop.svc.cluster.local]' });
    expect(places(send([external, api, own], { to: 'http://ext.shop/' }))).toEqual(['cart-v1.shop:7070 100']);
    expect(places(send([external, api, own], { to: 'http://api.example.com/' }))).toEqual(['api.example.com:80 100']);
    const beside = routesTo({ hosts: '[ext.shop.svc.cluster.local, www.example.com]' });
    expect(places(send([external.replace('port: 80', 'port: 7070'), beside], { to: 'http://www.example.com:7070/' }))).toEqual(['cart-v1.shop:7070 100']);
  });

  test('as a destination it stands for its target where it has the port of the listener', () => {
    const to = (port: number) => routesTo({ hosts: '[search.shop.svc.cluster.local]', to: `{ destination: { host: ext.shop.svc.cluster.local, port: { number: ${port} } } }` });
    expect(places(send([external, api, to(80)], { to: 'http://search.shop/' }))).toEqual(['api.example.com:80 100']);
    expect(places(send([external, api, to(80)], { to: 'http://search.shop:7070/' }))).toEqual(['ext.shop:80 100 unroutable']);
  });

  test('an ExternalName Service is another name of a host that is known', () => {
    expect(places(send([external, api], { to: 'http://ext.shop/' }))).toEqual(['api.example.com:80 100']);
    expect(places(send([external], { to: 'http://ext.shop/' }))).toEqual(['passthrough:80 100']);
    const all = entry('hosts: ["*.example.com"], resolution: NONE, ports: [{ number: 80, name: http, protocol: HTTP }]');
    expect(places(send([external, all], { to: 'http://ext.shop/' }))).toEqual(['passthrough:80 100']);
  });
});

describe('a VirtualService for a wildcard', () => {
  const wild = (name: string, rules: string, host = '"*.shop.svc.cluster.local"') => virtualService(rules, name, host);
  const ofNobody = wild('a', '- match: [{ sourceLabels: { app: nobody } }]\n  directResponse: { status: 403 }');
  const entry = (host: string, port: string, more = '') => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: outside, namespace: web }
spec: { hosts: ["${host}"], ports: [${port}], resolution: NONE${more} }
`;

  test('the first has the hosts under it alone, with a rule for the caller or without', () => {
    const result = send([ofNobody, wild('b', '- directResponse: { status: 404 }')], {});
    expect(result).toMatchObject({ verdict: 'allowed', route: null });
    expect(result.trace).toEqual(expect.arrayContaining([
      { at: 'client sidecar', object: 'VirtualService shop/a', says: 'has the host cart.shop.svc.cluster.local by a wildcard, and no rule for this proxy' },
      { at: 'client sidecar', object: 'VirtualService shop/b', says: 'has no say: VirtualService shop/a wins the host cart.shop.svc.cluster.local whole' },
    ]));
  });

  test('one for this very host takes it from all of them', () => {
    expect(send([ofNobody, virtualService('- directResponse: { status: 404 }', 'b')], {})).toMatchObject({ status: 404 });
  });

  test.each<[string, string, number]>([
    ['an unknown name under it, on port 80', entry('a.example.org', '{ number: 80, name: http, protocol: HTTP }'), 403],
    ['not where a host under it has the port as HTTP', entry('a.example.net', '{ number: 80, name: http, protocol: HTTP }'), 200],
    ['not where a host under it has the port as TCP', entry('a.example.net', '{ number: 80, name: tcp, protocol: TCP }', ', addresses: [240.0.0.1]'), 200],
    ['where a host under it has other ports', entry('a.example.net', '{ number: 81, name: http, protocol: HTTP }'), 403],
    ['not under the wider wildcard of a ServiceEntry', entry('*.net', '{ number: 80, name: http, protocol: HTTP }'), 200],
  ])('%s', (_, document, status) => {
    expect(send([document, wild('w', '- directResponse: { status: 403 }', '"*.example.net"')], { to: 'http://b.example.net/' }).status).toBe(status);
  });
});

describe('the name of an ExternalName Service under a Sidecar', () => {
  const alias = '\napiVersion: v1\nkind: Service\nmetadata: { name: alias, namespace: web }\nspec: { type: ExternalName, externalName: cart.shop.svc.cluster.local, ports: [{ name: http, port: 7070 }] }\n';
  test.each([
    ['comes in with all', '["*/*"]', true],
    ['comes in with what is listed for the namespace of its target', '["shop/cart.shop.svc.cluster.local", "shop/alias.web.svc.cluster.local"]', true],
    ['does not, where the target alone is listed', '["shop/cart.shop.svc.cluster.local"]', false],
    ['does not, where the target is listed for its namespace and the name for all', '["*/*", "shop/cart.shop.svc.cluster.local"]', false],
  ])('%s', (_, hosts, known) => {
    const sidecar = `\napiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: { name: default, namespace: web }\nspec: { egress: [{ hosts: ${hosts} }], outboundTrafficPolicy: { mode: REGISTRY_ONLY } }\n`;
    expect(send([alias, sidecar], { from: PORTAL, to: 'http://alias.web.svc.cluster.local:7070/' }).verdict).toBe(known ? 'allowed' : 'unroutable');
  });
});
