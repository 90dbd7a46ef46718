import type { AuthorizationPolicy } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, matchesEverything } from '../../../manifest/istio/authorization-policies';
import { podPolicies } from '../../../manifest/istio/admitted-callers';
import { podsUnder } from '../../../manifest/istio/policy-reach';
import type { Rule } from '../../rule';

export const denyHidesAllowList: Rule = {
  id: 'deny-hides-allow-list',
  severity: 'error',
  what: 'A DENY policy denies everything to all pods for which another policy allows something.',
  why: 'DENY is judged before ALLOW, and nothing is an exception to it: every call is refused, and the ALLOW policy is never asked.',
  remedy: 'Write the default as a policy with `spec: {}`, which allows nothing and leaves room for ALLOW policies.',
  aliases: [],
  see: ['https://istio.io/latest/docs/concepts/security/#implicit-enablement'],
  check(set, report) {
    for (const { object, action, rules, dryRun } of authorizationPolicies(set)) {
      const rule = action === 'DENY' && !dryRun ? rules.find(matchesEverything) : undefined;
      const denied = new Set(rule && podsUnder(set, object));
      // What allows something to other pods too has these as its exception.
      const hidden = (policy: AuthorizationPolicy) => policy.rules.length > 0 && podsUnder(set, policy.object).every(workload => denied.has(workload));
      const allowed = rule && [...denied].map(workload => ({ workload, list: podPolicies(set, workload, 'ALLOW').find(hidden) })).find(({ list }) => list);
      if (!allowed?.list) continue;
      report(object, rule!.field.path, {
        message: `This rule denies every call to the pods of ${allowed.workload.name}, and what AuthorizationPolicy ${allowed.list.namespace}/${allowed.list.object.name} allows is denied too.`,
        remedy: 'Take action and rules out: with `spec: {}` the policy allows nothing, and other ALLOW policies make exceptions.',
        related: [allowed.list.object, allowed.workload.object],
      });
    }
  },
};
