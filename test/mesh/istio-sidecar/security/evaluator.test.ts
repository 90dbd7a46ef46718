import type { Manifest } from '../../../support/app';
import { evaluate } from '../../../support/evaluators/istio-sidecar';
import type { Request } from '../../../support/evaluators/types';

/** The evaluator itself, on objects written by hand. */
const object = (kind: string, namespace: string, spec: object): Manifest => ({ kind, metadata: { name: 'x', namespace }, spec });
const authorization = (spec: object, namespace = 'shop') => object('AuthorizationPolicy', namespace, spec);
const peers = (spec: object, namespace = 'shop') => object('PeerAuthentication', namespace, spec);
const service = (appProtocol: string) => object('Service', 'shop', { selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 8080, appProtocol }] });
const from = { namespace: 'shop', account: 'a', ip: '10.0.0.1' };
const ask = (objects: Manifest[], more: Partial<Request> = {}) => evaluate(objects, { from, to: { namespace: 'shop', labels: { app: 'cart' }, port: 8080 }, ...more });
const get = { method: 'GET', path: '/x?y' };

test('an ALLOW without rules lets nobody in, one with an empty rule everybody, a DENY without rules refuses nobody', () => {
  expect(ask([])).toBe('allowed');
  expect(ask([authorization({})])).toBe('refused');
  expect(ask([authorization({}), authorization({ rules: [{}] })])).toBe('allowed');
  expect(ask([authorization({ action: 'DENY' })])).toBe('allowed');
  expect(ask([authorization({ action: 'DENY', rules: [{}] }), authorization({ rules: [{}] })])).toBe('refused');
});

test('policies hold for their namespace, the mesh, or the pods that they select', () => {
  expect(ask([authorization({}, 'other')])).toBe('allowed');
  expect(ask([authorization({}, 'istio-system')])).toBe('refused');
  expect(ask([authorization({ selector: { matchLabels: { app: 'other' } } })])).toBe('allowed');
  expect(ask([authorization({ targetRefs: [{ kind: 'Service', name: 'cart' }] })])).toBe('allowed');
});

test('where no requests are seen, an ALLOW about them is dropped and a DENY about them grows', () => {
  const methods = { rules: [{ to: [{ operation: { methods: ['GET'] } }] }] };
  expect(ask([service('http'), authorization(methods)], get)).toBe('allowed');
  expect(ask([service('tcp'), authorization(methods)], get)).toBe('refused');
  expect(ask([service('tcp'), authorization({ action: 'DENY', rules: [{ to: [{ operation: { methods: ['POST'] } }] }] })], get)).toBe('refused');
  expect(ask([service('http'), authorization({ action: 'DENY', rules: [{ to: [{ operation: { methods: ['POST'] } }] }] })], get)).toBe('allowed');
});

test('whoever has no identity is none of the identities', () => {
  const plain = { from: { namespace: 'x', ip: '10.0.0.1' } };
  const deny = [authorization({ action: 'DENY', rules: [{ from: [{ source: { notPrincipals: ['cluster.local/ns/shop/sa/a'] } }] }] })];
  expect([ask(deny), ask(deny, plain)]).toEqual(['allowed', 'refused']);
  const allow = [authorization({ rules: [{ from: [{ source: { principals: ['*'] } }] }] })];
  expect([ask(allow), ask(allow, plain)]).toEqual(['allowed', 'refused']);
});

test('modes: the workload\'s over the namespace\'s over the mesh\'s, ports by the workload\'s alone, none in the root namespace by selector', () => {
  const plain = { from: { namespace: 'x' } };
  const strict = { mtls: { mode: 'STRICT' } };
  const own = { selector: { matchLabels: { app: 'cart' } } };
  expect(ask([peers(strict, 'istio-system')], plain)).toBe('refused');
  expect(ask([peers(strict, 'istio-system'), peers({ mtls: { mode: 'UNSET' } })], plain)).toBe('refused');
  expect(ask([peers(strict, 'istio-system'), peers({ mtls: { mode: 'PERMISSIVE' } })], plain)).toBe('allowed');
  expect(ask([peers(strict), peers({ ...own, ...strict, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } })], plain)).toBe('allowed');
  expect(ask([peers(strict), peers({ ...own, ...strict, portLevelMtls: { 9000: { mode: 'PERMISSIVE' } } })], plain)).toBe('refused');
  expect(ask([peers({ ...own, ...strict }, 'istio-system')], plain)).toBe('allowed');
});

test('probes are led past the proxy', () => {
  const probe = { from: { namespace: 'node' }, probe: true, ...get };
  expect(ask([authorization({}), peers({ mtls: { mode: 'STRICT' } })], probe)).toBe('allowed');
  const pods = object('Deployment', 'shop', { template: { metadata: { labels: { app: 'cart' }, annotations: { 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' } } } });
  expect(ask([authorization({}), pods], probe)).toBe('refused');
});
