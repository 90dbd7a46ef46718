import { isDeepStrictEqual } from 'node:util';
import { destinationRules, destinationRulesNamed } from '../../../manifest/istio/destination-rules';
import { isWildcard } from '../../../manifest/istio/hosts';
import { resolveHost } from '../../../manifest/istio/host-registry';
import { mayBeHttp } from '../../../manifest/istio/protocols';
import type { VirtualService } from '../../../manifest/istio/virtual-services';
import { destinationsOf, httpRoutes, meshVirtualService } from '../../../manifest/istio/virtual-services';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const policyOfUnroutedHost: Rule = {
  id: 'policy-of-unrouted-host',
  severity: 'warning',
  what: 'A DestinationRule has a policy for a host whose calls a VirtualService sends to other hosts.',
  why: 'The policy that acts is that of the host that is routed to: limits, ejection and load balancing of the host that is called never apply.',
  remedy: 'Put the policy into a DestinationRule for each host that the routes send to.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/destination-rule/'],
  check(set, report) {
    for (const { host, namespace, trafficPolicy, subsets } of destinationRules(set)) {
      if (!trafficPolicy || isWildcard(host) || subsets.length > 0) continue;
      const known = resolveHost(set, host, namespace);
      const routing = known && meshVirtualService(set, host, namespace);
      if (!routing || known.ports.some(({ protocol }) => !mayBeHttp(protocol))) continue;
      const routed = httpDestinations(set, routing);
      if (routed.includes(host)) continue;
      const others = routed.filter(other => !destinationRulesNamed(set, other).some(rule => isDeepStrictEqual(rule.trafficPolicy?.fields, trafficPolicy.fields)));
      if (others.length === 0) continue;
      report(trafficPolicy.object, trafficPolicy.path, {
        message: `${refText(routing.object.ref)} sends ${others.length === routed.length ? 'every call' : 'calls'} for ${host} to ${listed(others)}, where this policy does not hold.`,
        remedy: `Give ${others.length === 1 ? 'a DestinationRule' : 'DestinationRules'} for ${listed(others.map(other => `\`host: ${other}\``))} this \`trafficPolicy\`.`,
        related: [routing.object],
      });
    }
  },
};

/** None where a route hands over, since those of a delegate are its own. */
function httpDestinations(set: ManifestSet, one: VirtualService): string[] {
  if (httpRoutes(set, one).some(({ object }) => object !== one.object)) return [];
  return destinationsOf(set, one).filter(({ protocol, weight }) => protocol === 'http' && weight !== undefined).map(({ host }) => host);
}
