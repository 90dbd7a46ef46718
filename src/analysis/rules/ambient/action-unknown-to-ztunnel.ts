import { authorizationPolicies } from '../../../manifest/istio/authorization-policies';
import type { Rule } from '../../rule';
import { ztunnelPods } from './ztunnel-pods';

export const actionUnknownToZtunnel: Rule = {
  id: 'action-unknown-to-ztunnel',
  severity: 'error',
  what: 'A policy with action CUSTOM or AUDIT is put on pods that have ztunnel alone.',
  why: 'Istio does not send such policies to ztunnel: nobody asks the provider, and nothing is logged; calls come through as if the policy were not there.',
  remedy: 'Put the policy on a waypoint: name the Service in `targetRefs`, and give the Service a waypoint.',
  aliases: ['KIA0110'],
  see: ['https://istio.io/latest/docs/ambient/usage/l4-policy/'],
  check(set, report) {
    for (const { object, action } of authorizationPolicies(set)) {
      if (action !== 'CUSTOM' && action !== 'AUDIT') continue;
      const pods = ztunnelPods(set, object);
      if (!pods) continue;
      report(object, ['spec', 'action'], {
        severity: action === 'CUSTOM' ? 'error' : 'warning',
        message: `The ztunnel in front of ${pods.words} knows no action ${action}: ${action === 'CUSTOM' ? 'the provider is never asked, and calls come through' : 'nothing is logged'}.`,
        remedy: `Name the Service in \`targetRefs\`, such as \`targetRefs: [{ group: "", kind: Service, name: ${pods.service} }]\`, instead of \`selector\`, and label it istio.io/use-waypoint.`,
        related: pods.related,
      });
    }
  },
};
