import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { isKnownHost, serviceNamed, wouldBeKnown } from '../../../manifest/istio/host-registry';
import { homeOf } from '../../../manifest/known-objects';
import type { Rule } from '../../rule';

export const policyHostUnknown: Rule = {
  id: 'policy-host-unknown',
  severity: 'warning',
  what: 'A policy names the host of a Service that is not in the manifests.',
  why: 'Hosts are compared with what callers ask for: an ALLOW for a host that nobody can call admits nothing, a DENY stops nothing.',
  remedy: 'Write the host of the Service that is called.',
  aliases: ['KIA0104'],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation'],
  check(set, report) {
    for (const { object, rules } of authorizationPolicies(set)) {
      for (const { text, path } of rules.flatMap(rule => valuesOf(rule, 'hosts'))) {
        const host = text.toLowerCase().replace(/:(\d+|\*)$/, '');
        const named = serviceNamed(set, host);
        if (host.includes('*') || !named || !wouldBeKnown(set, host) || isKnownHost(set, host)) continue;
        const home = homeOf(set, '', 'Service', named.name);
        report(object, path, {
          message: `There is no Service ${named.name} in namespace ${named.namespace}.`,
          remedy: home ? `Write "${text.toLowerCase().replace(`.${named.namespace}.svc.`, `.${home}.svc.`)}", where Service ${named.name} is.` : `Write the host of a Service of namespace ${named.namespace}, or take "${text}" out.`,
        });
      }
    }
  },
};
