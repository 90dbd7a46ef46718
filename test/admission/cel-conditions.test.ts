import { admit } from '../../src/admission/admit';
import { pathText } from '../../src/manifest/field-path';
import { manifests } from '../support/manifests';

/** The places at which CEL rules do not hold, with what is said there. */
function broken(apiVersion: string, kind: string, spec: string): string[] {
  const set = manifests(`{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a, namespace: b }, spec: ${spec} }`, { gatewayApiChannel: 'experimental' });
  return admit(set).filter(({ rule }) => rule !== 'admission/webhook').map(({ rule, path, message }) => `${rule} ${pathText(path)}: ${message}`);
}

const GATEWAY = 'gateway.networking.k8s.io/v1';
const ISTIO = 'networking.istio.io/v1';
const matches = (count: number) => `{ matches: [${'{},'.repeat(count)}] }`;
const path = (value: string) => ['HTTPRoute', `{ rules: [{ matches: [{ path: { type: Exact, value: "${value}" } }] }] }`] as const;
const filter = (text: string) => `{ rules: [{ filters: [${text}] }] }`;
const prefixed = (name: string, type: string) => `{ type: ${type}, ${name}: { path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }`;

/** Kind, a spec that breaks a condition, the nearest one that does not, and the condition. */
const OF_GATEWAY_API: readonly (readonly [kind: string, bad: string, good: string, condition: string])[] = [
  [...path('/a/./b'), path('/a/.b')[1], 'must not contain \'/./\''],
  [...path('/a%2fb'), path('/a%2ab')[1], 'must not contain \'%2f\''],
  [...path('/a%2Fb'), path('/a%2Ab')[1], 'must not contain \'%2F\''],
  [...path('/a#b'), path('/a%23b')[1], 'must not contain \'#\''],
  [...path('/a/..'), path('/a/..b')[1], 'must not end with \'/..\''],
  [...path('/a/.'), path('/a/.b')[1], 'must not end with \'/.\''],
  ['HTTPRoute', `{ rules: [${`${matches(64)},`.repeat(2)} ${matches(1)}] }`, `{ rules: [${`${matches(64)},`.repeat(2)}] }`, 'the total number of matches across all rules'],
  ['HTTPRoute', filter('{ type: CORS, cors: {} }, { type: CORS, cors: {} }'), filter('{ type: CORS, cors: {} }'), 'CORS filter cannot be repeated'],
  ['HTTPRoute', filter('{ type: CORS, cors: { allowMethods: ["*", GET] } }'), filter('{ type: CORS, cors: { allowMethods: ["*"] } }'), 'AllowMethods cannot contain \'*\''],
  ['HTTPRoute', filter('{ type: CORS, cors: { allowHeaders: ["*", a] } }'), filter('{ type: CORS, cors: { allowHeaders: ["*"] } }'), 'AllowHeaders cannot contain \'*\''],
  ['HTTPRoute', filter('{ type: CORS, cors: { allowOrigins: ["*", "https://a"] } }'), filter('{ type: CORS, cors: { allowOrigins: ["*"] } }'), 'AllowOrigins cannot contain \'*\''],
  ['HTTPRoute', filter('{ type: RequestRedirect, requestRedirect: {}, cors: {} }'), filter('{ type: RequestRedirect, requestRedirect: {} }'), 'filter.cors must be nil'],
  ['HTTPRoute', filter('{ type: CORS, cors: {}, requestRedirect: {} }'), filter('{ type: CORS, cors: {} }'), 'filter.requestRedirect must be nil'],
  ['HTTPRoute', filter('{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 1 }, percent: 5, fraction: { numerator: 1 } } }'), filter('{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 1 }, percent: 5 } }'), 'Only one of percent or fraction'],
  ['HTTPRoute', filter('{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 1 }, fraction: { numerator: 101 } } }'), filter('{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 1 }, fraction: { numerator: 101, denominator: 200 } } }'), 'numerator must be less than or equal to denominator'],
  ['HTTPRoute', filter(`${prefixed('requestRedirect', 'RequestRedirect')}`).replace('filters', 'matches: [{ path: { type: Exact, value: / } }], filters'), filter(`${prefixed('requestRedirect', 'RequestRedirect')}`), 'When using RequestRedirect filter with path.replacePrefixMatch'],
  ['HTTPRoute', `{ rules: [{ matches: [{}, {}], backendRefs: [{ name: a, port: 1, filters: [${prefixed('urlRewrite', 'URLRewrite')}] }] }] }`, `{ rules: [{ matches: [{}], backendRefs: [{ name: a, port: 1, filters: [${prefixed('urlRewrite', 'URLRewrite')}] }] }] }`, 'Within backendRefs, When using URLRewrite'],
  ['HTTPRoute', filter('{ type: RequestRedirect, requestRedirect: {} }, { type: URLRewrite, urlRewrite: {} }'), filter('{ type: URLRewrite, urlRewrite: {} }'), 'but not both'],
  ['HTTPRoute', filter('{ type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch } } }'), filter(prefixed('urlRewrite', 'URLRewrite')), 'replacePrefixMatch must be specified'],
  ['HTTPRoute', filter('{ type: URLRewrite, urlRewrite: { path: { type: ReplaceFullPath, replaceFullPath: /, replacePrefixMatch: / } } }'), filter('{ type: URLRewrite, urlRewrite: { path: { type: ReplaceFullPath, replaceFullPath: / } } }'), 'type must be \'ReplacePrefixMatch\''],
  ['HTTPRoute', '{ rules: [{ timeouts: { request: 1s, backendRequest: 1001ms } }] }', '{ rules: [{ timeouts: { request: 1s, backendRequest: 1000ms } }] }', 'backendRequest timeout cannot be longer'],
  ['Gateway', '{ gatewayClassName: a, listeners: [{ name: a, port: 443, protocol: HTTPS, tls: { mode: Passthrough } }] }', '{ gatewayClassName: a, listeners: [{ name: a, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: a }] } }] }', 'tls mode must be Terminate for protocol HTTPS'],
  ['Gateway', '{ gatewayClassName: a, addresses: [{ type: IPAddress, value: 10.0.0.1 }, { type: IPAddress, value: 10.0.0.1 }], listeners: [{ name: a, port: 80, protocol: HTTP }] }', '{ gatewayClassName: a, addresses: [{ type: IPAddress, value: 10.0.0.1 }, { type: IPAddress, value: 10.0.0.2 }], listeners: [{ name: a, port: 80, protocol: HTTP }] }', 'IPAddress values must be unique'],
  ['Gateway', '{ gatewayClassName: a, addresses: [{ type: Hostname, value: a_b }], listeners: [{ name: a, port: 80, protocol: HTTP }] }', '{ gatewayClassName: a, addresses: [{ type: Hostname, value: a.b }], listeners: [{ name: a, port: 80, protocol: HTTP }] }', 'Hostname value must be empty or contain only valid characters'],
  ['Gateway', `{ gatewayClassName: a, infrastructure: { labels: { "${'x'.repeat(253)}/a": b } }, listeners: [{ name: a, port: 80, protocol: HTTP }] }`, `{ gatewayClassName: a, infrastructure: { labels: { "${'x'.repeat(252)}/a": b } }, listeners: [{ name: a, port: 80, protocol: HTTP }] }`, 'label key\'s prefix must be a DNS subdomain'],
  ['TLSRoute', '{ hostnames: ["10.0.0.1"], parentRefs: [{ name: a }], rules: [{ backendRefs: [{ name: a, port: 1 }] }] }', '{ hostnames: [a.example.com], parentRefs: [{ name: a }], rules: [{ backendRefs: [{ name: a, port: 1 }] }] }', 'Hostnames cannot contain an IP'],
];

test.each(OF_GATEWAY_API)('of the Gateway API: %s %s', (kind, bad, good, condition) => {
  expect(broken(GATEWAY, kind, bad).join('\n')).toContain(condition);
  expect(broken(GATEWAY, kind, good)).toEqual([]);
});

const OF_ISTIO: readonly (readonly [apiVersion: string, kind: string, bad: string, good: string, condition: string])[] = [
  ['security.istio.io/v1', 'AuthorizationPolicy', '{ rules: [{ from: [{ source: { serviceAccounts: [a], namespaces: [b] } }] }] }', '{ rules: [{ from: [{ source: { serviceAccounts: [a] } }] }] }', 'Cannot set serviceAccounts with namespaces or principals'],
  ['security.istio.io/v1', 'AuthorizationPolicy', '{ selector: { matchLabels: { app: "a*" } } }', '{ selector: { matchLabels: { app: a } } }', 'wildcard not allowed in label value match'],
  ['security.istio.io/v1', 'PeerAuthentication', '{ portLevelMtls: { "80": { mode: STRICT } } }', '{ selector: { matchLabels: { a: b } }, portLevelMtls: { "80": { mode: STRICT } } }', 'portLevelMtls requires selector'],
  ['security.istio.io/v1', 'PeerAuthentication', '{ selector: { matchLabels: { a: b } }, portLevelMtls: { "70000": {} } }', '{ selector: { matchLabels: { a: b } }, portLevelMtls: { "65535": {} } }', 'port must be between 1-65535'],
  ['telemetry.istio.io/v1', 'Telemetry', '{ metrics: [{ overrides: [{ tagOverrides: { a: { operation: UPSERT } } }] }] }', '{ metrics: [{ overrides: [{ tagOverrides: { a: { operation: UPSERT, value: b } } }] }] }', 'value must be set when operation is UPSERT'],
  ['telemetry.istio.io/v1', 'Telemetry', '{ metrics: [{ overrides: [{ tagOverrides: { a: { operation: REMOVE, value: b } } }] }] }', '{ metrics: [{ overrides: [{ tagOverrides: { a: { operation: REMOVE } } }] }] }', 'value must not be set when operation is REMOVE'],
  ['extensions.istio.io/v1alpha1', 'WasmPlugin', '{ url: "oci://a/b", vmConfig: { env: [{ name: a, valueFrom: HOST, value: b }] } }', '{ url: "oci://a/b", vmConfig: { env: [{ name: a, value: b }] } }', 'value may only be set when valueFrom is INLINE'],
  ['extensions.istio.io/v1alpha1', 'WasmPlugin', '{ url: "localhost:5000/a" }', '{ url: "registry.example.com/a:1.0" }', 'url must have schema one of'],
  [ISTIO, 'ServiceEntry', '{ hosts: [a.b], addresses: [10.0.0.0/8], resolution: DNS }', '{ hosts: [a.b], addresses: [10.0.0.0/8], resolution: STATIC }', 'CIDR addresses are allowed only for NONE/STATIC'],
  [ISTIO, 'ServiceEntry', '{ hosts: [a.b], ports: [{ number: 80, name: a }, { number: 80, name: b }] }', '{ hosts: [a.b], ports: [{ number: 80, name: a }, { number: 81, name: b }] }', 'port number cannot be duplicated'],
  [ISTIO, 'WorkloadEntry', '{ address: "unix://a" }', '{ address: "unix:///a" }', 'UDS must be an absolute path'],
  [ISTIO, 'VirtualService', '{ hosts: [a], http: [{ timeout: 1us, route: [{ destination: { host: a } }] }] }', '{ hosts: [a], http: [{ timeout: 1ms, route: [{ destination: { host: a } }] }] }', 'must be a valid duration greater than 1ms'],
];

test.each(OF_ISTIO)('of Istio: %s %s %s', (apiVersion, kind, bad, good, condition) => {
  expect(broken(apiVersion, kind, bad).join('\n')).toContain(condition);
  expect(broken(apiVersion, kind, good)).toEqual([]);
});
