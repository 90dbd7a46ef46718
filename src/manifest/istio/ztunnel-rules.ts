import type { Field } from '../field';
import type { AuthorizationRule } from './authorization-policies';
import { negated } from './authorization-policies';

// What ztunnel can judge by: who calls from where, and which address and port is called. Everything else istiod takes out before it sends a policy there.

const READ_KEYS = new Set(['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port']);
const READ_SOURCES = ['principals', 'namespaces', 'serviceAccounts', 'ipBlocks'];
const UNREAD_SOURCES = ['requestPrincipals', 'remoteIpBlocks'];
const UNREAD_OPERATIONS = ['hosts', 'methods', 'paths'];

/** Fields because of which istiod leaves a whole ALLOW rule out. */
export function unreadAtZtunnel({ sources, operations, conditions }: AuthorizationRule): Field[] {
  return [
    ...sources.flatMap(source => given(source, UNREAD_SOURCES)),
    ...operations.flatMap(operation => given(operation, UNREAD_OPERATIONS)),
    ...conditions.map(condition => condition.at('key')).filter(({ text }) => text !== '' && !READ_KEYS.has(text)),
  ];
}

/** `trustDomains`, which istiod drops without a word. */
export function trustDomainFields({ sources }: AuthorizationRule): Field[] {
  return sources.flatMap(source => given(source, ['trustDomains']));
}

/** Whether of some part of the rule nothing is left, so that a DENY never fires. */
export function neverFiresAtZtunnel({ sources, operations, conditions }: AuthorizationRule): boolean {
  const lost = (fields: readonly Field[], read: readonly string[]) => fields.length > 0 && fields.every(field => given(field, read).length === 0);
  return lost(sources, READ_SOURCES) || lost(operations, ['ports']) || conditions.some(condition => !READ_KEYS.has(condition.at('key').text));
}

function given(field: Field, attributes: readonly string[]): Field[] {
  return attributes.flatMap(key => [field.at(key), field.at(negated(key))]).filter(({ size }) => size > 0);
}
