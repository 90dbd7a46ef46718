import { authorizationPolicies } from '../../../src/manifest/istio/authorization-policies';
import { decide } from '../../../src/simulator/istio/rbac-decision';
import type { RbacSubject } from '../../../src/simulator/istio/rbac-subject';
import { pathSeen } from '../../../src/simulator/istio/rbac-subject';
import { Trace } from '../../../src/simulator/trace';
import { setOf } from '../../manifest/istio/set-of';
import { authz } from './access-shop';

interface Asked {
  readonly as?: string | null;
  readonly ip?: string;
  readonly port?: number;
  readonly host?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly claims?: Record<string, unknown>;
  readonly sni?: string;
  readonly tcp?: boolean;
}

/** Whether a policy with one rule matches: as DENY, so that what is not matched is allowed. */
function verdict(rule: string, asked: Asked, { action = 'DENY', mesh = '' } = {}): string {
  const set = setOf(`${authz('p', `{ action: ${action}, rules: [${rule}] }`)}${mesh}`);
  const { as = 'cluster.local/ns/shop/sa/frontend', ip, port = 8080, host = 'cart.shop', method = 'GET', path = '/', headers = {}, claims, sni, tcp = false } = asked;
  const http = tcp ? undefined : { method, host, path, headers, scheme: 'http' as const };
  const address = ip ?? { unless: 'the address' };
  const subject: RbacSubject = { principal: as ?? undefined, directIp: address, remoteIp: address, destinationIp: { unless: 'the pod' }, port, sni, http, path: pathSeen(set, http), claims };
  return decide(set, authorizationPolicies(set).map(({ object }) => object), subject, { at: 'proxy', tcp }, new Trace()).kind;
}

const from = (source: string): string => `{ from: [{ source: { ${source} } }] }`;
const to = (operation: string): string => `{ to: [{ operation: { ${operation} } }] }`;
const when = (condition: string): string => `{ when: [{ ${condition} }] }`;
const CONFIG = (mesh: string): string => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: istio, namespace: istio-system }, data: { mesh: '${mesh}' } }`;

describe('values of an AuthorizationPolicy at Envoy: those that match, and those that do not', () => {
  test.each<[string, string, Asked[], Asked[]]>([
    ['exact', to('paths: ["/a"]'), [{ path: '/a' }, { path: '/a?x=1' }], [{ path: '/a/' }, { path: '/A' }]],
    ['prefix', to('paths: ["/a*"]'), [{ path: '/a' }, { path: '/abc' }], [{ path: '/b' }]],
    ['suffix', to('paths: ["*/info"]'), [{ path: '/a/info' }], [{ path: '/info/a' }]],
    ['a star at both ends is a suffix', to('paths: ["*a*"]'), [{ path: '/a*' }], [{ path: '/ba' }]],
    ['a star in the middle is a character', to('paths: ["/a*b"]'), [{ path: '/a*b' }], [{ path: '/axb' }]],
    ['presence', to('paths: ["*"]'), [{ path: '/' }], []],
    ['template of one segment', to('paths: ["/a/{*}/c"]'), [{ path: '/a/b/c' }], [{ path: '/a/c' }, { path: '/a/b/b/c' }]],
    ['template of any segments', to('paths: ["/a/{**}"]'), [{ path: '/a/b/c' }, { path: '/a/' }], [{ path: '/b/a' }]],
    ['paths are normalised', to('paths: ["/admin"]'), [{ path: '/x/../admin' }, { path: '/./admin' }, { path: '\\admin' }, { path: '/%61dmin' }], [{ path: '//admin' }, { path: '/%2fadmin' }]],
    ['methods', to('methods: ["GET", "P*"]'), [{ method: 'GET' }, { method: 'PUT' }], [{ method: 'get' }, { method: 'DELETE' }]],
    ['hosts, whatever their case, with the port that was sent', to('hosts: ["Cart.shop"]'), [{ host: 'cart.SHOP' }], [{ host: 'cart.shop:8080' }]],
    ['ports', to('ports: ["8080"]'), [{ port: 8080 }], [{ port: 80 }]],
    ['notPorts', to('notPorts: ["8080"]'), [{ port: 80 }], [{ port: 8080 }]],
    ['principals', from('principals: ["cluster.local/ns/shop/sa/frontend"]'), [{}], [{ as: 'cluster.local/ns/shop/sa/other' }, { as: null }]],
    ['principals by prefix and suffix', from('principals: ["cluster.local/ns/shop/*", "*/sa/job"]'), [{}, { as: 'x/ns/y/sa/job' }], [{ as: 'x/ns/shop/sa/a' }]],
    ['any authenticated peer', from('principals: ["*"]'), [{}], [{ as: null }]],
    ['notPrincipals match plaintext too', from('notPrincipals: ["cluster.local/ns/shop/sa/frontend"]'), [{ as: null }, { as: 'cluster.local/ns/shop/sa/x' }], [{}]],
    ['namespaces', from('namespaces: ["shop"]'), [{}], [{ as: 'cluster.local/ns/shop2/sa/a' }, { as: null }]],
    ['namespaces with a star anywhere', from('namespaces: ["s*p"]'), [{}, { as: 'td/ns/sleep/sa/x' }], [{ as: 'td/ns/other/sa/x' }]],
    ['serviceAccounts of the own namespace and of another', from('serviceAccounts: ["frontend", "other/job"]'), [{}, { as: 'td/ns/other/sa/job' }], [{ as: 'td/ns/other/sa/frontend' }, { as: null }]],
    ['trustDomains', from('trustDomains: ["cluster.local", "a*"]'), [{}, { as: 'abc/ns/x/sa/y' }], [{ as: 'b/ns/x/sa/y' }, { as: null }]],
    ['ipBlocks', from('ipBlocks: ["10.0.0.0/8", "1.2.3.4"]'), [{ ip: '10.9.9.9' }, { ip: '1.2.3.4' }], [{ ip: '11.0.0.1' }, { ip: '::1' }]],
    ['notIpBlocks', from('notIpBlocks: ["10.0.0.0/8"]'), [{ ip: '11.0.0.1' }], [{ ip: '10.0.0.1' }]],
    ['requestPrincipals: issuer and subject', from('requestPrincipals: ["https://i/a/sub"]'), [{ claims: { iss: 'https://i/a', sub: 'sub' } }], [{ claims: { iss: 'https://i/a' } }, {}]],
    ['requestPrincipals by beginning and end', from('requestPrincipals: ["https://i/*", "*me"]'), [{ claims: { iss: 'https://i', sub: 'x' } }, { claims: { iss: 'z', sub: 'at-me' } }], [{ claims: { iss: 'z', sub: 'you' } }]],
    ['no valid token', from('notRequestPrincipals: ["*"]'), [{}, { claims: { iss: 'a' } }], [{ claims: { iss: 'a', sub: 'b' } }]],
    ['headers', when('key: "request.headers[X-Team]", values: ["a*"]'), [{ headers: { 'x-team': 'ab' } }], [{ headers: { 'x-team': 'b' } }, {}]],
    ['header presence', when('key: "request.headers[x]", values: ["*"]'), [{ headers: { x: '' } }], [{}]],
    ['notValues', when('key: "request.headers[x]", notValues: ["a"]'), [{}, { headers: { x: 'b' } }], [{ headers: { x: 'a' } }]],
    ['claims, lists and nested ones', when('key: "request.auth.claims[realm][roles]", values: ["admin"]'), [{ claims: { realm: { roles: ['x', 'admin'] } } }, { claims: { realm: { roles: 'admin' } } }], [{ claims: { realm: { roles: ['adm'] } } }, {}]],
    ['numbers and truth values meet no text', when('key: "request.auth.claims[n]", values: ["1", "true"]'), [{ claims: { n: '1' } }], [{ claims: { n: 1 } }, { claims: { n: true } }]],
    ['audiences and presenter', when('key: request.auth.audiences, values: ["app"]'), [{ claims: { aud: ['x', 'app'] } }], [{ claims: { aud: 'x' } }]],
    ['presenter', when('key: request.auth.presenter, values: ["cli"]'), [{ claims: { azp: 'cli' } }], [{ claims: { azp: 'x' } }]],
    ['server name', when('key: connection.sni, values: ["*.example.com"]'), [{ sni: 'a.example.com' }], [{ sni: 'example.org' }, {}]],
    ['fields of one entry go together', from('namespaces: ["shop"], notPrincipals: ["*/sa/frontend"]'), [{ as: 'td/ns/shop/sa/x' }], [{}]],
    ['entries are alternatives', '{ from: [{ source: { namespaces: ["a"] } }, { source: { namespaces: ["shop"] } }] }', [{}], [{ as: 'td/ns/b/sa/x' }]],
    ['from, to and when go together', '{ from: [{ source: { namespaces: ["shop"] } }], to: [{ operation: { methods: ["GET"] } }], when: [{ key: source.namespace, notValues: ["x"] }] }', [{}], [{ method: 'PUT' }, { as: 'td/ns/b/sa/x' }]],
    ['an unknown key leaves the rule out', when('key: request.wrong, values: ["*"]'), [], [{}]],
    ['a rule without anything matches everything', '{}', [{}, { as: null }], []],
  ])('%s', (_name, rule, matching, others) => {
    expect(matching.map(asked => verdict(rule, asked))).toEqual(matching.map(() => 'denied'));
    expect(others.map(asked => verdict(rule, asked))).toEqual(others.map(() => 'allowed'));
  });

  test('an address that is not known leaves it open, but only where it decides', () => {
    expect(verdict(from('ipBlocks: ["10.0.0.0/8"]'), {})).toBe('unknown');
    expect(verdict(from('ipBlocks: ["10.0.0.0/8"], namespaces: ["x"]'), {})).toBe('allowed');
    expect(verdict('{ from: [{ source: { ipBlocks: ["10.0.0.0/8"] } }, { source: { namespaces: ["shop"] } }] }', {})).toBe('denied');
  });
});

describe('attributes of requests on connections', () => {
  test.each([to('methods: ["GET"]'), to('paths: ["/a"]'), to('hosts: ["a"]'), from('requestPrincipals: ["*"]'), when('key: "request.headers[x]", values: ["*"]')])('%s: an ALLOW rule is left out, a DENY is wider', rule => {
    expect(verdict(rule, { tcp: true }, { action: 'ALLOW' })).toBe('denied');
    expect(verdict(rule, { tcp: true })).toBe('denied');
  });

  test('what is left of a DENY still counts', () => {
    const rule = to('methods: ["GET"], ports: ["9090"]');
    expect(verdict(rule, { tcp: true, port: 9090 })).toBe('denied');
    expect(verdict(rule, { tcp: true, port: 9091 })).toBe('allowed');
  });

  test('a value that is none leaves an ALLOW rule out and narrows nothing of a DENY', () => {
    expect(verdict(to('ports: ["http"]'), {}, { action: 'ALLOW' })).toBe('denied');
    expect(verdict(to('ports: ["http"]'), {})).toBe('denied');
  });
});

describe('trust domains', () => {
  const mesh = CONFIG('{ trustDomain: new, trustDomainAliases: [old] }');
  test('full identities of any of the names are those of all', () => {
    for (const named of ['new', 'old', 'cluster.local']) {
      const rule = from(`principals: ["${named}/ns/shop/sa/a"]`);
      expect(['new', 'old', 'foreign'].map(domain => verdict(rule, { as: `${domain}/ns/shop/sa/a` }, { mesh }))).toEqual(['denied', 'denied', 'allowed']);
    }
  });

  test('shorter patterns and foreign ones stay', () => {
    expect(verdict(from('principals: ["old/ns/shop/*"]'), { as: 'new/ns/shop/sa/a' }, { mesh })).toBe('allowed');
    expect(verdict(from('principals: ["foreign/ns/shop/sa/a"]'), { as: 'new/ns/shop/sa/a' }, { mesh })).toBe('allowed');
    expect(verdict(from('trustDomains: ["old"]'), { as: 'new/ns/shop/sa/a' }, { mesh })).toBe('denied');
  });
});

describe('path normalisation of the mesh', () => {
  test.each([['NONE', '/a/../b', 'allowed'], ['BASE', '/a/../b', 'denied'], ['BASE', '//b', 'allowed'], ['MERGE_SLASHES', '//b', 'denied'], ['DECODE_AND_MERGE_SLASHES', '/%2Fb', 'denied'], ['MERGE_SLASHES', '/%2Fb', 'allowed']])('%s: %s is %s', (normalization, path, expected) => {
    expect(verdict(to('paths: ["/b"]'), { path }, { mesh: CONFIG(`{ pathNormalization: { normalization: ${normalization} } }`) })).toBe(expected);
  });
});
