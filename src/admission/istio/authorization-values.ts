import type { Field } from '../../manifest/field';
import { isAddressOrCidr } from '../../manifest/istio/address-syntax';
import type { Complain } from '../../manifest/istio/complain';
import { nameOf } from '../../manifest/istio/complain';

export const AUTHORIZATION_VALUE_RULES = [
  'authorization/empty-value', 'authorization/address', 'authorization/port', 'authorization/service-account', 'authorization/too-many-service-accounts',
  'authorization/trust-domain', 'authorization/path-template',
] as const;

const MAX_ACCOUNTS = 16;
const MAX_ACCOUNT = 320;
const PATH_LITERAL = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/;

export function checkNoEmpty(values: Field, complain: Complain): void {
  const empty = values.items().find(value => value.text === '');
  if (!empty) return;
  complain('authorization/empty-value', empty, `\`${nameOf(values)}\` has an empty value.`, 'Write the value, "*" for any that is not empty, or take the entry out.');
}

export function checkAddresses(values: Field, complain: Complain): void {
  for (const value of values.items()) {
    if (isAddressOrCidr(value.text)) continue;
    complain('authorization/address', value, `"${value.text}" is no IP address and no range.`, 'Write an address such as 10.0.0.7, or a range such as 10.0.0.0/8.');
  }
}

/** Ports are text here. */
export function checkPortTexts(values: Field, complain: Complain): void {
  for (const value of values.items()) {
    if (/^\d+$/.test(value.text) && Number(value.text) <= 65535) continue;
    complain('authorization/port', value, `${JSON.stringify(value.value)} is no port number.`, 'Write a port number in quotes, such as "8080".');
  }
}

export function checkServiceAccounts(values: Field, complain: Complain): void {
  if (values.size > MAX_ACCOUNTS) {
    complain('authorization/too-many-service-accounts', values, `\`${nameOf(values)}\` has ${values.size} entries; Istio takes ${MAX_ACCOUNTS}.`, 'Split them over several entries of from, or write namespaces.');
    return;
  }
  for (const value of values.items()) {
    const parts = value.text.split('/');
    if (parts.length <= 2 && !parts.includes('') && !value.text.includes('*') && Buffer.byteLength(value.text) <= MAX_ACCOUNT) continue;
    complain('authorization/service-account', value, `"${value.text}" is no service account.`, 'Write its name, or <namespace>/<name>; wildcards are not taken.');
    return;
  }
}

export function checkTrustDomains(values: Field, complain: Complain): void {
  const wrong = values.items().find(value => value.text.includes('/')) ?? checkWildcards(values, complain);
  if (!wrong) return;
  complain('authorization/trust-domain', wrong, `"${wrong.text}" is no trust domain.`, 'Write a trust domain such as "cluster.local", with one "*" at its beginning or end if need be.');
}

/** The first value that has more than one wildcard, or one in the middle. */
export function checkWildcards(values: Field, complain: Complain): Field | undefined {
  checkNoEmpty(values, complain);
  return values.items().find(({ text }) => /\*.*\*|^[^*]+\*[^*]+$/s.test(text));
}

/** Templates in paths: "{*}" for one segment, "{**}" for the rest. */
export function checkPaths(values: Field, complain: Complain): void {
  for (const value of values.items()) {
    const problem = templateProblem(value.text);
    if (problem === undefined) continue;
    complain('authorization/path-template', value, `Path "${value.text}" is not taken: ${problem}.`, 'Write whole segments {*} and, as the last one, {**}, such as "/shops/{*}/{**}".');
    return;
  }
}

function templateProblem(path: string): string | undefined {
  const template = path.includes('{*}') || path.includes('{**}');
  let rest = false;
  for (const segment of path.replace(/^\/+|\/+$/g, '').split('/')) {
    if (segment === '{*}' || segment === '{**}') {
      if (rest) return 'a segment comes after {**}';
      rest = segment === '{**}';
    } else if (/[{}]/.test(segment)) {
      return `segment "${segment}" has braces that are no template`;
    } else if (template && !PATH_LITERAL.test(segment)) {
      return segment === '' ? 'a segment is empty' : `segment "${segment}" has characters that a template cannot stand beside`;
    }
  }
  return undefined;
}
