import { virtualServices } from '../../../manifest/istio/virtual-services';
import { records } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const weightOnSingleDestination: Rule = {
  id: 'weight-on-single-destination',
  severity: 'warning',
  what: 'A route has one destination, with a weight that is not 100.',
  why: 'A single destination gets everything that the route takes, whatever its weight: the other part of a split is missing, or the weight misleads readers.',
  remedy: 'Add the destination that takes the rest, or leave the weight out.',
  aliases: ['KIA1104'],
  see: ['https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination'],
  check(set, report) {
    for (const { object } of virtualServices(set)) {
      for (const protocol of ['http', 'tls', 'tcp']) {
        for (const [{ route }, index] of records(object.spec[protocol])) {
          const destinations = records(route);
          const weight: unknown = destinations[0]?.[0]['weight'];
          if (destinations.length !== 1 || typeof weight !== 'number' || weight === 100) continue;
          report(object, ['spec', protocol, index, 'route', 0, 'weight'], {
            message: `The only destination of the route has weight ${weight}, and gets all of its traffic all the same.`,
            remedy: `Add a destination with \`weight: ${Math.max(100 - weight, 1)}\`, or remove the weight.`,
          });
        }
      }
    }
  },
};
