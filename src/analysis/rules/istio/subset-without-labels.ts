import { destinationRules } from '../../../manifest/istio/destination-rules';
import type { Rule } from '../../rule';

export const subsetWithoutLabels: Rule = {
  id: 'subset-without-labels',
  severity: 'warning',
  what: 'A subset of a DestinationRule has no labels.',
  why: 'It holds all pods of the host, so a route to it tells no versions apart.',
  remedy: 'Give the subset the labels of its pods, or route to the host without a subset.',
  aliases: ['KIA0209'],
  see: ['https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset'],
  check(set, report) {
    for (const { host, subsets } of destinationRules(set)) {
      // One of several is a common way to say "all pods, with another policy".
      for (const { name, labels, object, path, trafficPolicy } of subsets) {
        if (Object.keys(labels).length > 0) continue;
        report(object, path, {
          severity: trafficPolicy ? 'info' : 'warning',
          message: `Subset "${name}" has no labels, so it holds every pod of ${host}.`,
          remedy: `Add \`labels: { version: ${name} }\`, with the labels of the pods that are meant.`,
        });
      }
    }
  },
};
