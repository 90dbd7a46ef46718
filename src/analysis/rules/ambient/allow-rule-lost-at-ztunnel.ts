import { authorizationPolicies } from '../../../manifest/istio/authorization-policies';
import { unreadAtZtunnel } from '../../../manifest/istio/ztunnel-rules';
import type { Rule } from '../../rule';
import { listed } from '../../wording';
import { fieldNames, ztunnelPods } from './ztunnel-pods';

export const allowRuleLostAtZtunnel: Rule = {
  id: 'allow-rule-lost-at-ztunnel',
  severity: 'error',
  what: 'A rule of an ALLOW policy asks for what only HTTP shows, and its pods have ztunnel alone.',
  why: 'Istio leaves such a rule out of what it sends to ztunnel. If no other rule is left, the policy still allows nothing, and every call is refused.',
  remedy: 'Put the rule on a waypoint: name the Service in `targetRefs` instead of selecting pods, and give the Service a waypoint.',
  aliases: ['KIA0109', 'KIA0110', 'KIA1317'],
  see: ['https://istio.io/latest/docs/ambient/usage/l4-policy/', 'https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    for (const policy of authorizationPolicies(set)) {
      if (policy.action !== 'ALLOW' || policy.dryRun) continue;
      const lost = policy.rules.map(rule => ({ rule, fields: unreadAtZtunnel(rule) })).filter(({ fields }) => fields.length > 0);
      const pods = lost.length > 0 ? ztunnelPods(set, policy.object) : undefined;
      if (!pods) continue;
      const rest = policy.rules.length - lost.length;
      for (const { fields } of lost) {
        report(policy.object, fields[0]!.path, {
          message: `The ztunnel in front of ${pods.words} cannot judge by ${listed(fieldNames(fields))}, and Istio leaves the rule out: ${
            rest === 0 ? 'no rule is left, and every call is refused' : 'what only this rule allows is refused'}.`,
          remedy: `Name the Service in \`targetRefs\`, such as \`targetRefs: [{ group: "", kind: Service, name: ${pods.service} }]\`, instead of \`selector\`, and label it istio.io/use-waypoint; or take ${listed(fieldNames(fields))} out.`,
          related: pods.related,
        });
      }
    }
  },
};
