import { simulate } from './support';
import { policy, shop, SIDECAR } from './istio/access-shop';
import { FROM_WEB, route as linkerdRoute, service, SHOP } from './linkerd/shop';

const says = (steps: readonly { readonly object: string | null; readonly says: string }[], object: string) => steps.filter(step => step.object === object).map(step => step.says);

describe('routes that a Gateway does not take are in the trace, with the reason', () => {
  const gateway = (className: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: public, namespace: edge }
spec: { gatewayClassName: ${className}, listeners: [{ name: web, port: 80, protocol: HTTP, hostname: "*.example.com" }, { name: tls, port: 443, protocol: HTTPS, hostname: "*.example.com", tls: { certificateRefs: [{ name: cert }] } }] }`;
  const route = (name: string, parent: string, hostname = 'shop.example.com', namespace = 'edge') => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: ${namespace} }
spec: { parentRefs: [{ name: public, namespace: edge${parent} }], hostnames: [${hostname}], rules: [{}] }`;
  const all = route('elsewhere', '', 'shop.example.com', 'shop') + route('hosts', '', 'shop.example.org') + route('section', ', sectionName: other') + route('port', ', port: 81') + route('group', ', group: networking.istio.io');

  test.each(['example', 'istio'])('of class %s', className => {
    const { trace } = simulate(gateway(className) + all, { from: {}, through: { namespace: 'edge', name: 'public' }, to: 'http://shop.example.com/' });
    expect(says(trace, 'HTTPRoute shop/elsewhere')).toContain('is not attached to listener web: it takes routes of its own namespace edge only (allowedRoutes.namespaces.from is Same by default)');
    expect(says(trace, 'HTTPRoute edge/hosts')).toContain('is not attached to listener web: its hostname *.example.com has nothing in common with shop.example.org');
    expect(says(trace, 'HTTPRoute edge/section')).toEqual(['is not attached: no listener (there are web, tls) is called other']);
    expect(says(trace, 'HTTPRoute edge/port')).toEqual(['is not attached: no listener (there are web, tls) has port 81']);
    expect(says(trace, 'HTTPRoute edge/group')).toEqual(['is not attached: its parentRef is of group "networking.istio.io", not gateway.networking.k8s.io']);
  });

  test.each(['example', 'istio'])('so is a certificate that the manifests do not have, of class %s', className => {
    const missing = 'ends TLS with Secret edge/cert, which is not among the manifests and is taken to be in the cluster: without it, no connection comes about';
    const ask = (more: string) => says(simulate(gateway(className) + route('r', '') + more, { from: {}, through: { namespace: 'edge', name: 'public' }, to: 'https://shop.example.com/' }).trace, 'Gateway edge/public');
    expect(ask('')).toContain(missing);
    expect(ask('\n---\napiVersion: v1\nkind: Secret\nmetadata: { name: cert, namespace: edge }')).not.toContain(missing);
  });
});

describe('VirtualServices that are not bound to a Gateway of Istio\'s', () => {
  const objects = (servers: string, one: string) => shop(SIDECAR, `
{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: public, namespace: edge }, spec: { selector: { istio: ingressgateway }, servers: [${servers}] } }
---
{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: r, namespace: shop }, spec: { gateways: [edge/public], ${one}, http: [{ route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }] }] } }
---
`);
  const told = (servers: string, one: string, to = 'http://a.example.com/') => simulate(objects(servers, one), { from: {}, through: { namespace: 'edge', name: 'public' }, to }).trace;
  const http = (host: string) => `{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["${host}"] }`;

  test.each([
    ['share no host', http('*.example.com'), 'hosts: [b.example.org]', 'its hosts (b.example.org) have nothing in common with those of the Gateway (*.example.com)'],
    ['are of a namespace that the server does not take', http('other/*.example.com'), 'hosts: [a.example.com]', 'hosts of the Gateway that it shares are for VirtualServices of namespace other, and it is in shop'],
    ['are not exported to it', http('*'), 'hosts: [a.example.com], exportTo: ["."]', 'it is not exported to namespace istio-system, where the gateway\'s pods are'],
  ])('since they %s', (_, servers, one, why) => {
    expect(says(told(servers, one), 'VirtualService shop/r')).toContain(`is not bound to Gateway edge/public: ${why}`);
  });

  test('their credential may be one that the manifests do not have', () => {
    const https = '{ port: { number: 443, name: https, protocol: HTTPS }, hosts: ["*"], tls: { mode: SIMPLE, credentialName: cert } }';
    expect(says(told(https, 'hosts: [a.example.com]', 'https://a.example.com/'), 'Gateway edge/public')).toContain('ends TLS with Secret istio-system/cert, which is not among the manifests and is taken to be in the cluster: without it, no connection comes about');
  });
});

describe('addresses', () => {
  const blocks = (field: string, block: string) => policy('AuthorizationPolicy', 'a', `{ rules: [{ from: [{ source: { ${field}: ["${block}"] } }] }] }`);
  const gateway = `
{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: public, namespace: edge }, spec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] } }
---
{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: r, namespace: shop }, spec: { gateways: [edge/public], hosts: ["*"], http: [{ route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }] }] } }
---
`;
  const through = (more: string, headers: Record<string, string> = {}) => simulate(shop(SIDECAR, gateway + more), { from: { ip: '203.0.113.9' }, through: { namespace: 'edge', name: 'public' }, to: 'http://a.example.com/', headers });

  test.each([[SIDECAR, 'ipBlocks'], [SIDECAR, 'remoteIpBlocks'], ['istio.io/dataplane-mode: ambient', 'ipBlocks']])('one that is not known is in a range of all (%s, %s)', (mesh, field) => {
    const ask = (block: string) => simulate(shop(mesh, blocks(field, block)), { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: 'http://cart.shop/' }).verdict;
    expect([ask('0.0.0.0/0'), ask('::/0'), ask('10.0.0.0/8')]).toEqual(['allowed', 'allowed', 'indeterminate']);
  });

  test('behind a gateway the connection has the address of its pod, and the request says the caller\'s', () => {
    expect(through(blocks('ipBlocks', '203.0.113.0/24'))).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining('the address of the gateway\'s pods is known') as string });
    expect(through(blocks('remoteIpBlocks', '203.0.113.0/24'))).toMatchObject({ verdict: 'allowed' });
    // What the caller writes there itself is not the last.
    expect(through(blocks('remoteIpBlocks', '203.0.113.0/24'), { 'x-forwarded-for': '198.51.100.1' })).toMatchObject({ verdict: 'allowed' });
    expect(through(blocks('remoteIpBlocks', '198.51.100.0/24'), { 'x-forwarded-for': '198.51.100.1' })).toMatchObject({ verdict: 'denied' });
  });
});

test('a policy that isolates egress reminds of DNS', () => {
  const closed = '\n{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: out, namespace: shop }, spec: { podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }] } }\n---\n';
  const { verdict, trace } = simulate(shop(SIDECAR, closed), { from: { namespace: 'shop', labels: { app: 'frontend' } }, to: 'http://cart.shop/' });
  expect(verdict).toBe('allowed');
  expect(says(trace, 'NetworkPolicy shop/out')).toContain('isolates egress: that the name is found at all is not looked at, and needs a rule that admits DNS on port 53 too');
});

describe('Linkerd', () => {
  const profile = (more: string) => `${service('timed', '{ app: cart }', 'shop', '')}
---
apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata: { name: timed.shop.svc.cluster.local, namespace: shop }
spec: { routes: [{ name: a, condition: { pathRegex: /.* }, ${more} }] }`;
  const ask = (more: string, path = '') => simulate(SHOP + more, { from: FROM_WEB, to: `http://timed/${path}` });

  test('retries by a ServiceProfile', () => {
    expect(ask(profile('isRetryable: true')).retries).toEqual({ additional: 1, on: ['5xx'], perTryTimeout: null, from: 'route' });
    expect(ask(profile('isRetryable: true, responseClasses: [{ condition: { status: { min: 500, max: 598 } }, isFailure: false }]')).retries).toMatchObject({ on: ['599'] });
    expect(ask(profile('isRetryable: false')).retries).toBeNull();
  });

  test('where no rule matches, each is told', () => {
    const { status, trace } = ask(service('timed', '{ app: cart }', 'shop', '') + linkerdRoute('timed', '[{ matches: [{ path: { type: Exact, value: /a } }] }, { matches: [{ method: PUT }] }]', { of: 'timed', meta: '', kind: 'HTTPRoute' }), 'x');
    expect(status).toBe(404);
    expect(says(trace, 'HTTPRoute shop/timed')).toEqual([expect.stringMatching(/^rule 0 \(.*\/a.*\) does not match GET \/x of timed/), expect.stringMatching(/^rule 1 \(.*PUT.*\) does not match GET \/x/)]);
  });
});

describe('who decided', () => {
  test('of a redirect it is the rule of the route', () => {
    const routes = linkerdRoute('timed', '[{ filters: [{ type: RequestRedirect, requestRedirect: { statusCode: 301, hostname: else.example } }] }]', { of: 'timed', meta: '', kind: 'HTTPRoute' });
    const request = { from: FROM_WEB, to: 'http://timed/' };
    const by = [{ kind: 'HTTPRoute', namespace: 'shop', name: 'timed', rule: 0 }];
    expect(simulate(SHOP + service('timed', '{ app: cart }', 'shop', '') + routes, request)).toMatchObject({ status: 301, decidedBy: by });
  });

  test('of what is no HTTP, on the plain Gateway API, it is the HTTPRoutes of the port', () => {
    const objects = shop('a: b', `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec: { parentRefs: [{ group: "", kind: Service, name: cart, port: 80 }], rules: [{}] }
`);
    const { status, decidedBy, trace } = simulate(objects, { from: { namespace: 'shop', serviceAccount: 'frontend' }, to: 'tcp://cart.shop:80' }, { mesh: 'gateway-api' });
    expect(status).toBe(400);
    expect(decidedBy).toMatchObject([{ kind: 'HTTPRoute', name: 'cart', rule: null }]);
    expect(says(trace, 'HTTPRoute shop/cart')).toEqual(['is for HTTP, and what is sent to port 80 is none']);
  });
});

test('a probe of the kubelet that no container has is told from one that is rewritten', () => {
  const ask = (objects: string) => simulate(objects, { from: { kubelet: true }, to: 'http://cart.shop/', directTo: { app: 'cart' } }).reason;
  expect(ask(shop(SIDECAR))).toContain('No container of shop/Deployment/cart has a probe of port 80');
  expect(ask(shop(SIDECAR).replace('ports: [{ containerPort: 8080 }]', 'readinessProbe: { httpGet: { path: /, port: 80 } }'))).toBe('The probe is rewritten: the kubelet asks the agent, past the sidecar');
});
