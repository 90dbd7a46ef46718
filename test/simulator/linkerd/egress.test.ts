import { simulate } from '../support';
import { FROM_WEB, SHOP } from './shop';

const egress = (spec: string, namespace = 'shop', name = 'net') => `
---
apiVersion: policy.linkerd.io/v1alpha1
kind: EgressNetwork
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}`;
const route = (rules: string, kind = 'HTTPRoute', port = 80, more = '') => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: out, namespace: shop }
spec: { parentRefs: [{ group: policy.linkerd.io, kind: EgressNetwork, name: net, port: ${port} }], ${more}rules: ${rules} }`;
const ask = (more: string, to = 'http://api.example.com/', request: object = {}) => simulate(SHOP + more, { from: FROM_WEB, to, ...request });

test('what no EgressNetwork is for is let through', () => {
  expect(ask('')).toMatchObject({ verdict: 'allowed', status: 200, transport: 'plaintext', destinations: [{ service: 'passthrough', port: 80, share: 100 }] });
  expect(ask('', 'https://api.example.com/')).toMatchObject({ verdict: 'allowed', status: null, transport: 'tls' });
});

test.each([['Allow', 'allowed', 200], ['Deny', 'denied', 403]])('trafficPolicy %s of one for everything outside', (policy, verdict, status) => {
  expect(ask(egress(`{ trafficPolicy: ${policy} }`))).toMatchObject({ verdict, status });
  expect(ask(egress(`{ trafficPolicy: ${policy} }`), 'tls://api.example.com')).toMatchObject({ verdict, status: null });
});

test('the network that denies decided', () => {
  expect(ask(egress('{ trafficPolicy: Deny }')).decidedBy).toEqual([{ apiVersion: 'policy.linkerd.io/v1alpha1', kind: 'EgressNetwork', namespace: 'shop', name: 'net', rule: null }]);
});

test('one of the callers\' namespace goes before the one for all', () => {
  const all = egress('{ trafficPolicy: Deny }', 'linkerd-egress');
  expect(ask(all)).toMatchObject({ verdict: 'denied' });
  expect(ask(all + egress('{ trafficPolicy: Allow }'))).toMatchObject({ verdict: 'allowed' });
});

test('networks need the address, and the narrowest counts', () => {
  const listed = `${egress('{ trafficPolicy: Deny, networks: [{ cidr: 203.0.113.0/24 }] }')}${egress('{ trafficPolicy: Allow, networks: [{ cidr: 203.0.113.7/32 }] }', 'shop', 'narrow')}`;
  expect(ask(listed)).toMatchObject({ verdict: 'indeterminate', reason: expect.stringContaining('address') });
  expect(ask(listed, undefined, { address: '203.0.113.8' })).toMatchObject({ verdict: 'denied' });
  expect(ask(listed, undefined, { address: '203.0.113.7' })).toMatchObject({ verdict: 'allowed' });
  expect(ask(listed, 'http://198.51.100.1/')).toMatchObject({ verdict: 'allowed', destinations: [{ service: 'passthrough' }] });
});

test('a network that overlaps with the cluster\'s own is not accepted', () => {
  expect(ask(egress('{ trafficPolicy: Deny, networks: [{ cidr: 0.0.0.0/0 }] }'), undefined, { address: '203.0.113.8' })).toMatchObject({ verdict: 'allowed' });
});

test('routes admit what they match', () => {
  const more = egress('{ trafficPolicy: Deny }') + route('[{ matches: [{ path: { value: /get } }] }]');
  expect(ask(more, 'http://api.example.com/get')).toMatchObject({ verdict: 'allowed', route: { name: 'out' }, destinations: [{ service: 'api.example.com' }] });
  expect(ask(more, 'http://api.example.com/post')).toMatchObject({ verdict: 'unroutable', status: 404 });
  expect(ask(more, 'http://api.example.com:8080/get')).toMatchObject({ verdict: 'denied' });
});

test('TLSRoutes admit by the server name', () => {
  const more = egress('{ trafficPolicy: Deny }') + route('[{ backendRefs: [{ group: policy.linkerd.io, kind: EgressNetwork, name: net, port: 443 }] }]', 'TLSRoute', 443, 'hostnames: [api.example.com], ');
  expect(ask(more, 'https://api.example.com/')).toMatchObject({ verdict: 'allowed', transport: 'tls', route: { kind: 'TLSRoute' } });
  expect(ask(more, 'https://www.example.com/')).toMatchObject({ verdict: 'unroutable', status: null });
});
