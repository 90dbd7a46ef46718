import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { podsUnder, servicesTargeted } from '../../../manifest/istio/policy-reach';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { servicesOf } from '../../../manifest/services';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const policyHostWithoutPort: Rule = {
  id: 'policy-host-without-port',
  severity: 'warning',
  what: 'A policy names a host without the port that callers write behind it, or a host that any other name can begin with.',
  why: 'What is compared is the Host header as it was sent. Clients add the port unless it is 80 or 443: "cart.shop" does not match "cart.shop:8080". A "*" right behind the name matches "example.com.evil.test" too.',
  remedy: 'List the host both as it is and with ":*" behind it.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation'],
  check(set, report) {
    for (const { object, rules, action } of authorizationPolicies(set)) {
      for (const rule of rules) {
        const values = valuesOf(rule, 'hosts');
        for (const { text, path } of values) {
          if (/^[^*]*[^.:*]\*$/.test(text) && text.includes('.')) {
            const host = text.slice(0, -1);
            report(object, path, {
              message: `"${text}" takes every host that begins with ${host}, such as ${host}.evil.test.`,
              remedy: `Write both "${host}" and "${host}:*".`,
            });
            continue;
          }
          if (/[*:]/.test(text) || values.some(other => other.text === `${text}:*` || other.text.startsWith(`${text}:`))) continue;
          const ports = portsUnder(set, object);
          if (ports.length === 0 || ports.some(port => port === 80 || port === 443)) continue;
          report(object, path, {
            message: `Clients that call port ${listed(ports)} send Host "${text}:${ports[0]}", which "${text}" does not match: ${action === 'DENY' ? 'they are not denied' : 'the rule does not take them'}.`,
            remedy: `Write both "${text}" and "${text}:*".`,
          });
        }
      }
    }
  },
};

/** Ports of the Services through which a policy's pods are called. */
function portsUnder(set: ManifestSet, policy: ManifestObject): number[] {
  const services = [...servicesTargeted(set, policy), ...podsUnder(set, policy).flatMap(workload => servicesOf(set, workload))];
  return [...new Set(services.flatMap(({ ports }) => ports.map(({ port }) => port)))].sort((a, b) => a - b);
}
