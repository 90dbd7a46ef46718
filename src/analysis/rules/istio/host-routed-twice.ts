import { isAgeKnown } from '../../../manifest/istio/age';
import { seenTogether } from '../../../manifest/istio/export';
import type { VirtualService } from '../../../manifest/istio/virtual-services';
import { MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const hostRoutedTwice: Rule = {
  id: 'host-routed-twice',
  severity: 'error',
  what: 'Two VirtualServices route the same host for the same callers.',
  why: 'Sidecars do not merge VirtualServices: the older one routes every request, and all routes of the other are dead. Gateways do merge them: the routes of the older come first, catch-alls last, so the order depends on which was created first.',
  remedy: 'Keep one VirtualService for a host; let it hand over to others with `delegate` if several teams write its routes.',
  aliases: ['IST0109', 'KIA1106'],
  see: ['https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services'],
  check(set, report) {
    const byPlace = new Map<string, VirtualService[]>();
    for (const one of virtualServices(set)) {
      for (const host of new Set(one.hosts.map(({ host: name }) => name))) {
        for (const gateway of new Set(one.gateways)) {
          const place = `${gateway} ${host}`;
          const first = byPlace.get(place)?.find(other => seenTogether(other.visibility, one.visibility));
          byPlace.set(place, [...byPlace.get(place) ?? [], one].slice(0, 20));
          if (first && first.object !== one.object) tell(first, one, gateway, host);
        }
      }
    }
    function tell(older: VirtualService, newer: VirtualService, gateway: string, host: string): void {
      const atMesh = gateway === MESH;
      const known = isAgeKnown(older.object, newer.object);
      const pairs: [VirtualService, VirtualService][] = atMesh && !known ? [[newer, older], [older, newer]] : [[newer, older]];
      for (const [one, other] of pairs) {
        report(one.object, one.hosts.find(({ host: name }) => name === host)!.path, {
          severity: atMesh ? 'error' : 'info',
          message: atMesh ? `${refText(other.object.ref)} routes ${host} for the mesh too, and sidecars use only the ${known ? 'older one: no route of this one is ever used' : 'one that was created first'}.`
            : `${refText(other.object.ref)} routes ${host} at Gateway ${gateway} too: the gateway joins their routes, the older one's first.`,
          remedy: `Put the routes for ${host} into one VirtualService, or give this one other \`hosts\`${atMesh ? ', `gateways` or `exportTo`' : ''}.`,
          related: [other.object], aliases: atMesh ? ['IST0109', 'KIA1106'] : ['KIA1106'],
        });
      }
    }
  },
};
