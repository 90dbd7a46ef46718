import { destinationsOf, virtualServices } from '../../../manifest/istio/virtual-services';
import type { Rule } from '../../rule';

export const destinationListedTwice: Rule = {
  id: 'destination-listed-twice',
  severity: 'warning',
  what: 'A route of a VirtualService lists the same destination twice.',
  why: 'Their weights add up: one of them was probably meant to be another subset or host.',
  remedy: 'Give the second destination the subset or host that was meant, or join the two and their weights.',
  aliases: ['KIA1105'],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination'],
  check(set, report) {
    for (const one of virtualServices(set)) {
      const seen = new Set<string>();
      for (const { host, subset, port, path, weight, protocol, route } of destinationsOf(set, one)) {
        if (weight === undefined) continue;
        const key = [protocol, route, host, subset, port].join(' ');
        if (seen.has(key)) {
          report(one.object, path, {
            message: `${subset === undefined ? host : `Subset "${subset}" of ${host}`} is listed twice in this route, so the weights add up.`.replace(/^[a-z]/, first => `Host ${first}`),
            remedy: 'Name another `subset` or `host` here, or remove this destination and add its weight to the first.',
          });
        }
        seen.add(key);
      }
    }
  },
};
