import { authorizationPolicies } from '../../../manifest/istio/authorization-policies';
import { neverFiresAtZtunnel, trustDomainFields, unreadAtZtunnel } from '../../../manifest/istio/ztunnel-rules';
import type { Rule } from '../../rule';
import { listed } from '../../wording';
import { fieldNames, ztunnelPods } from './ztunnel-pods';

export const denyRuleLostAtZtunnel: Rule = {
  id: 'deny-rule-lost-at-ztunnel',
  severity: 'error',
  what: 'A rule of a DENY policy asks for what only HTTP shows, and its pods have ztunnel alone.',
  why: 'Istio takes those fields out of what it sends to ztunnel. A rule with nothing else in that place never fires, and what it should refuse comes through; a rule with more refuses more than was asked.',
  remedy: 'Put the rule on a waypoint: name the Service in `targetRefs` instead of selecting pods, and give the Service a waypoint.',
  aliases: ['KIA0109', 'KIA0110', 'KIA1317'],
  see: ['https://istio.io/latest/docs/ambient/usage/l4-policy/', 'https://istio.io/latest/docs/ambient/usage/l7-features/'],
  failClosed: true,
  check(set, report) {
    for (const policy of authorizationPolicies(set)) {
      if (policy.action !== 'DENY' || policy.dryRun) continue;
      const lost = policy.rules.map(rule => ({ rule, fields: [...unreadAtZtunnel(rule), ...trustDomainFields(rule)] })).filter(({ fields }) => fields.length > 0);
      const pods = lost.length > 0 ? ztunnelPods(set, policy.object) : undefined;
      if (!pods) continue;
      for (const { rule, fields } of lost) {
        const names = listed(fieldNames(fields));
        report(policy.object, fields[0]!.path, {
          message: `The ztunnel in front of ${pods.words} cannot judge by ${names}, and Istio takes that out: ${
            neverFiresAtZtunnel(rule) ? 'the rule never fires, and what it denies comes through' : 'the rule goes by its other fields only, and denies more than it says'}.`,
          remedy: `Name the Service in \`targetRefs\`, such as \`targetRefs: [{ group: "", kind: Service, name: ${pods.service} }]\`, instead of \`selector\`, and label it istio.io/use-waypoint; or write what is denied with ports, principals, namespaces, serviceAccounts and ipBlocks only.`,
          related: pods.related,
        });
      }
    }
  },
};
