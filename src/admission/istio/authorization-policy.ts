import { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { quoted } from '../../manifest/istio/complain';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkCondition } from './authorization-condition';
import { checkAddresses, checkNoEmpty, checkPaths, checkPortTexts, checkServiceAccounts, checkTrustDomains } from './authorization-values';
import { checkTargets } from './selectors';

export const AUTHORIZATION_POLICY_RULES = [
  'authorization/custom-rules', 'authorization/custom-provider', 'authorization/custom-source', 'authorization/provider-without-custom', 'authorization/deny-rules',
  'authorization/empty-source', 'authorization/empty-operation', 'authorization/service-accounts-with-principals',
] as const;

const SOURCE_LISTS = ['principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'trustDomains', 'ipBlocks', 'remoteIpBlocks'];
const IDENTITY_LISTS = ['namespaces', 'serviceAccounts', 'trustDomains', 'principals', 'requestPrincipals'];
const IDENTITY_KEYS = ['source.namespace', 'source.serviceAccount', 'source.trustDomain', 'source.principal'];
const OPERATION_LISTS = ['ports', 'methods', 'paths', 'hosts'];

export function checkAuthorizationPolicy(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  const [action, rules, provider] = [spec.at('action').text || 'ALLOW', spec.at('rules'), spec.at('provider')];
  checkTargets(spec, complain);
  if (action === 'CUSTOM') {
    if (rules.size === 0) {
      complain('authorization/custom-rules', spec, 'A policy with action CUSTOM has no rules, and never asks its provider.', 'Write rules: [{}] to ask for every request.');
    } else if (provider.at('name').text === '') {
      complain('authorization/custom-provider', provider.isSet ? provider : spec, 'A policy with action CUSTOM names no provider.', 'Write provider.name, one of the extensionProviders of the mesh configuration.');
    }
    for (const rule of rules.items()) checkCustomRule(rule, complain);
  } else if (provider.isSet) {
    complain('authorization/provider-without-custom', provider, `A policy with action ${action} has a provider.`, 'Write action: CUSTOM, or take provider out.');
  }
  if (action === 'DENY' && rules.size === 0) {
    complain('authorization/deny-rules', spec, 'A policy with action DENY has no rules, and denies nothing.', 'Write rules: [{}] to deny everything, or leave the action out: spec: {} allows nothing.');
  }
  for (const rule of rules.items()) {
    for (const from of rule.at('from').items()) checkSource(from, complain);
    for (const to of rule.at('to').items()) checkOperation(to, complain);
    for (const condition of rule.at('when').items()) checkCondition(condition, complain);
  }
}

/** What an external authorizer is asked before Istio knows the caller's identity. */
function checkCustomRule(rule: Field, complain: Complain): void {
  const wrong = (at: Field, name: string): void => complain('authorization/custom-source', at,
    `With action CUSTOM, ${name} cannot be asked.`, 'Let the provider judge the caller, and choose requests by to, ipBlocks or remoteIpBlocks; or write a second policy with action ALLOW.');
  for (const source of rule.at('from').items().map(from => from.at('source'))) {
    for (const key of bothWays(IDENTITY_LISTS)) if (source.at(key).size > 0) wrong(source.at(key), key);
  }
  for (const key of rule.at('when').items().map(condition => condition.at('key'))) {
    if (IDENTITY_KEYS.includes(key.text) || key.text.startsWith('request.auth.')) wrong(key, key.text);
  }
}

function checkSource(from: Field, complain: Complain): void {
  const source = from.at('source');
  const given = bothWays(SOURCE_LISTS).filter(key => source.at(key).size > 0);
  if (given.length === 0) {
    complain('authorization/empty-source', source.isSet ? source : from, 'An entry of from says nothing of the caller.', `Write one of ${SOURCE_LISTS.join(', ')}, or take from out for any caller.`);
  }
  const accounts = given.filter(key => /serviceAccounts/i.test(key));
  const identities = given.filter(key => /^(?:not)?(?:principals|namespaces)$/i.test(key));
  if (accounts.length > 0 && identities.length > 0) {
    complain('authorization/service-accounts-with-principals', source.at(accounts[0]!), `A source has ${quoted(accounts)} and ${quoted(identities)}.`,
      `Keep ${quoted(accounts)}, with the namespace before a slash, or ${quoted(identities)}.`);
  }
  for (const key of bothWays(['ipBlocks', 'remoteIpBlocks'])) checkAddresses(source.at(key), complain);
  for (const key of bothWays(['principals', 'requestPrincipals', 'namespaces'])) checkNoEmpty(source.at(key), complain);
  for (const key of bothWays(['serviceAccounts'])) checkServiceAccounts(source.at(key), complain);
  for (const key of bothWays(['trustDomains'])) checkTrustDomains(source.at(key), complain);
}

function checkOperation(to: Field, complain: Complain): void {
  const operation = to.at('operation');
  if (bothWays(OPERATION_LISTS).every(key => operation.at(key).size === 0)) {
    complain('authorization/empty-operation', operation.isSet ? operation : to, 'An entry of to says nothing of the request.', `Write one of ${OPERATION_LISTS.join(', ')}, or take to out for any request.`);
  }
  for (const key of bothWays(['ports'])) checkPortTexts(operation.at(key), complain);
  for (const key of bothWays(['methods', 'hosts', 'paths'])) checkNoEmpty(operation.at(key), complain);
  for (const key of bothWays(['paths'])) checkPaths(operation.at(key), complain);
}

/** ["ports"] as ["ports", "notPorts"]. */
function bothWays(keys: readonly string[]): string[] {
  return keys.flatMap(key => {
    let both = BOTH.get(key);
    if (!both) BOTH.set(key, both = [key, `not${key[0]!.toUpperCase()}${key.slice(1)}`]);
    return both;
  });
}

const BOTH = new Map<string, readonly string[]>();
