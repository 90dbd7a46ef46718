import type { SimulatedRequest } from '../../../src/simulator/request';
import { simulate } from '../support';
import { policy, shop, SIDECAR } from './access-shop';

const PODS = `
{ apiVersion: v1, kind: Namespace, metadata: { name: edge } }
---
{ apiVersion: apps/v1, kind: Deployment, metadata: { name: gw, namespace: edge }, spec: { template: { metadata: { labels: { gw: public, zone: a, sidecar.istio.io/inject: "true" } }, spec: { serviceAccountName: gw, containers: [{ name: istio-proxy }] } } } }
---
{ apiVersion: v1, kind: Service, metadata: { name: gw, namespace: edge }, spec: { selector: { gw: public }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] } }
---
`;
const server = (hosts: string, port = 80, protocol = 'HTTP', more = '') => `{ port: { number: ${port}, name: p${port}, protocol: ${protocol} }, hosts: [${hosts}]${more} }`;
const gateway = (servers: string, { name = 'public', namespace = 'edge', created = '', selector = '{ gw: public }' } = {}) =>
  `{ apiVersion: networking.istio.io/v1, kind: Gateway, metadata: { name: ${name}, namespace: ${namespace}${created === '' ? '' : `, creationTimestamp: "${created}"`} }, spec: { selector: ${selector}, servers: [${servers}] } }\n---\n`;
const TO_CART = 'route: [{ destination: { host: cart.shop.svc.cluster.local, port: { number: 80 } } }]';
const routes = (http: string, { name = 'r', hosts = 'shop.example.com', gateways = 'edge/public', namespace = 'shop', created = '', more = '' } = {}) =>
  `{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: ${name}, namespace: ${namespace}${created === '' ? '' : `, creationTimestamp: "${created}"`} }, spec: { hosts: ["${hosts}"], gateways: [${gateways}], http: [${http}]${more} } }\n---\n`;
const ask = (more: string, request: Partial<SimulatedRequest> = {}) =>
  simulate(shop(SIDECAR, PODS + more), { from: { ip: '203.0.113.7' }, through: { namespace: 'edge', name: 'public' }, to: 'http://shop.example.com/cart', ...request });
const PLAIN = routes(`{ ${TO_CART} }`);

describe('3.7: which pods, servers and VirtualServices belong together', () => {
  test.each<[string, string, Partial<SimulatedRequest>, Record<string, unknown>]>([
    ['the selector needs all its labels', gateway(server('"*"'), { selector: '{ gw: public, zone: b }' }) + PLAIN, {}, { verdict: 'unroutable' }],
    ['the selector takes pods of any namespace', gateway(server('"*"'), { namespace: 'shop' }) + routes(`{ ${TO_CART} }`, { gateways: 'public' }), { through: { namespace: 'shop', name: 'public' } }, { verdict: 'allowed' }],
    ['a host "./" is for VirtualServices of the Gateway’s namespace', gateway(server('"./shop.example.com"')) + PLAIN, {}, { status: 404 }],
    ['a host "./" with one of them', gateway(server('"./shop.example.com"')) + routes(`{ ${TO_CART} }`, { namespace: 'edge', gateways: 'public' }), {}, { verdict: 'allowed' }],
    ['a host "*/" is for all', gateway(server('"*/shop.example.com"')) + PLAIN, {}, { verdict: 'allowed' }],
    ['a host of a namespace', gateway(server('"shop/*.example.com"')) + PLAIN, {}, { verdict: 'allowed' }],
    ['a gateway is named in the VirtualService’s own namespace, where it says none', gateway(server('"*"')) + routes(`{ ${TO_CART} }`, { gateways: 'public' }), {}, { status: 404 }],
    ['a VirtualService without gateways is for the mesh alone', gateway(server('"*"')) + PLAIN.replace('gateways: [edge/public], ', ''), {}, { status: 404 }],
    ['of two TLS servers with one host on one port the older counts', gateway(server('shop.example.com', 443, 'HTTPS', ', tls: { mode: SIMPLE, credentialName: a }'), { name: 'other', created: '2026-01-02T00:00:00Z' }) + gateway(server('shop.example.com', 443, 'HTTPS', ', tls: { mode: SIMPLE, credentialName: b }'), { created: '2026-01-01T00:00:00Z' }) + PLAIN, { to: 'https://shop.example.com/' }, { verdict: 'allowed', status: 200 }],
    ['of plaintext and TLS on one port the older counts', gateway(server('"*"', 443), { name: 'other', created: '2026-01-02T00:00:00Z' }) + gateway(server('shop.example.com', 443, 'HTTPS', ', tls: { mode: SIMPLE, credentialName: b }'), { created: '2026-01-01T00:00:00Z' }) + PLAIN, { to: 'https://shop.example.com/' }, { verdict: 'allowed' }],
    ['two plaintext servers on one port are joined', gateway(server('a.example.com'), { name: 'other' }) + gateway(server('shop.example.com')) + PLAIN, {}, { verdict: 'allowed' }],
  ])('%s', (_rule, more, request, expected) => {
    expect(ask(more, request)).toMatchObject(expected);
  });
});

describe('3.4C: VirtualServices of one host at a gateway', () => {
  const open = gateway(server('"*"'));
  const timed = (timeout: string, match: string) => `{ ${match === '' ? '' : `match: [{ ${match} }], `}timeout: ${timeout}, ${TO_CART} }`;
  const early = { created: '2026-01-01T00:00:00Z' };
  const late = { created: '2026-01-02T00:00:00Z' };
  test.each<[string, string, string]>([
    ['of two that take a request the older', routes(timed('1s', 'uri: { prefix: /c }'), { name: 'a', ...late }) + routes(timed('2s', 'uri: { prefix: /ca }'), { name: 'b', ...early }), '2s'],
    ['whatever takes everything comes last, though it be the oldest', routes(timed('1s', 'uri: { prefix: /c }'), { name: 'a', ...late }) + routes(timed('2s', 'uri: { prefix: / }'), { name: 'b', ...early }), '1s'],
    ['a regex ".*" takes everything', routes(timed('1s', 'uri: { prefix: /c }'), { name: 'a', ...late }) + routes(timed('2s', 'uri: { regex: ".*" }'), { name: 'b', ...early }), '1s'],
    ['another regex does not', routes(timed('1s', 'uri: { prefix: /c }'), { name: 'a', ...late }) + routes(timed('2s', 'uri: { regex: "/.*" }'), { name: 'b', ...early }), '2s'],
    ['nor does a prefix "/" with a header', routes(timed('1s', 'uri: { prefix: /c }'), { name: 'a', ...late }) + routes(timed('2s', 'uri: { prefix: / }, headers: { x: {} }'), { name: 'b', ...early }), '2s'],
    ['what is private to the gateway’s namespace comes first', routes(timed('1s', 'uri: { prefix: /c }'), { name: 'a', namespace: 'edge', ...late, more: ', exportTo: ["."]' }) + routes(timed('2s', 'uri: { prefix: /c }'), { name: 'b', ...early }), '1s'],
  ])('%s', (_rule, more, timeout) => {
    expect(ask(open + more, { headers: { x: '1' } }).timeout).toBe(timeout);
  });
});

describe('what is different from a sidecar', () => {
  const open = gateway(server('"*"'));
  const single = '{ apiVersion: v1, kind: Service, metadata: { name: single, namespace: shop }, spec: { selector: { app: cart }, ports: [{ name: http, port: 8000, targetPort: 8080 }] } }\n---\n';
  test.each<[string, string, Record<string, unknown>]>([
    ['E1: a destination without a port is the only one of its Service', single + routes('{ route: [{ destination: { host: single.shop.svc.cluster.local } }] }'), { verdict: 'allowed', destinations: [{ service: 'single.shop', port: 8000 }] }],
    ['E1: of several ports, that of the listener', routes('{ route: [{ destination: { host: cart.shop.svc.cluster.local } }] }'), { verdict: 'allowed', destinations: [{ service: 'cart.shop', port: 80 }] }],
    ['sourceNamespace is the gateway’s', routes(`{ match: [{ sourceNamespace: edge }], timeout: 1s, ${TO_CART} }, { ${TO_CART} }`), { timeout: '1s' }],
    ['sourceLabels are the gateway pods’', routes(`{ match: [{ sourceLabels: { zone: a } }], timeout: 1s, ${TO_CART} }, { ${TO_CART} }`), { timeout: '1s' }],
    ['gateways in a match', routes(`{ match: [{ gateways: [edge/public] }], timeout: 1s, ${TO_CART} }, { ${TO_CART} }`, { gateways: 'edge/public, mesh' }), { timeout: '1s' }],
    ['gateways in a match that are the mesh', routes(`{ match: [{ gateways: [mesh] }], timeout: 1s, ${TO_CART} }, { ${TO_CART} }`, { gateways: 'edge/public, mesh' }), { timeout: null }],
    ['match.port is the server’s', routes(`{ match: [{ port: 80 }], timeout: 1s, ${TO_CART} }, { ${TO_CART} }`), { timeout: '1s' }],
    ['default retries', PLAIN, { retries: { additional: 2, from: 'default' }, timeout: null }],
    ['a Sidecar has no say', `${PLAIN}{ apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: { name: default, namespace: edge }, spec: { egress: [{ hosts: ["~/*"] }] } }\n---\n`, { verdict: 'allowed' }],
    ['a DestinationRule of the gateway’s namespace', `${PLAIN}{ apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: { name: d, namespace: edge }, spec: { host: cart.shop.svc.cluster.local, trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } } }\n---\n`, { limits: { connectionPool: { tcp: { maxConnections: 1 } } } }],
    ['STRICT takes what a gateway sends', PLAIN + policy('PeerAuthentication', 'p', '{ mtls: { mode: STRICT } }'), { verdict: 'allowed', transport: 'mtls' }],
  ])('%s', (_rule, more, expected) => {
    expect(ask(open + more)).toMatchObject(expected);
  });
});
