import type { GatewayListeners } from '../../../manifest/gateway-api/gateways';
import { gateways, isWaypointClass } from '../../../manifest/gateway-api/gateways';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const gatewaysShareHostname: Rule = {
  id: 'gateways-share-hostname',
  severity: 'info',
  what: 'Two Gateways serve the same hostname on the same port.',
  why: 'Each Gateway has its own address, and DNS decides which of them requests reach: routes on the other one are not used. That is right for an inner and an outer Gateway, and a mistake otherwise.',
  remedy: 'Put the listener into one Gateway only, or see to it that callers of each resolve the hostname to its address.',
  aliases: ['KIA1501'],
  see: ['https://gateway-api.sigs.k8s.io/api-types/gateway/'],
  check(set, report) {
    const served = new Map<string, GatewayListeners>();
    for (const gateway of gateways(set)) {
      if (isWaypointClass(gateway.className)) continue;
      for (const { hostname, port, path } of gateway.listeners) {
        if (hostname === undefined || port === undefined) continue;
        const key = `${gateway.className} ${port} ${hostname}`;
        const first = served.get(key) ?? gateway;
        served.set(key, first);
        if (first === gateway) continue;
        report(gateway.object, [...path, 'hostname'], {
          message: `${refText(gateway.object.ref)} serves ${hostname} on port ${port}, and so does ${refText(first.object.ref)}.`,
          remedy: `Keep ${hostname} in one of the two, or make sure that each group of callers resolves it to the Gateway that has their routes.`, related: [first.object],
        });
      }
    }
  },
};
