import { diff } from '../../src/simulator/diff';
import { setOf } from '../manifest/istio/set-of';
import { SHOP } from './shop';

const MESHED = SHOP.replace('name: shop }', 'name: shop, labels: { istio-injection: enabled } }');

function changes(before: string, after: string, shop = MESHED) {
  return diff(setOf(`${shop}---\n${before}`), setOf(`${shop}---\n${after}`)).map(({ kind, service, callers, requests }) => ({ kind, service, callers, requests }));
}

const policy = (rule: string, name = 'cart'): string => `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { matchLabels: { app: cart } }, rules: [${rule}] }\n`;
const route = (http: string): string => `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: cart, namespace: shop }\nspec: { hosts: [cart.shop.svc.cluster.local], http: [${http}] }\n`;
const matched = (match: string): string => route(`{ match: [${match}], directResponse: { status: 418 } }, { route: [{ destination: { host: cart.shop.svc.cluster.local } }] }`);
const cors = (origin: string): string => route(`{ route: [{ destination: { host: cart.shop.svc.cluster.local } }], corsPolicy: { allowOrigins: [${origin}] } }`);
const TOKENS = 'apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: { name: tokens, namespace: shop }\nspec: { jwtRules: [{ issuer: https://i.example.com, jwks: "{}" }] }\n---\n';
const subject = (when: string): string => `${TOKENS}${policy(`{ from: [{ source: { requestPrincipals: ["https://i.example.com/*"] } }]${when} }`)}`;
const from = (callers: string): string => policy(`{ from: [${callers}] }`);

const CART = 'cart.shop';

test.each<[string, string, string, string, string]>([
  ['a second value of a header', policy('{ when: [{ key: "request.headers[x-key]", values: [abc] }] }'), policy('{ when: [{ key: "request.headers[x-key]", values: [abc, b] }] }'), 'opened', 'GET /, x-key: b'],
  ['any value of a header', policy('{ when: [{ key: "request.headers[x-key]", values: [abc] }] }'), policy('{ when: [{ key: "request.headers[x-key]", values: [abc, "*"] }] }'), 'opened', 'GET /, x-key: other'],
  ['values of a header and all others', policy('{ when: [{ key: "request.headers[x-key]", values: [abc] }] }'), policy('{ when: [{ key: "request.headers[x-key]", notValues: [abc] }] }'), 'closed', 'GET /, x-key: abc'],
  ['a claim', subject(''), subject(', when: [{ key: "request.auth.claims[groups]", values: [admin] }]'), 'closed', 'GET /, valid token (iss: https://i.example.com, sub: any)'],
  ['another value of a nested claim', subject(', when: [{ key: "request.auth.claims[a][b]", values: [x] }]'), subject(', when: [{ key: "request.auth.claims[a][b]", values: [x, y] }]'), 'opened', 'GET /, valid token (iss: https://i.example.com, sub: any, a: {"b":"y"})'],
  ['that tokens have to be valid', policy('{}'), `${TOKENS}${policy('{}')}`, 'closed', 'GET /, expired token (iss: https://i.example.com, sub: any)'],
  ['hosts', policy('{ to: [{ operation: { hosts: ["*"] } }] }'), policy('{ to: [{ operation: { hosts: ["cart.shop:7070"] } }] }'), 'closed', 'GET /, host: cart.shop.svc.cluster.local:7070'],
  ['a second host', policy('{ to: [{ operation: { hosts: [a.example] } }] }'), policy('{ to: [{ operation: { hosts: [a.example, b.example] } }] }'), 'opened', 'GET /, host: b.example'],
  ['an expression on a header', matched("{ headers: { x: { regex: 'a.*' } } }"), matched("{ headers: { x: { regex: '.*' } } }"), 'answer', 'GET /, x: other'],
  ['an alternative of an expression', matched("{ headers: { x: { regex: 'a|b' } } }"), matched("{ headers: { x: { regex: 'a|c' } } }"), 'answer', 'GET /, x: b'],
  ['an expression on a path', matched("{ uri: { regex: '/a.*' } }"), matched("{ uri: { regex: '/.*' } }"), 'answer', 'GET /other'],
  ['a header that must not be there', matched('{ withoutHeaders: { x: { exact: a } } }'), matched('{ withoutHeaders: { x: {} } }'), 'answer', 'GET /, x: other'],
  ['letters in either case', matched('{ ignoreUriCase: true, uri: { exact: /Foo } }'), matched('{ uri: { exact: /Foo } }'), 'answer', 'GET /fOO'],
  ['a query parameter', matched('{ queryParams: { q: { exact: a } } }'), matched('{ queryParams: { q: { prefix: a } } }'), 'answer', 'GET /?q=aany'],
  ['origins of browsers', cors("{ exact: 'https://a' }"), cors("{ regex: '.*' }"), 'answer', 'OPTIONS /, origin: other, access-control-request-method: GET'],
])('%s', (_, before, after, kind, request) => {
  const found = changes(before, after).filter(change => change.service === CART && change.kind === kind);
  expect(found.flatMap(({ requests }) => requests)).toContain(request);
  expect(changes(before, before)).toEqual([]);
});

const WEB = '{ source: { principals: ["cluster.local/ns/shop/sa/frontend"] } }';

test.each<[string, string, string, string]>([
  ['an account of another namespace', from(WEB), from(`${WEB}, { source: { principals: ["cluster.local/ns/ci/sa/runner"] } }`), 'ci/ServiceAccount/runner'],
  ['another account of the namespace', from(WEB), from(`${WEB}, { source: { serviceAccounts: [ghost] } }`), 'shop/ServiceAccount/ghost'],
  ['a namespace', from(WEB), from(`${WEB}, { source: { namespaces: [ci] } }`), 'ci/*'],
  ['a pattern', from(WEB), from(`${WEB}, { source: { principals: ["*/sa/runner"] } }`), 'any/ServiceAccount/runner'],
  ['another trust domain', from(WEB), from(`${WEB}, { source: { principals: ["other.domain/ns/x/sa/y"] } }`), 'other.domain/ns/x/sa/y'],
  ['all of another trust domain', from(WEB), from(`${WEB}, { source: { trustDomains: [other.domain] } }`), 'other.domain/ns/any/sa/any'],
  ['somebody who is excepted', from('{ source: { namespaces: [ci] } }'), from('{ source: { namespaces: [ci], notPrincipals: ["cluster.local/ns/ci/sa/runner"] } }'), 'ci/ServiceAccount/runner'],
  ['a condition on the namespace', policy('{ when: [{ key: source.namespace, values: [a] }] }'), policy('{ when: [{ key: source.namespace, values: [a, b] }] }'), 'b/*'],
  ['more addresses', from('{ source: { ipBlocks: [10.1.0.0/16] } }'), from('{ source: { ipBlocks: [0.0.0.0/0] } }'), 'outside at 203.0.113.9'],
  ['fewer addresses', from('{ source: { ipBlocks: [10.1.0.0/16] } }'), from('{ source: { ipBlocks: [10.1.0.0/24] } }'), 'shop/* at 10.1.255.254'],
  ['all other addresses', policy('{ when: [{ key: source.ip, values: [10.0.0.0/8] }] }'), policy('{ when: [{ key: source.ip, notValues: [10.0.0.0/8] }] }'), 'outside at 10.0.0.1'],
])('callers that only a policy of one side knows: %s', (_, before, after, caller) => {
  const of = (one: string, other: string): string[] => changes(one, other).filter(({ service }) => service === CART).flatMap(({ callers }) => callers);
  expect(of(before, after)).toContain(caller);
  expect(of(after, before)).toContain(caller);
});

const LINKERD = SHOP.replace('name: shop }', 'name: shop, annotations: { linkerd.io/inject: enabled } }');
const linkerd = (authentication: string, kind = 'MeshTLSAuthentication'): string => `apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: cart, namespace: shop }
spec: { podSelector: { matchLabels: { app: cart } }, port: 8080 }
---
apiVersion: policy.linkerd.io/v1alpha1
kind: ${kind}
metadata: { name: callers, namespace: shop }
spec: ${authentication}
---
apiVersion: policy.linkerd.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: cart, namespace: shop }
spec: { targetRef: { group: policy.linkerd.io, kind: Server, name: cart }, requiredAuthenticationRefs: [{ group: policy.linkerd.io, kind: ${kind}, name: callers }] }
`;
const IDENTITY = 'serviceaccount.identity.linkerd.cluster.local';

test.each<[string, string, string, string]>([
  ['an identity', `{ identities: ["frontend.shop.${IDENTITY}"] }`, `{ identities: ["frontend.shop.${IDENTITY}", "runner.ci.${IDENTITY}"] }`, 'ci/ServiceAccount/runner'],
  ['identities of a namespace', `{ identities: ["frontend.shop.${IDENTITY}"] }`, `{ identities: ["frontend.shop.${IDENTITY}", "*.ci.${IDENTITY}"] }`, 'ci/*'],
  ['an identity of another trust domain', `{ identities: ["frontend.shop.${IDENTITY}"] }`, `{ identities: ["frontend.shop.${IDENTITY}", "y.x.serviceaccount.identity.linkerd.other.domain"] }`, 'other.domain/ns/x/sa/y'],
  ['an account', '{ identityRefs: [{ kind: ServiceAccount, name: frontend }] }', '{ identityRefs: [{ kind: ServiceAccount, name: frontend }, { kind: ServiceAccount, name: runner, namespace: ci }] }', 'ci/ServiceAccount/runner'],
])('on Linkerd: %s', (_, before, after, caller) => {
  expect(changes(linkerd(before), linkerd(after), LINKERD)).toEqual([{ kind: 'opened', service: CART, callers: [caller], requests: [] }]);
});

test('networks on Linkerd', () => {
  const networks = (cidr: string): string => linkerd(`{ networks: [{ cidr: ${cidr} }] }`, 'NetworkAuthentication');
  expect(changes(networks('10.1.0.0/16'), networks('10.0.0.0/8'), LINKERD).flatMap(({ callers }) => callers)).toContain('outside at 10.255.255.254');
});

const network = (peer: string): string => `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: cart, namespace: shop }\nspec: { podSelector: { matchLabels: { app: cart } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: frontend } } }, ${peer}] }] }\n`;

test.each<[string, string, string]>([
  ['a namespace', '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ci } } }', 'ci/*'],
  ['pods of a namespace', '{ namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [ci] }] }, podSelector: { matchLabels: { job: nightly } } }', 'ci/* (job=nightly)'],
  ['pods that are not declared', '{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [ghost] }] } }', 'shop/* (app=ghost)'],
  ['addresses', '{ ipBlock: { cidr: 192.0.2.0/24 } }', 'outside at 192.0.2.1'],
])('NetworkPolicies: %s', (_, peer, caller) => {
  expect(changes(network('{ podSelector: { matchLabels: { app: frontend } } }'), network(peer), SHOP).flatMap(({ callers }) => callers)).toContain(caller);
});

const SIDECAR = (mode: string): string => `apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: { name: default, namespace: shop }\nspec: { outboundTrafficPolicy: { mode: ${mode} } }\n`;
const ENTRY = '---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: stripe, namespace: shop }\nspec: { hosts: [api.stripe.com], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS }\n';

test('what leaves the cluster: places that nobody knows, and places that a ServiceEntry knows', () => {
  expect(changes(SIDECAR('REGISTRY_ONLY'), SIDECAR('ALLOW_ANY')).map(({ kind, service }) => [kind, service])).toEqual([['opened', '*'], ['opened', '*']]);
  const callers = ['shop/Deployment/frontend', 'shop/Deployment/cart', 'shop/*'];
  expect(changes(`${SIDECAR('REGISTRY_ONLY')}${ENTRY}`, SIDECAR('REGISTRY_ONLY'))).toEqual([{ kind: 'closed', service: 'api.stripe.com', callers, requests: [] }]);
});

test('what a proxy answers is one change', () => {
  const plain = route('{ route: [{ destination: { host: cart.shop.svc.cluster.local } }], timeout: 3s }');
  expect(changes(plain, route('{ directResponse: { status: 418 } }')).filter(({ service }) => service === CART).map(({ kind }) => kind)).toEqual(['answer']);
});
