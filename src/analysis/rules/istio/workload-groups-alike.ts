import type { ManifestObject } from '../../../manifest/manifest-object';
import { record, texts } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const workloadGroupsAlike: Rule = {
  id: 'workload-groups-alike',
  severity: 'warning',
  what: 'Two WorkloadGroups of a namespace give their machines the same labels.',
  why: 'Services and policies select machines by labels, and cannot tell those of the two groups apart.',
  remedy: 'Give the groups labels that differ.',
  aliases: ['KIA1702'],
  see: ['https://istio.io/latest/docs/reference/config/networking/workload-group/'],
  check(set, report) {
    const known = new Map<string, ManifestObject>();
    for (const object of set.all('networking.istio.io', 'WorkloadGroup')) {
      const labels = texts(record(object.spec['metadata'])['labels']);
      if (Object.keys(labels).length === 0) continue;
      const key = `${object.namespace} ${JSON.stringify(Object.entries(labels).sort())}`;
      const other = known.get(key);
      known.set(key, other ?? object);
      if (!other) continue;
      report(object, ['spec', 'metadata', 'labels'], {
        message: `${refText(other.ref)} gives its machines the same labels: ${JSON.stringify(labels).replaceAll('"', '')}.`,
        remedy: `Add a label that only this group has, such as \`group: ${object.name}\`.`, related: [other],
      });
    }
  },
};
