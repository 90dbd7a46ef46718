import { authorizationPolicies } from '../../../manifest/istio/authorization-policies';
import { trustDomainFields, unreadAtZtunnel } from '../../../manifest/istio/ztunnel-rules';
import type { Rule } from '../../rule';
import { ztunnelPods } from './ztunnel-pods';

export const trustDomainsLostAtZtunnel: Rule = {
  id: 'trust-domains-lost-at-ztunnel',
  severity: 'error',
  what: 'An ALLOW policy at ztunnel goes by `trustDomains`.',
  why: 'Istio drops the field without a word. A caller that is described by nothing else is never allowed; one that is described by more is allowed from every trust domain.',
  remedy: 'Write the trust domain at the beginning of `principals`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source'],
  failClosed: true,
  check(set, report) {
    for (const policy of authorizationPolicies(set)) {
      if (policy.action !== 'ALLOW' || policy.dryRun) continue;
      const fields = policy.rules.filter(rule => unreadAtZtunnel(rule).length === 0).flatMap(trustDomainFields);
      const pods = fields.length > 0 ? ztunnelPods(set, policy.object) : undefined;
      if (!pods) continue;
      for (const field of fields) {
        const name = String(field.path.at(-1));
        report(policy.object, field.path, {
          message: `Istio drops ${name} on the way to ztunnel, which guards ${pods.words}: such a caller is judged by the other fields of its source, and never allowed where there are none.`,
          remedy: `Take ${name} out, and write principals such as "${name === 'trustDomains' ? field.items()[0]!.text : 'cluster.local'}/*".`,
          related: pods.related,
        });
      }
    }
  },
};
