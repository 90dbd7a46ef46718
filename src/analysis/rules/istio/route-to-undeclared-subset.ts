import { destinationRuleFor, destinationRulesCovering } from '../../../manifest/istio/destination-rules';
import { istioGateway } from '../../../manifest/istio/gateways';
import { resolveHost } from '../../../manifest/istio/host-registry';
import type { VirtualService } from '../../../manifest/istio/virtual-services';
import { destinationsOf, MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const routeToUndeclaredSubset: Rule = {
  id: 'route-to-undeclared-subset',
  severity: 'error',
  what: 'A route of a VirtualService sends to a subset that the DestinationRule of its host does not declare.',
  why: 'Istio has no cluster for a subset that nobody declares: every request that the route takes is answered with 503. Of several DestinationRules for a host, a proxy reads the most specific of its own namespace, else of the Service\'s namespace, else of the root namespace.',
  remedy: 'Declare the subset in the DestinationRule of the host, or route to one that it declares.',
  aliases: ['IST0101', 'KIA1107'],
  see: ['https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      for (const { host, subset, path } of destinationsOf(set, one)) {
        if (subset === undefined) continue;
        const declaring = destinationRulesCovering(set, host).filter(({ subsets }) => subsets.some(({ name }) => name === subset));
        const owner = resolveHost(set, host, one.namespace)?.namespace ?? one.namespace;
        const blind = declaring.length === 0 ? [] : clientNamespaces(set, one, owner).flatMap(namespace => {
          const rule = destinationRuleFor(set, host, owner, { namespace });
          return rule?.subsets.some(({ name }) => name === subset) || declaring.some(({ workloadSelector }) => workloadSelector) ? [] : [{ namespace, rule }];
        });
        if (declaring.length > 0 && blind.length === 0) continue;
        const rules = destinationRulesCovering(set, host);
        const declared = rules.flatMap(({ subsets }) => subsets.map(({ name }) => name));
        const reads = blind[0]?.rule;
        report(one.object, [...path, 'subset'], {
          message: declaring.length === 0 ? `No DestinationRule for ${host} declares subset "${subset}"${declared.length > 0 ? ` (declared: ${listed(declared)})` : ''}.`
            : `Subset "${subset}" of ${host} is declared in ${listed(declaring.map(({ objects }) => refText(objects[0]!.ref)))}, which proxies of namespace ${listed(blind.map(({ namespace }) => namespace))} do not read${reads ? `: they read ${refText(reads.objects[0]!.ref)}` : ''}.`,
          remedy: declaring.length === 0
            ? `Add \`{ name: ${subset}, labels: { version: ${subset} } }\`, with the labels of its pods, to \`spec.subsets\` of ${rules[0] ? refText(rules[0].objects[0]!.ref) : `a DestinationRule with \`host: ${host}\``}${declared[0] === undefined ? '' : `, or route to subset ${declared[0]}`}.`
            : `Declare the subset in ${reads ? refText(reads.objects[0]!.ref) : `a DestinationRule of namespace ${owner} that is exported to ${blind[0]!.namespace}`} too.`,
          related: rules.flatMap(({ objects }) => objects),
        });
      }
    }
  },
};

/** Namespaces whose proxies surely route by it: of its gateways, and for the mesh its own and that of the destination. */
function clientNamespaces(set: ManifestSet, { gateways, namespace, visibility }: VirtualService, owner: string): string[] {
  return [...new Set(gateways.flatMap(name => (name === MESH ? [namespace, owner].filter(one => visibility.everywhere || visibility.namespaces.has(one))
    : istioGateway(set, name)?.pods.map(pods => pods.namespace) ?? [])))];
}
