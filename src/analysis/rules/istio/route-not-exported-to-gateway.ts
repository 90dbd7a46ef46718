import { isVisibleIn } from '../../../manifest/istio/export';
import { istioGateway } from '../../../manifest/istio/gateways';
import { virtualServices } from '../../../manifest/istio/virtual-services';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const routeNotExportedToGateway: Rule = {
  id: 'route-not-exported-to-gateway',
  severity: 'error',
  what: 'A VirtualService is not exported to the namespace of the gateway that is to carry it out.',
  why: 'A gateway reads what is exported to the namespace of its pods, and nothing else: the routes are never used there, and requests are answered with 404.',
  remedy: 'Add the namespace of the gateway\'s pods to `exportTo`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService'],
  check(set, report) {
    for (const { object, gateways, gatewayPaths, visibility } of virtualServices(set)) {
      for (const [index, key] of gateways.entries()) {
        const gateway = istioGateway(set, key);
        const path = gatewayPaths[index];
        const homes = [...new Set(gateway?.pods.map(({ namespace }) => namespace))];
        if (!gateway || !path || homes.length === 0 || homes.some(namespace => isVisibleIn(visibility, namespace))) continue;
        report(object, path, {
          message: `The pods of Gateway ${key} run in namespace ${listed(homes)}, which this VirtualService is not exported to (exportTo: ${listed(visibility.said)}).`,
          remedy: `Add "${homes[0]!}" to \`spec.exportTo\`.`,
          related: [gateway.object],
        });
      }
    }
  },
};
