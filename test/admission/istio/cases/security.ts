import { cases, object } from './case';

const policy = (spec: object, metadata: object = {}) => object('security.istio.io/v1', 'AuthorizationPolicy', spec, metadata);
const rule = (more: object) => policy({ rules: [more] });
const source = (from: object) => rule({ from: [{ source: from }] });
const operation = (to: object) => rule({ to: [{ operation: to }] });
const when = (condition: object) => rule({ when: [{ key: 'source.ip', values: ['10.0.0.1'], ...condition }] });
const custom = (rules: object[]) => policy({ action: 'CUSTOM', provider: { name: 'opa' }, rules });
const target = (targetRef: object) => policy({ targetRefs: [{ kind: 'Service', name: 'cart', ...targetRef }] });
const annotated = (annotations: object) => policy({}, { annotations });
const authentication = (spec: object) => object('security.istio.io/v1', 'RequestAuthentication', spec);
const jwt = (more: object) => authentication({ jwtRules: [{ issuer: 'a', ...more }] });
const peer = (spec: object) => object('security.istio.io/v1', 'PeerAuthentication', spec);
const accounts = (count: number) => Array.from({ length: count }, (_, i) => `sa-${i}`);
const KEY = { kty: 'RSA', n: 'AQAB', e: 'AQAB' };

export const SECURITY_CASES = [
  ...cases(annotated,
    ['metadata/internal-annotation', { 'internal.istio.io/parents': 'a' }, 'metadata.annotations["internal.istio.io/parents"]', 'for istiod itself', { 'example.com/parents': 'a' }],
    ['metadata/dry-run', { 'istio.io/dry-run': 'yes' }, 'metadata.annotations["istio.io/dry-run"]', '"yes"', { 'istio.io/dry-run': 'true' }]),
  ...cases((action: string) => policy({ action, provider: action === 'CUSTOM' ? { name: 'opa' } : undefined, rules: [{}] }, { annotations: { 'istio.io/dry-run': 'true' } }),
    ['metadata/dry-run', 'CUSTOM', 'metadata.annotations["istio.io/dry-run"]', 'action CUSTOM', 'DENY']),
  ...cases((kind: string) => object('security.istio.io/v1', kind, {}, { annotations: { 'istio.io/dry-run': 'true' } }),
    ['metadata/dry-run', 'RequestAuthentication', 'metadata.annotations["istio.io/dry-run"]', 'RequestAuthentication', 'AuthorizationPolicy']),
  ...cases(policy,
    ['authorization/custom-rules', { action: 'CUSTOM', provider: { name: 'opa' } }, 'spec', 'has no rules', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] }],
    ['authorization/custom-provider', { action: 'CUSTOM', rules: [{}] }, 'spec', 'names no provider', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] }],
    ['authorization/provider-without-custom', { provider: { name: 'opa' } }, 'spec.provider', 'action ALLOW has a provider', {}],
    ['authorization/deny-rules', { action: 'DENY' }, 'spec', 'denies nothing', { action: 'DENY', rules: [{}] }],
    ['selector/several-targets', { selector: { matchLabels: { a: 'b' } }, targetRefs: [{ kind: 'Service', name: 'cart' }] }, 'spec.targetRefs', 'selector and targetRefs', { targetRefs: [{ kind: 'Service', name: 'cart' }] }],
    ['selector/wildcard', { selector: { matchLabels: { 'a*': 'b' } } }, 'spec.selector.matchLabels["a*"]', '"a*: b"', { selector: { matchLabels: { a: 'b' } } }]),
  ...cases(custom,
    ['authorization/custom-source', [{ from: [{ source: { notPrincipals: ['a'] } }] }], 'spec.rules[0].from[0].source.notPrincipals', 'notPrincipals', [{ from: [{ source: { ipBlocks: ['10.0.0.1'] } }] }]],
    ['authorization/custom-source', [{ when: [{ key: 'request.auth.principal', values: ['a'] }] }], 'spec.rules[0].when[0].key', 'request.auth.principal', [{ when: [{ key: 'request.headers[a]', values: ['a'] }] }]]),
  ...cases(rule,
    ['authorization/empty-source', { from: [{}] }, 'spec.rules[0].from[0]', 'nothing of the caller', { from: [{ source: { trustDomains: ['a'] } }] }],
    ['authorization/empty-operation', { to: [{ operation: {} }] }, 'spec.rules[0].to[0].operation', 'nothing of the request', { to: [{ operation: { notPorts: ['80'] } }] }]),
  ...cases(source,
    ['authorization/service-accounts-with-principals', { serviceAccounts: ['a'], notNamespaces: ['b'] }, 'spec.rules[0].from[0].source.serviceAccounts', '"serviceAccounts" and "notNamespaces"', { serviceAccounts: ['a'], requestPrincipals: ['b'] }],
    ['authorization/empty-value', { notPrincipals: ['a', ''] }, 'spec.rules[0].from[0].source.notPrincipals[1]', '`notPrincipals` has an empty value', { notPrincipals: ['a', '*'] }],
    ['authorization/address', { remoteIpBlocks: ['10.0.0.0/33'] }, 'spec.rules[0].from[0].source.remoteIpBlocks[0]', '"10.0.0.0/33"', { remoteIpBlocks: ['10.0.0.0/32', '::/0'] }],
    ['authorization/service-account', { serviceAccounts: ['a/b/c'] }, 'spec.rules[0].from[0].source.serviceAccounts[0]', '"a/b/c"', { serviceAccounts: ['a/b'] }],
    ['authorization/service-account', { notServiceAccounts: ['a*'] }, 'spec.rules[0].from[0].source.notServiceAccounts[0]', '"a*"', { notServiceAccounts: ['a'] }],
    ['authorization/too-many-service-accounts', { serviceAccounts: accounts(17) }, 'spec.rules[0].from[0].source.serviceAccounts', '17 entries', { serviceAccounts: accounts(16) }],
    ['authorization/trust-domain', { trustDomains: ['a*b'] }, 'spec.rules[0].from[0].source.trustDomains[0]', '"a*b"', { trustDomains: ['a*', '*b', '*'] }],
    ['authorization/trust-domain', { notTrustDomains: ['a/b'] }, 'spec.rules[0].from[0].source.notTrustDomains[0]', '"a/b"', { notTrustDomains: ['a.b'] }]),
  ...cases(operation,
    ['authorization/port', { ports: ['http'] }, 'spec.rules[0].to[0].operation.ports[0]', '"http"', { ports: ['0', '65535'] }],
    ['authorization/empty-value', { methods: [''] }, 'spec.rules[0].to[0].operation.methods[0]', '`methods` has an empty value', { methods: ['GET'] }],
    ['authorization/path-template', { paths: ['/{**}/a/{*}'] }, 'spec.rules[0].to[0].operation.paths[0]', 'comes after {**}', { paths: ['/{*}/a/{**}'] }],
    ['authorization/path-template', { paths: ['/{id}'] }, 'spec.rules[0].to[0].operation.paths[0]', '"{id}"', { paths: ['/id*'] }],
    ['authorization/path-template', { notPaths: ['/{*}/a*'] }, 'spec.rules[0].to[0].operation.notPaths[0]', '"a*"', { notPaths: ['/{*}/a'] }],
    ['authorization/path-template', { notPaths: ['/{*}//a'] }, 'spec.rules[0].to[0].operation.notPaths[0]', 'a segment is empty', { notPaths: ['/a//b'] }]),
  ...cases(when,
    ['condition/key', { key: 'destination.labels[app]' }, 'spec.rules[0].when[0].key', 'earlier versions', { key: 'destination.ip' }],
    ['condition/key', { key: 'source.name' }, 'spec.rules[0].when[0].key', '"source.name"', { key: 'source.namespace' }],
    ['condition/key', { key: '' }, 'spec.rules[0].when[0].key', 'no key', { key: 'connection.sni' }],
    ['condition/no-values', { values: [] }, 'spec.rules[0].when[0]', 'source.ip has neither', { values: [], notValues: ['10.0.0.1'] }],
    ['condition/map-key', { key: 'request.headers' }, 'spec.rules[0].when[0].key', '"request.headers"', { key: 'request.headers[a]' }],
    ['condition/map-key', { key: 'request.auth.claims[]' }, 'spec.rules[0].when[0].key', '"request.auth.claims[]"', { key: 'request.auth.claims[a][b]' }],
    ['condition/trust-domain', { key: 'source.trustDomain', values: ['*a*'] }, 'spec.rules[0].when[0].values[0]', '"*a*"', { key: 'source.trustDomain', values: ['*a'] }],
    ['authorization/address', { values: ['a'] }, 'spec.rules[0].when[0].values[0]', '"a"', { values: ['::1'] }],
    ['authorization/port', { key: 'destination.port', values: ['70000'] }, 'spec.rules[0].when[0].values[0]', '"70000"', { key: 'destination.port', values: ['7000'] }],
    ['authorization/service-account', { key: 'source.serviceAccount', values: ['a/'] }, 'spec.rules[0].when[0].values[0]', '"a/"', { key: 'source.serviceAccount', values: ['a'] }],
    ['authorization/empty-value', { key: 'request.headers[a]', notValues: [''] }, 'spec.rules[0].when[0].notValues[0]', 'empty value', { key: 'request.headers[a]', notValues: ['b'] }]),
  ...cases(target,
    ['target-ref/kind', { kind: 'Deployment', group: 'apps' }, 'spec.targetRefs[0].kind', 'Deployment', { group: 'core' }],
    ['target-ref/kind', { kind: 'Gateway', group: 'networking.istio.io' }, 'spec.targetRefs[0].group', 'Gateway of group "networking.istio.io"', { kind: 'Gateway', group: 'gateway.networking.k8s.io' }],
    ['target-ref/name', { name: '' }, 'spec.targetRefs[0]', 'no name', { name: 'a' }],
    ['target-ref/namespace', { namespace: 'other' }, 'spec.targetRefs[0].namespace', '"other"', { namespace: '' }]),
  ...cases(jwt,
    ['jwt/no-issuer', { issuer: '' }, 'spec.jwtRules[0]', 'neither issuer nor jwksUri', { issuer: '', jwksUri: 'https://a.com/keys' }],
    ['jwt/audience', { audiences: [''] }, 'spec.jwtRules[0].audiences[0]', 'empty value', { audiences: ['a'] }],
    ['jwt/jwks-uri', { jwksUri: 'a.com/keys' }, 'spec.jwtRules[0].jwksUri', '"a.com/keys"', { jwksUri: 'http://a.com:8080/keys' }],
    ['jwt/jwks', { jwks: '{"keys": [{"kty": "RSB"}]}' }, 'spec.jwtRules[0].jwks', '"RSB"', { jwks: JSON.stringify({ keys: [KEY] }) }],
    ['jwt/jwks', { jwks: 'keys' }, 'spec.jwtRules[0].jwks', 'not JSON', { jwks: '{"keys": []}' }],
    ['jwt/jwks', { jwks: '[]' }, 'spec.jwtRules[0].jwks', 'not a JSON object', { jwks: JSON.stringify(KEY) }],
    ['jwt/jwks', { jwks: '{"keys": {}}' }, 'spec.jwtRules[0].jwks', 'not a list', { jwks: '{"keys": null}' }],
    ['jwt/jwks', { jwks: '{"keys": [{"kty": "RSA", "n": "AQAB"}]}' }, 'spec.jwtRules[0].jwks', 'key 0: "e" is missing', { jwks: JSON.stringify({ keys: [KEY] }) }],
    ['jwt/jwks', { jwks: JSON.stringify({ keys: [{ ...KEY, n: 'AQ=AB' }] }) }, 'spec.jwtRules[0].jwks', '"n" is not in base64', { jwks: JSON.stringify({ keys: [{ ...KEY, n: 'AQ==' }] }) }],
    ['jwt/jwks-uri', { jwksUri: 'http://a b/keys' }, 'spec.jwtRules[0].jwksUri', '"http://a b/keys"', { jwksUri: 'https://a/b c' }],
    ['jwt/jwks-uri', { jwksUri: 'http://a:b/keys' }, 'spec.jwtRules[0].jwksUri', 'no HTTP address', { jwksUri: 'http://u:p@[::1]:80/keys#a' }],
    ['jwt/location', { fromCookies: [''] }, 'spec.jwtRules[0].fromCookies[0]', 'no name', { fromCookies: ['a'] }],
    ['jwt/claim-header', { outputClaimToHeaders: [{ header: 'x-a' }] }, 'spec.jwtRules[0].outputClaimToHeaders[0]', 'no claim', { outputClaimToHeaders: [{ header: 'x-a', claim: 'a' }] }],
    ['jwt/claim-header', { outputClaimToHeaders: [{ header: 'x.a', claim: 'a' }] }, 'spec.jwtRules[0].outputClaimToHeaders[0].header', '"x.a"', { outputClaimToHeaders: [{ header: 'x_a', claim: 'a' }] }],
    ['duration', { timeout: '0s' }, 'spec.jwtRules[0].timeout', '"0s"', { timeout: '1s' }]),
  ...cases(peer,
    ['peer-authentication/ports-without-selector', { portLevelMtls: { 80: { mode: 'DISABLE' } } }, 'spec.portLevelMtls', 'selects no pods', { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { 80: { mode: 'DISABLE' } } }],
    ['peer-authentication/no-ports', { selector: { matchLabels: { a: 'b' } }, portLevelMtls: {} }, 'spec.portLevelMtls', 'has no port', { selector: { matchLabels: { a: 'b' } } }],
    ['peer-authentication/port', { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { '080': { mode: 'DISABLE' } } }, 'spec.portLevelMtls["080"]', '"080"', { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { 80: { mode: 'DISABLE' } } }],
    ['peer-authentication/port', { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { 0: { mode: 'DISABLE' } } }, 'spec.portLevelMtls["0"]', '"0"', { selector: { matchLabels: { a: 'b' } }, portLevelMtls: { 1: { mode: 'DISABLE' } } }]),
];
