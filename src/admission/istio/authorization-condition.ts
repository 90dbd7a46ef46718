import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { checkAddresses, checkNoEmpty, checkPortTexts, checkServiceAccounts, checkWildcards } from './authorization-values';

export const CONDITION_RULES = ['condition/key', 'condition/no-values', 'condition/map-key', 'condition/trust-domain'] as const;

const PLAIN_KEYS = ['source.namespace', 'source.principal', 'request.auth.principal', 'request.auth.audiences', 'request.auth.presenter', 'connection.sni'];
const CHECKED_KEYS = ['source.serviceAccount', 'source.trustDomain', 'source.ip', 'remote.ip', 'destination.ip', 'destination.port'];
const MAP_KEYS = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.'];

/** An entry of `when`. */
export function checkCondition(condition: Field, complain: Complain): void {
  const key = condition.at('key');
  const lists = [condition.at('values'), condition.at('notValues')];
  if (key.text === '') {
    complain('condition/key', key.isSet ? key : condition, 'A condition has no key.', 'Write a key such as request.headers[x-token] or source.namespace.');
  } else if (lists.every(list => list.size === 0)) {
    complain('condition/no-values', condition, `The condition on ${key.text} has neither values nor notValues.`, 'Write values, such as ["*"] for any that is not empty.');
  } else if (MAP_KEYS.some(prefix => key.text.startsWith(prefix))) {
    for (const list of lists) checkNoEmpty(list, complain);
    const open = key.text.indexOf('[');
    if (!key.text.endsWith(']') || open <= 0 || open >= key.text.length - 2) {
      complain('condition/map-key', key, `"${key.text}" does not say which one.`, `Write the name in brackets, such as ${key.text.replace(/[[\]].*$/, '').replace(/\.$/, '')}[name].`);
    }
  } else if (!PLAIN_KEYS.includes(key.text) && !CHECKED_KEYS.includes(key.text)) {
    complain('condition/key', key, unknownKey(key.text), remedyOf(key.text));
  } else {
    for (const list of lists) checkValues(key.text, list, complain);
  }
}

function checkValues(key: string, values: Field, complain: Complain): void {
  if (key === 'source.serviceAccount') {
    checkServiceAccounts(values, complain);
    return;
  }
  const wrong = checkWildcards(values, complain);
  if (key === 'source.trustDomain' && wrong) {
    complain('condition/trust-domain', wrong, `"${wrong.text}" has a wildcard in its middle, or more than one.`, 'Write one "*" at the beginning or the end.');
  }
  if (key.endsWith('.ip')) checkAddresses(values, complain);
  if (key === 'destination.port') checkPortTexts(values, complain);
}

function unknownKey(key: string): string {
  if (key === 'destination.namespace' || key.startsWith('destination.labels')) return `"${key}" was taken by earlier versions of Istio only.`;
  return `"${key}" is no key of a condition.`;
}

function remedyOf(key: string): string {
  if (key === 'destination.namespace') return 'Take the condition out, and create the policy in that namespace.';
  if (key.startsWith('destination.labels')) return 'Take the condition out, and write the labels into spec.selector.matchLabels.';
  if (['destination.name', 'destination.user'].includes(key)) return 'Take the condition out, and select the pods by spec.selector.';
  return `Write ${[...PLAIN_KEYS, ...CHECKED_KEYS].join(', ')}, request.headers[<name>] or request.auth.claims[<name>].`;
}
