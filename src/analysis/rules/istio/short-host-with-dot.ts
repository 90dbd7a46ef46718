import type { PathStep } from '../../../manifest/field-path';
import { isKnownHost, meantService } from '../../../manifest/istio/host-registry';
import { destinationsOf, virtualServices } from '../../../manifest/istio/virtual-services';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const shortHostWithDot: Rule = {
  id: 'short-host-with-dot',
  severity: 'error',
  what: 'A VirtualService or DestinationRule names a Service as "name.namespace", which Istio does not complete to a full DNS name.',
  why: 'Istio completes names without a dot only. "cart.shop" is taken as it stands, no Service has that name: routes to it answer 503, and routes or policies for it never apply.',
  remedy: 'Write the Service\'s full DNS name.',
  aliases: ['IST0101', 'KIA1101', 'IST0174', 'KIA0202'],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination'],
  check(set, report) {
    const look = (object: ManifestObject, written: string, path: readonly PathStep[], effect: string, aliases: readonly string[]) => {
      const meant = isKnownHost(set, written.toLowerCase()) ? undefined : meantService(set, written);
      if (!meant) return;
      report(object, path, {
        message: `"${written}" is taken as it stands, and no host has that name: ${effect}; Service ${meant.namespace}/${meant.object.name} was meant.`,
        remedy: `Write \`${meant.host}\`.`, related: [meant.object], aliases,
      });
    };
    for (const one of virtualServices(set)) {
      for (const { written, path } of one.hosts) look(one.object, written, path, 'the VirtualService never applies to the Service', []);
      for (const { written, path } of destinationsOf(set, one)) look(one.object, written, [...path, 'host'], 'the route answers 503', ['IST0101', 'KIA1101']);
    }
    for (const object of set.all('networking.istio.io', 'DestinationRule')) {
      look(object, text(object.spec['host']) ?? '', ['spec', 'host'], 'the DestinationRule never applies', ['IST0174', 'KIA0202']);
    }
  },
};
