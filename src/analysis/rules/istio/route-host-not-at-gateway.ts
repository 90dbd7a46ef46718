import { istioGateway, servedHosts } from '../../../manifest/istio/gateways';
import { virtualServices } from '../../../manifest/istio/virtual-services';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const routeHostNotAtGateway: Rule = {
  id: 'route-host-not-at-gateway',
  severity: 'error',
  what: 'A VirtualService names a Gateway none of whose servers serves a host of it.',
  why: 'The routes are never used there: requests for those hosts are answered with 404, or refused.',
  remedy: 'Add a host of the VirtualService to a server of the Gateway, or the other way around; "namespace/host" on a server admits VirtualServices of that namespace only.',
  aliases: ['IST0132'],
  see: ['https://istio.io/latest/docs/reference/config/networking/gateway/#Server'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      for (const [index, key] of one.gateways.entries()) {
        const gateway = istioGateway(set, key);
        const path = one.gatewayPaths[index];
        if (!gateway || !path || one.hosts.length === 0 || gateway.servers.some(server => servedHosts(server, one).length > 0)) continue;
        const served = gateway.servers.flatMap(({ hosts }) => hosts.map(({ namespace, host }) => (namespace === '*' ? host : `${namespace}/${host}`)));
        report(one.object, path, {
          message: `Gateway ${key} serves ${listed(served) || 'no host'}, and none of this VirtualService of namespace ${one.namespace}: ${listed(one.hosts.map(({ written }) => written))}.`,
          remedy: `Add \`${one.hosts[0]!.written.includes('.') || one.hosts[0]!.written === '*' ? one.hosts[0]!.written : one.hosts[0]!.host}\` to \`spec.servers[].hosts\` of the Gateway, or name in \`spec.hosts\` a host that it serves.`,
          related: [gateway.object],
        });
      }
    }
  },
};
