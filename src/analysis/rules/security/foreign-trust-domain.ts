import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { isTrustDomainKnown, ownTrustDomains, parsePrincipal } from '../../../manifest/istio/principals';
import { trustDomain } from '../../../manifest/mesh-config';
import type { Rule } from '../../rule';

export const foreignTrustDomain: Rule = {
  id: 'foreign-trust-domain',
  severity: 'warning',
  what: 'A policy names an identity of a trust domain that is not the mesh\'s.',
  why: 'Workloads of the mesh have identities of its own trust domain: an ALLOW for another admits none of them, a DENY stops none of them.',
  remedy: 'Write the mesh\'s trust domain, or add the other one to `trustDomainAliases` of the mesh configuration.',
  aliases: ['KIA0108'],
  see: ['https://istio.io/latest/docs/tasks/security/authorization/authz-td-migration/'],
  check(set, report) {
    const own = ownTrustDomains(set);
    for (const { object, rules } of authorizationPolicies(set)) {
      for (const { text, path } of rules.flatMap(rule => valuesOf(rule, 'principals'))) {
        const principal = parsePrincipal(text);
        if (!principal || principal.trustDomain.includes('*') || own.has(principal.trustDomain)) continue;
        const known = isTrustDomainKnown(set);
        report(object, path, {
          severity: known ? 'warning' : 'info',
          message: `"${principal.trustDomain}" is not the trust domain of the mesh, which is ${known ? '' : 'taken to be '}${trustDomain(set)}, nor an alias of it.`,
          remedy: `Write "${trustDomain(set)}/ns/${principal.namespace}/sa/${principal.account}"${known ? '' : `, or say the trust domain with --trust-domain ${principal.trustDomain}`}.`,
        });
      }
    }
  },
};
