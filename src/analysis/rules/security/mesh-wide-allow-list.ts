import { authorizationPolicies, matchesEverything } from '../../../manifest/istio/authorization-policies';
import { podsUnder } from '../../../manifest/istio/policy-reach';
import { workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const meshWideAllowList: Rule = {
  id: 'mesh-wide-allow-list',
  severity: 'warning',
  what: 'An ALLOW policy that names callers stands in the root namespace.',
  why: 'There it is for pods of every namespace: everything that its rules do not take is refused in the whole mesh, wherever no other policy allows it.',
  remedy: 'Create it in the namespace that it is for.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy'],
  check(set, report) {
    const { rootNamespace } = set.settings;
    for (const { object, namespace, action, rules, target, dryRun } of authorizationPolicies(set)) {
      if (namespace !== rootNamespace || action !== 'ALLOW' || dryRun || target.kind === 'targets' || rules.length === 0 || rules.some(matchesEverything)) continue;
      const homes = [...new Set(podsUnder(set, object).map(workload => workload.namespace))].sort();
      const selective = Object.keys(target.labels).length > 0;
      // Istio's own gateways stand there too.
      if (homes.length === 0 || homes.includes(rootNamespace) || (selective && workloadsIn(set, rootNamespace).length > 0)) continue;
      report(object, ['metadata', 'namespace'], {
        ...(selective ? { severity: 'info' as const } : {}),
        message: `In the root namespace ${rootNamespace}, the policy is for pods of every namespace, such as ${listed(homes, 3)}: whatever its rules do not take is refused there.`,
        remedy: `Set \`metadata.namespace: ${homes[0]}\`${homes.length > 1 ? ', or the namespace that is meant' : ''}.`,
      });
    }
  },
};
