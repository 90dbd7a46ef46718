import type { RuleValue } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { passedWaypoint, servicesTargeted } from '../../../manifest/istio/policy-reach';
import { parsePrincipal } from '../../../manifest/istio/principals';
import { sidecarCaller } from '../../../manifest/istio/sidecar-clients';
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
        ...valuesOf(rule, 'principals').map(value => ({ value, ...parsePrincipal(value.text) })),
        ...valuesOf(rule, 'serviceAccounts').map(value => ({ value, ...accountOf(value, policy.namespace) })),
      ]);
      for (const { value, namespace, account } of named) {
        const caller = namespace && account && !value.negative ? sidecarCaller(set, namespace, account) : undefined;
        if (!caller) continue;
        report(policy.object, value.path, {
          message: `The pods of ${caller.namespace}/${caller.name} run under ${account} with sidecars, and call the pods of Service ${service.name} without passing waypoint ${waypoint.namespace}/${waypoint.name}: this rule is not asked about them.`,
          remedy: `Label the pods of ${caller.name} istio.io/dataplane-mode: ambient instead of injecting sidecars, or say what they may call in an AuthorizationPolicy that selects the pods of Service ${service.name}.`,
          related: [caller.object, waypoint.object],
        });
      }
    }
  },
};

function accountOf({ text }: RuleValue, home: string): { readonly namespace: string; readonly account: string } {
  const slash = text.indexOf('/');
  return slash < 0 ? { namespace: home, account: text } : { namespace: text.slice(0, slash), account: text.slice(slash + 1) };
}
