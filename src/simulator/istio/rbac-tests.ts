import type { HttpMessage } from '../call';
import type { Known, Undecided } from '../known';
import { isEverywhere, rangeTest } from './ip-match';
import { isPathTemplate, matchesPathTemplate } from './path-template';
import type { RbacSubject } from './rbac-subject';
import { principalMeets } from './rbac-subject';
import { audienceMatches, claimMatches, nestedClaim, requestPrincipalMatches } from './token-claims';
import { matchesWildcard } from './wildcard-match';

/** Whether a subject meets one value of one attribute. */
export type ValueTest = (subject: RbacSubject) => Known;

/** A test per value of an attribute. Undefined: istiod cannot make one of the value. */
type TestMaker = (value: string, policyNamespace: string) => ValueTest | undefined;

const PLAIN: Readonly<Record<string, TestMaker>> = {
  'destination.ip': value => addressTest(value, ({ destinationIp }) => destinationIp),
  'destination.port': value => (/^\d{1,5}$/.test(value) && Number(value) <= 65535 ? ({ port }) => port === Number(value) : undefined),
  'connection.sni': value => ({ sni }) => (typeof sni === 'object' ? sni : sni !== undefined && matchesWildcard(value, sni)),
  'source.ip': value => addressTest(value, ({ directIp }) => directIp),
  'remote.ip': value => addressTest(value, ({ remoteIp }) => remoteIp),
  'source.namespace': namespaceTest,
  'source.serviceAccount': (value, home) => {
    const account = value.includes('/') ? value.replace('/', '/sa/') : `${home}/sa/${value}`;
    return subject => principalMeets(subject, principal => principal.endsWith(`/ns/${account}`));
  },
  'source.trustDomain': trustDomainTest,
  'source.principal': value => subject => principalMeets(subject, principal => matchesWildcard(value, principal)),
  'request.auth.principal': value => ({ claims }) => requestPrincipalMatches(value, claims),
  'request.auth.audiences': value => ({ claims }) => audienceMatches(value, claims),
  'request.auth.presenter': value => ({ claims }) => claimMatches(value, claims?.['azp']),
  'hosts': value => ({ http }) => matchesWildcard(value.toLowerCase(), http!.host.toLowerCase()),
  'methods': value => ({ http }) => matchesWildcard(value, http!.method),
  'paths': value => (isPathTemplate(value) ? ({ path }) => matchesPathTemplate(value, path) : ({ path }) => matchesWildcard(value, path)),
};

/** Only a proxy that reads requests knows their values. */
export function isHttpAttribute(key: string): boolean {
  return key === 'hosts' || key === 'methods' || key === 'paths' || key.startsWith('request.');
}

/** How the values of an attribute are compared; undefined for an attribute that Istio does not know. */
export function testMaker(key: string): TestMaker | undefined {
  if (Object.hasOwn(PLAIN, key)) return PLAIN[key];
  if (key.startsWith('experimental.envoy.filters.')) return () => () => ({ unless: `what filters of the proxy say of ${key} is known` });
  if (key.startsWith('request.headers')) return headerTest(key.slice('request.headers'.length));
  if (!key.startsWith('request.auth.claims')) return undefined;
  const names = nestedNames(key.slice('request.auth.claims'.length));
  return value => names && (({ claims }) => claimMatches(value, nestedClaim(claims, names)));
}

function addressTest(value: string, addressOf: (subject: RbacSubject) => string | null | Undecided): ValueTest | undefined {
  const inRange = rangeTest(value);
  const everywhere = isEverywhere(value);
  return inRange && (subject => {
    const address = addressOf(subject);
    return typeof address === 'string' ? inRange(address) : address !== null && (everywhere || address);
  });
}

/** Here, "*" stands for anything wherever it is. */
function namespaceTest(value: string): ValueTest {
  const pattern = new RegExp(`^.*/ns/${value.split('*').map(quoted).join('.*')}/.*$`, 's');
  return subject => principalMeets(subject, principal => pattern.test(`spiffe://${principal}`));
}

function trustDomainTest(value: string): ValueTest {
  if (value === '*') return subject => principalMeets(subject, () => true);
  const [first = '', ...rest] = value.split('*');
  const pattern = new RegExp(`^${quoted(first)}${rest.length > 0 ? `[^/]*${quoted(rest.join('*'))}` : ''}/`);
  return subject => principalMeets(subject, principal => pattern.test(principal));
}

function headerTest(brackets: string): TestMaker {
  if (!brackets.startsWith('[') || !brackets.endsWith(']')) return () => undefined;
  const name = brackets.slice(1, -1).toLowerCase();
  return value => ({ http }) => {
    const sent = headerOf(http!, name);
    if (sent !== undefined) return value === '*' || matchesWildcard(value, sent);
    return http!.token?.header === name && tokenHeader(value, http!.token.prefix);
  };
}

/** Of a header that carries the token, no more is known than how it begins. */
function tokenHeader(value: string, prefix: string): Known {
  return value === '*' || value.endsWith('*') && prefix.startsWith(value.slice(0, -1)) || { unless: 'the text of the token is known' };
}

function headerOf({ host, method, path, scheme, headers }: HttpMessage, name: string): string | undefined {
  const own: Readonly<Record<string, string>> = { 'host': host, ':authority': host, ':method': method, ':path': path, ':scheme': scheme };
  return own[name] ?? headers[name];
}

/** "[a][b]" as its names; undefined where it is no name in brackets at all. */
function nestedNames(brackets: string): readonly string[] | undefined {
  if (/^(\[[^[\]]*\])+$/.test(brackets)) return brackets.slice(1, -1).split('][');
  return brackets.startsWith('[') && brackets.endsWith(']') ? [brackets.slice(1, -1)] : undefined;
}

function quoted(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
