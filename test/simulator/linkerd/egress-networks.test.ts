import { simulate } from '../support';
import { FROM_OTHER, FROM_WEB, pods, SHOP } from './shop';

const egress = (spec: string, name = 'net', namespace = 'shop', meta = '') => `
---
apiVersion: policy.linkerd.io/v1alpha1
kind: EgressNetwork
metadata: { name: ${name}, namespace: ${namespace}${meta} }
spec: ${spec}`;
const DENY = '{ trafficPolicy: Deny }';
const route = (rules: string, more: { readonly kind?: string; readonly port?: string; readonly of?: string; readonly spec?: string } = {}) => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: ${more.kind ?? 'HTTPRoute'}
metadata: { name: out, namespace: shop }
spec: { parentRefs: [{ group: policy.linkerd.io, kind: EgressNetwork, name: ${more.of ?? 'net'}${more.port ?? ', port: 80'} }], ${more.spec ?? ''}rules: ${rules} }`;
const ask = (more: string, to = 'http://api.example.com/', request: object = {}) => simulate(SHOP + more, { from: FROM_WEB, to, ...request });
const at = (more: string, address: string, from: object = FROM_WEB) => simulate(SHOP + more, { from, to: 'http://api.example.com/', address }).verdict;

describe('which network is for an address', () => {
  const listed = (policy: string, cidr: string, more = '') => `{ trafficPolicy: ${policy}, networks: [{ cidr: ${cidr}${more} }] }`;

  test.each([
    ['one that lists it', listed('Deny', '203.0.113.0/24'), 'denied'], ['not one that excepts it', listed('Deny', '203.0.113.0/24', ', except: [203.0.113.0/28]'), 'allowed'], ['not one that lists others', listed('Deny', '198.51.100.0/24'), 'allowed'],
    ['without networks all that is outside the cluster', DENY, 'denied'],
  ])('%s', (_, spec, verdict) => {
    expect(at(egress(spec), '203.0.113.7')).toBe(verdict);
  });

  test('without networks none of the cluster\'s addresses', () => {
    expect(at(egress(DENY), '10.1.2.3')).toBe('allowed');
  });

  test('of equally narrow ones the older counts, then the name', () => {
    const [a, b] = [listed('Deny', '203.0.113.0/24'), listed('Allow', '203.0.113.0/24')];
    expect(at(egress(a, 'a') + egress(b, 'b'), '203.0.113.7')).toBe('denied');
    expect(at(egress(a, 'a', 'shop', ', creationTimestamp: "2025-01-01T00:00:00Z"') + egress(b, 'b', 'shop', ', creationTimestamp: "2024-01-01T00:00:00Z"'), '203.0.113.7')).toBe('allowed');
  });

  test('one for all namespaces counts where the callers\' own have none for the address', () => {
    const both = egress(listed('Allow', '198.51.100.0/24'), 'own') + egress(DENY, 'all', 'linkerd-egress');
    expect([at(both, '198.51.100.7'), at(both, '203.0.113.7')]).toEqual(['allowed', 'denied']);
  });

  test('those of other namespaces do not count', () => {
    expect(at(egress(DENY), '203.0.113.7', FROM_OTHER)).toBe('allowed');
  });

  test('a declared network beats a wider one of everything', () => {
    expect(at(egress(DENY, 'all') + egress(listed('Allow', '203.0.113.0/24'), 'narrow'), '203.0.113.7')).toBe('allowed');
  });
});

describe('trafficPolicy Deny', () => {
  test.each([
    ['http://api.example.com/', 403], ['grpc://api.example.com:80/a.B/C', 403], ['https://api.example.com/', null], ['tls://api.example.com', null], ['tcp://api.example.com:5000', null],
  ])('%s is refused with %s', (url, status) => {
    expect(ask(egress(DENY), url)).toMatchObject({ verdict: 'denied', status });
  });

  test('calls of Services of the cluster are not its', () => {
    expect(ask(egress(DENY), 'http://cart/')).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'cart.shop' }] });
  });

  test('pods that go past their proxy are not held', () => {
    const more = egress(DENY) + pods('skipper', 'skipper', 'shop', ', annotations: { config.linkerd.io/skip-outbound-ports: "80" }') + pods('without', 'without', 'shop', ', annotations: { linkerd.io/inject: disabled }');
    for (const app of ['skipper', 'without']) expect(simulate(SHOP + more, { from: { namespace: 'shop', labels: { app } }, to: 'http://api.example.com/' }).verdict).toBe('allowed');
  });
});

describe('routes of a network', () => {
  test.each([['with the port', ', port: 80', 'allowed'], ['for another port', ', port: 81', 'denied'], ['without a port', '', 'allowed']])('%s', (_, port, verdict) => {
    expect(ask(egress(DENY) + route('[{}]', { port })).verdict).toBe(verdict);
  });

  test('of another network do not count', () => {
    expect(ask(egress(DENY) + route('[{}]', { of: 'else' })).verdict).toBe('denied');
  });

  test.each([
    ['the network itself', '{ group: policy.linkerd.io, kind: EgressNetwork, name: net, port: 80 }', 'allowed', 'api.example.com'], ['another network', '{ group: policy.linkerd.io, kind: EgressNetwork, name: else, port: 80 }', 'unroutable', 'else.shop'],
    ['a Service of the cluster', '{ name: cart, port: 80 }', 'allowed', 'cart.shop'],
  ])('send to %s', (_, backend, verdict, name) => {
    expect(ask(egress(DENY) + route(`[{ backendRefs: [${backend}] }]`))).toMatchObject({ verdict, destinations: [{ service: name }] });
  });

  test('hostnames pick hosts', () => {
    const more = egress(DENY) + route('[{}]', { spec: 'hostnames: ["*.example.com"], ' });
    expect(ask(more).verdict).toBe('allowed');
    expect(ask(more, 'http://api.example.org/')).toMatchObject({ verdict: 'unroutable', status: 404 });
  });

  test('GRPCRoutes admit by method, TCPRoutes whatever is sent', () => {
    const grpc = egress(DENY) + route('[{ matches: [{ method: { service: a.B } }] }]', { kind: 'GRPCRoute' });
    expect(ask(grpc, 'grpc://api.example.com:80/a.B/C').verdict).toBe('allowed');
    expect(ask(grpc, 'grpc://api.example.com:80/a.X/C')).toMatchObject({ verdict: 'unroutable', status: 404 });
    expect(ask(egress(DENY) + route('[{}]', { kind: 'TCPRoute', port: ', port: 5000' }), 'tcp://api.example.com:5000').verdict).toBe('allowed');
  });

  test('have the timeouts and retries that the network says', () => {
    const meta = ', annotations: { timeout.linkerd.io/request: 3s, retry.linkerd.io/http: 5xx }';
    expect(ask(egress('{ trafficPolicy: Allow }', 'net', 'shop', meta) + route('[{}]'))).toMatchObject({ timeout: '3s', retries: { on: ['5xx'] } });
    expect(ask(egress('{ trafficPolicy: Allow }', 'net', 'shop', meta))).toMatchObject({ timeout: '3s', retries: { on: ['5xx'] } });
  });
});
