import { routes } from '../../../src/manifest/gateway-api/routes';
import { byPrecedence } from '../../../src/manifest/gateway-api/precedence';
import type { HttpMessage } from '../../../src/simulator/call';
import { carryOut } from '../../../src/simulator/gateway-api/carry-out';
import { matchRoute } from '../../../src/simulator/gateway-api/message-match';
import { setOf } from '../../manifest/istio/set-of';

const route = (name: string, rules: string) => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: edge }
spec: { rules: ${rules} }`;
const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ port: 80 }] }`;
const GRANT = (from: string) => `
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: grant, namespace: shop }
spec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ${from} }], to: [{ group: '', kind: Service }] }`;

const message = (more: Partial<HttpMessage> = {}): HttpMessage => ({ method: 'GET', host: 'www.example.com', path: '/', headers: {}, scheme: 'http', ...more });

/** What a Gateway on port 8080 would make of a request, its listener having each hostname. */
function through(yaml: string, hostnames: readonly string[], request: HttpMessage) {
  const set = setOf(SERVICE + yaml);
  const ranked = hostnames.flatMap(hostname => routes(set).flatMap(r => r.rules.flatMap(rule => rule.matches.map(match => ({ route: r, rule, match, hostname }))))).sort(byPrecedence);
  const chosen = matchRoute(ranked, request);
  return chosen && carryOut(set, chosen, request, { proxy: 'istio-gateway', connection: 'plaintext', grants: true, port: 8080 });
}

const CART = route('r', '[{ backendRefs: [{ name: cart, namespace: shop, port: 80 }] }]');

test('at a Gateway a backend in another namespace needs a ReferenceGrant there, else its share is 500', () => {
  expect(through(CART, [''], message())).toMatchObject({ kind: 'forward', targets: [{ name: 'cart.shop', unusable: { status: 500, reason: expect.stringContaining('ReferenceGrant') } }] });
  expect(through(CART + GRANT('elsewhere'), [''], message())).toMatchObject({ targets: [{ unusable: { status: 500 } }] });
  const granted = through(CART + GRANT('edge'), [''], message());
  expect(granted).toMatchObject({ kind: 'forward', targets: [{ name: 'cart.shop' }] });
  expect(granted).not.toHaveProperty('targets.0.unusable');
});

test.each([
  ['*.example.com', 'www.example.com', true], ['*.example.com', 'a.b.example.com', true], ['*.example.com', 'example.com', false], ['www.example.com', 'WWW.example.com:8080', true],
  ['www.example.com', 'example.com', false], ['', 'anything', true],
])('hostname %s and host %s: %s', (hostname, host, expected) => {
  expect(through(CART + GRANT('edge'), [hostname], message({ host })) !== undefined).toBe(expected);
});

test('a redirect that says neither port nor scheme keeps the listener\'s port', () => {
  const redirect = (fields: string) => through(route('r', `[{ filters: [{ type: RequestRedirect, requestRedirect: { ${fields} } }] }]`), [''], message({ path: '/a' }));
  expect(redirect('hostname: new.example.com')).toMatchObject({ kind: 'answer', status: 302, location: 'http://new.example.com:8080/a' });
  expect(redirect('scheme: https')).toMatchObject({ location: 'https://www.example.com/a' });
});

test('a prefix is not replaced where none matched, and an extension is not known', () => {
  const rewrite = route('r', '[{ matches: [{ path: { type: Exact, value: /a } }], filters: [{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /b } } }] }]');
  expect(through(rewrite, [''], message({ path: '/a' }))).toMatchObject({ kind: 'unroutable', status: 500 });
  expect(through(route('r', '[{ filters: [{ type: ExtensionRef, extensionRef: { group: a.example.com, kind: B, name: c } }] }]'), [''], message())).toMatchObject({ kind: 'unroutable', status: 500 });
});
