import { canaries } from '../../../manifest/canaries';
import { record, texts } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

/** Labels and annotations by which meshes know what a Service wants. */
const OF_MESHES = /(^|\.)(istio|linkerd)\.io\//;

export const canaryStripsLabels: Rule = {
  id: 'canary-strips-labels',
  severity: 'warning',
  what: 'A Service that Flagger takes over has labels or annotations of a mesh that its Canary does not repeat.',
  why: 'Flagger writes the metadata of the apex Service from `spec.service.apex`. What stands only on the Service is taken away: the waypoint that policies count on, retries, circuit breaking.',
  remedy: 'Repeat them in `spec.service.apex` of the Canary (and in `primary` and `canary`, if they are to hold there), or under `unmanagedMetadata`.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/how-it-works#canary-service'],
  check(set, report) {
    for (const { object: canary, namespace, serviceName, service } of canaries(set)) {
      const apex = set.find('', 'Service', namespace, serviceName);
      if (!apex) continue;
      for (const field of ['labels', 'annotations'] as const) {
        const kept = { ...texts(record(service['apex'])[field]), ...texts(record(service['unmanagedMetadata'])[field]) };
        for (const [key, value] of Object.entries(apex[field])) {
          if (!OF_MESHES.test(key) || kept[key] !== undefined) continue;
          report(apex, ['metadata', field, key], {
            message: `Flagger (${refText(canary.ref)}) takes ${key}: ${value} away from ${refText(apex.ref)}, because spec.service.apex does not have it.`,
            remedy: `Add \`apex: { ${field}: { ${key}: ${JSON.stringify(value)} } }\` to spec.service of the Canary.`, related: [canary],
          });
        }
      }
    }
  },
};
