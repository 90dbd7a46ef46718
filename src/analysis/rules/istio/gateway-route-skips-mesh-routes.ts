import type { VirtualService } from '../../../manifest/istio/virtual-services';
import { destinationsOf, MESH, meshVirtualServices, virtualServices } from '../../../manifest/istio/virtual-services';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const gatewayRouteSkipsMeshRoutes: Rule = {
  id: 'gateway-route-skips-mesh-routes',
  severity: 'warning',
  what: 'A VirtualService of a gateway sends to a Service without a subset, while another one splits calls inside the mesh over the Service\'s subsets.',
  why: 'Routes of the mesh do not apply to what comes through a gateway: the gateway sends to all pods of the Service, whatever subset they belong to.',
  remedy: 'Route to the subsets here too, or bind the other VirtualService to this gateway.',
  aliases: ['IST0140'],
  see: ['https://istio.io/latest/docs/ops/common-problems/network-issues/#route-rules-have-no-effect-on-ingress-gateway-requests'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      if (!one.gateways.some(name => name !== MESH)) continue;
      for (const { host, subset, path, protocol, weight } of destinationsOf(set, one)) {
        const splitting = subset === undefined && protocol === 'http' && weight !== undefined
          ? meshVirtualServices(set, host).find(other => other !== one && splitsOwnHost(set, other, host)) : undefined;
        if (!splitting) continue;
        report(one.object, path, {
          message: `The gateway sends to every pod of ${host}: the routes to its subsets in ${refText(splitting.object.ref)} hold inside the mesh only.`,
          remedy: `Name the subsets here as ${refText(splitting.object.ref)} does, or give both the same \`gateways\`.`,
          related: [splitting.object],
        });
      }
    }
  },
};

function splitsOwnHost(set: ManifestSet, other: VirtualService, host: string): boolean {
  return destinationsOf(set, other).some(destination => destination.protocol === 'http' && destination.host === host && destination.subset !== undefined);
}
