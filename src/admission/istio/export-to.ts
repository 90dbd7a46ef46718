import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { isDnsLabel } from '../../manifest/istio/host-syntax';

export const EXPORT_TO_RULES = ['export-to/duplicate', 'export-to/value', 'export-to/everybody-and-others', 'export-to/workload-selector'] as const;

interface Exporter {
  readonly namespace: string;
  /** Only a ServiceEntry can be exported to nobody. */
  readonly toNobody?: boolean;
  /** A DestinationRule for selected workloads holds in its own namespace only. */
  readonly forWorkloads?: boolean;
}

export function checkExportTo(exportTo: Field, exporter: Exporter, complain: Complain): void {
  const known = new Set<string>();
  for (const entry of exportTo.items()) {
    const namespace = entry.text === '.' ? exporter.namespace : entry.text;
    if (known.has(namespace)) {
      complain('export-to/duplicate', entry, `\`exportTo\` names ${namespace === '*' ? 'all namespaces' : `namespace "${namespace}"`} twice.`, 'Take one of the two entries out.');
    } else if (namespace !== '*' && !isDnsLabel(namespace) && !(namespace === '~' && exporter.toNobody)) {
      complain('export-to/value', entry, `\`exportTo\` has "${entry.text}", which is no namespace.`,
        `Write ".", "*"${exporter.toNobody ? ', "~"' : ''} or the name of a namespace.`);
    } else {
      known.add(namespace);
    }
  }
  const alone = exportTo.items().find(entry => ['*', '~'].includes(entry.text) && known.has(entry.text));
  if (alone && exportTo.size > 1) {
    complain('export-to/everybody-and-others', alone, `\`exportTo\` has "${alone.text}" beside other entries.`, `Keep "${alone.text}" alone, or take it out.`);
  }
  if (exporter.forWorkloads && known.size > 0 && (known.size > 1 || !known.has(exporter.namespace))) {
    complain('export-to/workload-selector', exportTo, 'A DestinationRule with a workloadSelector is exported beyond its namespace.',
      'Write exportTo: ["."], or take exportTo out.');
  }
}
