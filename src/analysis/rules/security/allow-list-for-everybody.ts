import type { Field } from '../../../manifest/field';
import type { AuthorizationPolicy, AuthorizationRule } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, matchesEverything } from '../../../manifest/istio/authorization-policies';
import { podPolicies } from '../../../manifest/istio/admitted-callers';
import { podsUnder } from '../../../manifest/istio/policy-reach';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Rule } from '../../rule';

export const allowListForEverybody: Rule = {
  id: 'allow-list-for-everybody',
  severity: 'error',
  what: 'A rule of an ALLOW policy takes every caller and every request, beside rules that name some.',
  why: 'What one rule allows is allowed: the lists in the other rules, and in other ALLOW policies for the same pods, keep nobody out.',
  remedy: 'Take the rule out, or write who may call what into it.',
  aliases: [],
  see: ['https://istio.io/latest/docs/concepts/security/#allow-all-policy'],
  check(set, report) {
    for (const policy of authorizationPolicies(set)) {
      if (policy.action !== 'ALLOW' || policy.dryRun) continue;
      for (const rule of policy.rules) {
        const open = openness(rule);
        const other = open && restricting(set, policy);
        if (!open || !other) continue;
        report(policy.object, open.field.path, {
          ...(open.anybody ? {} : { severity: 'warning' as const }),
          message: `The rule allows ${open.anybody ? 'everybody' : 'every caller that has an identity'} to do everything, and so ${other === policy ? 'the other rules of the policy keep' : `AuthorizationPolicy ${other.namespace}/${other.object.name} keeps`} nobody out.`,
          remedy: 'Take the rule out, or write who may call into from and what into to.',
          related: other === policy ? [] : [other.object],
        });
      }
    }
  },
};

/** The field by which a rule without operations and conditions takes everybody. */
function openness(rule: AuthorizationRule): { readonly field: Field; readonly anybody: boolean } | undefined {
  if (matchesEverything(rule)) return { field: rule.field, anybody: true };
  if (rule.operations.length > 0 || rule.conditions.length > 0) return undefined;
  for (const source of rule.sources) {
    const set = source.entries().filter(([, field]) => field.size > 0);
    const [[name, field] = []] = set;
    if (set.length !== 1 || !field) continue;
    const values = field.items().map(({ text }) => text);
    if ((name === 'ipBlocks' || name === 'remoteIpBlocks') && values.some(value => /^(0\.0\.0\.0|::)\/0$/.test(value))) return { field, anybody: true };
    if ((name === 'principals' || name === 'namespaces') && values.includes('*')) return { field, anybody: false };
  }
  return undefined;
}

/** An ALLOW policy for the same pods, or targets, whose rules name callers or requests. */
function restricting(set: ManifestSet, policy: AuthorizationPolicy): AuthorizationPolicy | undefined {
  if (policy.rules.some(rule => !openness(rule))) return policy;
  return podsUnder(set, policy.object).flatMap(workload => podPolicies(set, workload, 'ALLOW'))
    .find(other => other !== policy && other.rules.length > 0 && !other.rules.some(openness));
}
