import { sidecars } from '../../../manifest/istio/sidecars';
import { selectedWorkloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const rootSidecarWithSelector: Rule = {
  id: 'root-sidecar-with-selector',
  severity: 'warning',
  what: 'A Sidecar of the root namespace selects pods.',
  why: 'Only a Sidecar without a selector holds for the whole mesh; with one it is for pods of the root namespace itself.',
  remedy: 'Remove the selector, or move the Sidecar to the namespace of the pods.',
  aliases: ['KIA1006', 'IST0101', 'KIA0004'],
  see: ['https://istio.io/latest/docs/reference/config/networking/sidecar/'],
  check(set, report) {
    const { rootNamespace } = set.settings;
    for (const { object, namespace, workloadSelector } of sidecars(set)) {
      if (namespace !== rootNamespace || Object.keys(workloadSelector ?? {}).length === 0 || selectedWorkloads(set, namespace, workloadSelector!).length > 0) continue;
      report(object, ['spec', 'workloadSelector'], {
        message: `The Sidecar stands in the root namespace ${rootNamespace}, and with a selector it is only for pods there, of which none has these labels.`,
        remedy: 'Remove `spec.workloadSelector` to make it the default of the mesh, or set `metadata.namespace` to that of the pods.',
      });
    }
  },
};
