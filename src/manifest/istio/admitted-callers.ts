import type { ManifestObject } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import type { Workload } from '../workloads';
import type { AuthorizationPolicy, AuthorizationRule } from './authorization-policies';
import { authorizationPolicyOf } from './authorization-policies';
import { policiesOnPods } from './policy-targets';
import { parsePrincipal, takesPrincipal } from './principals';
import type { Field } from '../field';

/** Enforced policies that act on pods at their sidecar or at ztunnel. */
export function podPolicies(set: ManifestSet, workload: Workload, action: 'ALLOW' | 'DENY'): readonly AuthorizationPolicy[] {
  return policiesOnPods(set, 'AuthorizationPolicy', workload).map(object => authorizationPolicyOf(set, object)!)
    .filter(policy => policy.action === action && !policy.dryRun);
}

/** Whether some of the rules may be for a caller of this identity, whatever it asks for. */
export function mayTake(rules: readonly AuthorizationRule[], principal: string, policy: ManifestObject): boolean {
  return rules.some(({ sources, conditions }) => (sources.length === 0 || sources.some(source => sourceTakes(source, principal, policy.namespace ?? '')))
    && conditions.every(condition => condition.at('key').text !== 'source.principal' || listTakes(condition.at('values'), condition.at('notValues'), principal)));
}

/** Whether a DENY policy keeps everybody out but the callers that it excepts, this one among them. */
export function deniesAllBut({ rules }: AuthorizationPolicy, principal: string): boolean {
  return rules.some(({ sources }) => sources.some(source => source.at('notPrincipals').items().some(({ text }) => takesPrincipal(text, principal))));
}

function sourceTakes(source: Field, principal: string, home: string): boolean {
  const parsed = parsePrincipal(principal);
  const named = (key: string, takes: (value: string) => boolean) => source.at(key).size === 0 || source.at(key).items().some(({ text }) => takes(text));
  const account = (value: string) => (value.includes('/') ? value : `${home}/${value}`) === `${parsed?.namespace}/${parsed?.account}`;
  return named('principals', value => takesPrincipal(value, principal))
    && named('namespaces', value => takesPrincipal(value, parsed?.namespace ?? ''))
    && named('serviceAccounts', account)
    && !source.at('notPrincipals').items().some(({ text }) => takesPrincipal(text, principal))
    && !source.at('notNamespaces').items().some(({ text }) => takesPrincipal(text, parsed?.namespace ?? ''))
    && !source.at('notServiceAccounts').items().some(({ text }) => account(text));
}

function listTakes(values: Field, notValues: Field, principal: string): boolean {
  return (values.size === 0 || values.items().some(({ text }) => takesPrincipal(text, principal))) && !notValues.items().some(({ text }) => takesPrincipal(text, principal));
}
