import { mayTake, podPolicies } from '../../../manifest/istio/admitted-callers';
import type { AuthorizationRule, RuleValue } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { passedWaypoint, servicesTargeted } from '../../../manifest/istio/policy-reach';
import { parsePrincipal } from '../../../manifest/istio/principals';
import { sidecarCaller } from '../../../manifest/istio/sidecar-clients';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { trustDomain } from '../../../manifest/mesh-config';
import type { Service } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const sidecarClientSkipsWaypoint: Rule = {
  id: 'sidecar-client-skips-waypoint',
  severity: 'warning',
  what: 'A policy at a waypoint judges a caller whose pods have sidecars.',
  why: 'Sidecars call the pods behind a Service directly and skip its waypoint: the policy is never asked about them, and the pods take or refuse their calls by other policies.',
  remedy: 'Move the caller to ambient mode, or judge it in a policy that selects the pods.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/waypoint/'],
  check(set, report) {
    for (const policy of authorizationPolicies(set)) {
      const service = servicesTargeted(set, policy.object).find(one => passedWaypoint(set, one));
      const waypoint = service && passedWaypoint(set, service);
      if (!waypoint || policy.action === 'AUDIT') continue;
      const named = policy.rules.flatMap(rule => [
        ...valuesOf(rule, 'principals').map(value => ({ rule, value, ...parsePrincipal(value.text) })),
        ...valuesOf(rule, 'serviceAccounts').map(value => ({ rule, value, ...accountOf(value, policy.namespace) })),
      ]);
      for (const { rule, value, namespace, account } of named) {
        const caller = namespace && account && !value.negative ? sidecarCaller(set, namespace, account) : undefined;
        if (!caller || (policy.action === 'ALLOW' && asksOnlyWho(rule) && podsAdmit(set, service, `${trustDomain(set)}/ns/${namespace}/sa/${account}`))) continue;
        report(policy.object, value.path, {
          message: `The pods of ${caller.namespace}/${caller.name} run under ${account} with sidecars, and call the pods of Service ${service.name} without passing waypoint ${waypoint.namespace}/${waypoint.name}: this rule is not asked about them.`,
          remedy: `Label the pods of ${caller.name} istio.io/dataplane-mode: ambient instead of injecting sidecars, or say what they may call in an AuthorizationPolicy that selects the pods of Service ${service.name}.`,
          related: [caller.object, waypoint.object],
        });
      }
    }
  },
};

function asksOnlyWho({ operations, conditions }: AuthorizationRule): boolean {
  return operations.length + conditions.length === 0;
}

/** Whether a caller that goes past the waypoint is let in by the pods as it is by a rule at the waypoint. */
function podsAdmit(set: ManifestSet, { workloads }: Service, principal: string): boolean {
  return workloads.every(workload => {
    const lists = podPolicies(set, workload, 'ALLOW');
    return lists.length === 0 || lists.some(({ rules, object }) => mayTake(rules, principal, object));
  });
}

function accountOf({ text }: RuleValue, home: string): { readonly namespace: string; readonly account: string } {
  const slash = text.indexOf('/');
  return slash < 0 ? { namespace: home, account: text } : { namespace: text.slice(0, slash), account: text.slice(slash + 1) };
}
