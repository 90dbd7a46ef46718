import type { IstioGateway } from '../../manifest/istio/gateways';
import { servedHosts } from '../../manifest/istio/gateways';
import { isVisibleIn } from '../../manifest/istio/export';
import { hostsMeet } from '../../manifest/istio/hosts';
import type { VirtualService } from '../../manifest/istio/virtual-services';
import { virtualServicesAt } from '../../manifest/istio/virtual-services';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { listenerSetsOf } from '../../manifest/gateway-api/gateways';
import { tellUnattached } from '../gateway-api/unattached';
import type { Trace } from '../trace';
import type { GatewayPlace } from './gateway-place';

/** VirtualServices that name one of a gateway's Gateways and whose routes it does not have, with the reason. */
const unbound = viewOf((set, { gateways, namespace }: GatewayPlace) => gateways.flatMap(gateway => virtualServicesAt(set, gateway.key).flatMap(one => {
  const why = whyNot(gateway, one, namespace);
  return why === undefined ? [] : [{ object: one.object, why: `is not bound to Gateway ${gateway.key}: ${why}` }];
})));

function whyNot({ servers }: IstioGateway, one: VirtualService, namespace: string): string | undefined {
  if (!isVisibleIn(one.visibility, namespace)) return `it is not exported to namespace ${namespace}, where the gateway's pods are`;
  if (servers.some(server => servedHosts(server, one).length > 0)) return undefined;
  const offered = servers.flatMap(({ hosts }) => hosts);
  const names = one.hosts.map(({ host }) => host).join(', ');
  const meeting = offered.filter(({ host }) => one.hosts.some(own => hostsMeet(host, own.host)));
  if (meeting.length === 0) return `its hosts (${names}) have nothing in common with those of the Gateway (${[...new Set(offered.map(({ host }) => host))].join(', ')})`;
  return `hosts of the Gateway that it shares are for VirtualServices of namespace ${[...new Set(meeting.map(({ namespace: home }) => home))].join(', ')}, and it is in ${one.namespace}`;
}

export function tellUnbound(set: ManifestSet, place: GatewayPlace, at: string, trace: Trace): void {
  for (const { object, why } of unbound(set, place)) trace.add(at, object, why);
  for (const gateway of place.apiGateways) for (const owner of [gateway, ...listenerSetsOf(set, gateway)]) tellUnattached(set, owner, at, trace);
}
