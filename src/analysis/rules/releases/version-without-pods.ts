import { knowsPods } from '../../../manifest/known-objects';
import { refText } from '../../../manifest/object-ref';
import type { Service } from '../../../manifest/services';
import { splits } from '../../../manifest/traffic-splits';
import type { Rule } from '../../rule';

export const versionWithoutPods: Rule = {
  id: 'version-without-pods',
  severity: 'warning',
  what: 'A rule gives a share of its requests to a Service that selects no pods, beside one that does.',
  why: 'That share of the requests is answered 503, as soon as the route is applied.',
  remedy: 'Deploy the version first, correct the selector of its Service, or give it weight 0 until it is there.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/guides/traffic-splitting/'],
  check(set, report) {
    for (const { object, shares } of splits(set)) {
      const isEmpty = ({ selector, workloads, externalName, namespace }: Service) =>
        externalName === undefined && Object.keys(selector).length > 0 && workloads.length === 0 && knowsPods(set, namespace);
      if (!shares.some(({ service }) => service && service.workloads.length > 0)) continue;
      for (const { service, weight, path, text } of shares) {
        if (!service || service.madeBy || weight === 0 || !isEmpty(service)) continue;
        report(object, path, {
          message: `${refText(object.ref)} gives ${text} ${weight} of ${shares.reduce((total, share) => total + share.weight, 0)} shares, and ${refText(service.object.ref)} selects no pods.`,
          remedy: `Add pods with the labels ${Object.entries(service.selector).map(([key, value]) => `${key}: ${value}`).join(', ')}, or set \`weight: 0\`.`,
          related: [service.object],
        });
      }
    }
  },
};
