import { reachability } from '../../../src/simulator/reachability';
import type { SimulatedRequest } from '../../../src/simulator/request';
import { setOf } from '../../manifest/istio/set-of';
import { simulate } from '../support';
import { policy, shop, SIDECAR } from './access-shop';

const pods = (metadata: string, spec = '') => `
{ apiVersion: v1, kind: Namespace, metadata: { name: edge } }
---
{ apiVersion: apps/v1, kind: Deployment, metadata: { name: door, namespace: edge }, spec: { template: { metadata: ${metadata}, spec: { serviceAccountName: door, containers: [{ name: istio-proxy${spec} }] } } } }
---
{ apiVersion: v1, kind: Service, metadata: { name: door, namespace: edge }, spec: { selector: { gw: public }, ports: [{ name: http2, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }, { name: tcp, port: 9000, targetPort: 9001 }] } }
---
`;
const INJECTED = pods('{ labels: { gw: public, sidecar.istio.io/inject: "true" }, annotations: { inject.istio.io/templates: gateway } }');
const server = (port: number, protocol: string, host: string, more = ''): string => `{ port: { number: ${port}, name: p${port}, protocol: ${protocol} }, hosts: ["${host}"]${more} }`;
const gateway = (...servers: string[]): string => `{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: public, namespace: edge }, spec: { selector: { gw: public }, servers: [${servers.join(', ')}] } }\n---\n`;
const GATEWAY = gateway(server(80, 'HTTP', '*'), server(443, 'HTTPS', 'shop.example.com', ', tls: { mode: SIMPLE, credentialName: cert }'));
const routes = (hosts = 'shop.example.com', more = '') => `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: r, namespace: shop }, spec: { hosts: ["${hosts}"], gateways: [edge/public], http: [{ ${more} route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }] }] } }\n---\n`;
const STRICT = policy('PeerAuthentication', 'default', '{ mtls: { mode: STRICT } }', 'istio-system');
const rule = (mode: string) => `{ apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: { name: to-door, namespace: edge }, spec: { host: door.edge.svc.cluster.local, trafficPolicy: { tls: { mode: ${mode} } } } }\n---\n`;

const OUTSIDE: Partial<SimulatedRequest> = { from: { ip: '203.0.113.9' } };
const INSIDE: Partial<SimulatedRequest> = { from: { namespace: 'shop', serviceAccount: 'web' } };
const HOST = { headers: { host: 'shop.example.com' } };
const ask = (more: string, request: Partial<SimulatedRequest>, at = INJECTED) => simulate(shop(SIDECAR, at + more), { from: {}, to: 'http://door.edge/', ...request });

describe.each([['from outside', OUTSIDE], ['from a sidecar', INSIDE]])('a gateway that is called by its Service, %s', (_, from) => {
  test('routes by Host, and no PeerAuthentication acts there', () => {
    expect(ask(GATEWAY + routes() + STRICT, { ...from, ...HOST })).toMatchObject({
      verdict: 'allowed', status: 200, transport: 'mtls', dataPlane: 'istio-sidecar', route: { kind: 'VirtualService', name: 'r' }, destinations: [{ service: 'cart.shop', share: 100 }],
    });
    expect(ask(GATEWAY + routes(), from)).toMatchObject({ verdict: 'unroutable', status: 404, dataPlane: 'istio-gateway', reason: 'Nothing on this port of the gateway is for host door.edge' });
  });

  test('refuses what its own policies refuse', () => {
    const closed = policy('AuthorizationPolicy', 'closed', '{ selector: { matchLabels: { gw: public } } }', 'edge');
    expect(ask(GATEWAY + routes() + closed, { ...from, ...HOST })).toMatchObject({ verdict: 'denied', status: 403, dataPlane: 'istio-gateway', decidedBy: [{ name: 'closed' }] });
    const cut = '{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: cut, namespace: edge }, spec: { podSelector: {}, ingress: [] } }\n---\n';
    expect(ask(GATEWAY + routes() + cut, { ...from, ...HOST })).toMatchObject({ verdict: 'denied', decidedBy: [{ kind: 'NetworkPolicy', name: 'cut' }] });
  });

  test('ends TLS of the client', () => {
    expect(ask(GATEWAY + routes(), { ...from, to: 'https://shop.example.com/', address: '10.0.9.9' }, INJECTED.replace('selector: { gw', 'clusterIP: 10.0.9.9, selector: { gw'))).toMatchObject({ verdict: 'allowed', status: 200 });
    expect(ask(GATEWAY + routes(), { ...from, to: 'https://door.edge/' })).toMatchObject({ verdict: 'unroutable', status: null, reason: 'No server on port 443 of the gateway is for server name door.edge' });
  });

  test('answers with what a redirecting server answers', () => {
    const redirect = gateway(server(80, 'HTTP', '*', ', tls: { httpsRedirect: true }'));
    expect(ask(redirect + routes(), { ...from, ...HOST })).toMatchObject({ verdict: 'allowed', status: 301, redirect: { location: 'https://shop.example.com/' }, destinations: [] });
  });
});

test('a gateway that no Gateway configures takes no connection', () => {
  expect(ask('', { ...OUTSIDE, ...HOST })).toMatchObject({ verdict: 'unroutable', status: null });
  expect(ask('', { ...INSIDE, ...HOST })).toMatchObject({ verdict: 'unroutable', status: 503, dataPlane: 'istio-gateway' });
});

test.each([
  ['the arguments of its container', pods('{ labels: { gw: public, sidecar.istio.io/inject: "false" } }', ', args: [proxy, router]')],
  ['the Gateway that selects it', pods('{ labels: { gw: public, sidecar.istio.io/inject: "true" } }')],
])('pods are a gateway by %s', (_, at) => {
  expect(ask(GATEWAY + routes() + STRICT, { ...OUTSIDE, ...HOST }, at)).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'cart.shop' }] });
});

test('pods that Istio deployed for a Gateway of the Gateway API are one by their label', () => {
  const made = pods('{ labels: { gw: public, gateway.networking.k8s.io/gateway-name: api } }', ', args: [proxy, router]').replace('targetPort: 8080', 'targetPort: 80');
  const api = `{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: api, namespace: edge }, spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }] } }
---
{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: api, namespace: shop }, spec: { parentRefs: [{ name: api, namespace: edge }], hostnames: [shop.example.com], rules: [{ backendRefs: [{ name: cart, port: 80 }] }] } }
---
`;
  expect(ask(api, { ...OUTSIDE, ...HOST }, made)).toMatchObject({ verdict: 'allowed', route: { kind: 'HTTPRoute', name: 'api' }, destinations: [{ service: 'cart.shop' }] });
});

describe('an egress gateway that routes in the mesh send to', () => {
  const egress = (port: number, ...servers: string[]) => `${gateway(...servers)}
{ apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: { name: api, namespace: shop }, spec: { hosts: [api.example.com], resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }] } }
---
{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: out, namespace: shop }, spec: { hosts: [api.example.com], gateways: [mesh, edge/public], http: [
  { match: [{ gateways: [mesh] }], route: [{ destination: { host: door.edge.svc.cluster.local, port: { number: ${port} } } }] },
  { match: [{ gateways: [edge/public] }], timeout: 3s, route: [{ destination: { host: api.example.com, port: { number: 80 } } }] }] } }
---
`;
  const plain = egress(80, server(80, 'HTTP', 'api.example.com'));
  const call = { ...INSIDE, to: 'http://api.example.com/' };

  test('sends on to the host outside', () => {
    expect(ask(plain, call)).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'api.example.com', share: 100 }], route: { name: 'out', rule: 0 } });
    expect(ask(plain + policy('AuthorizationPolicy', 'closed', '{}', 'edge'), call)).toMatchObject({ verdict: 'denied', status: 403, dataPlane: 'istio-gateway' });
  });

  test('ends mutual TLS that a DestinationRule asks for, and knows the caller by it', () => {
    const mutual = egress(443, server(443, 'HTTPS', 'api.example.com', ', tls: { mode: ISTIO_MUTUAL }')) + rule('ISTIO_MUTUAL')
      + policy('AuthorizationPolicy', 'web', '{ rules: [{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/web"] } }] }] }', 'edge');
    expect(ask(mutual, call)).toMatchObject({ verdict: 'allowed', status: 200, destinations: [{ service: 'api.example.com' }] });
    expect(ask(mutual, { ...call, from: { namespace: 'shop', serviceAccount: 'other' } })).toMatchObject({ verdict: 'denied', status: 403 });
  });

  test('refuses it where its server is for plaintext', () => {
    expect(ask(plain + rule('ISTIO_MUTUAL'), call)).toMatchObject({ verdict: 'denied', status: 503, decidedBy: [{ kind: 'DestinationRule', name: 'to-door' }] });
  });
});

test('gateways that send to each other are followed no further than that goes round', () => {
  const circle = `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: r, namespace: shop }, spec: { hosts: ["*"], gateways: [edge/public], http: [{ route: [{ destination: { host: door.edge.svc.cluster.local, port: { number: 80 } } }] }] } }\n---\n`;
  expect(ask(GATEWAY + circle, OUTSIDE).destinations).toMatchObject([{ service: 'door.edge', share: 100 }]);
});

test('reachability says by which hosts a gateway leads on', () => {
  const connections = reachability(setOf(shop(SIDECAR, INJECTED + GATEWAY + routes() + STRICT))).connections.filter(({ service, port }) => service === 'door.edge' && port === 80);
  for (const from of ['outside', 'shop/Deployment/frontend']) {
    expect(connections.filter(one => one.from === from)).toMatchObject([{ to: 'shop/Deployment/cart', allowed: 'some', only: [{ hosts: ['shop.example.com'] }], transport: 'mtls' }]);
  }
});
