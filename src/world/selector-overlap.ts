import type { Finding } from '../model/errors';
import type { WorkloadModel } from '../model/model';
import type { StringMap } from '../model/resource';

const pairsOf = (labels: StringMap) => Object.entries(labels).map(([k, v]) => `${k}=${v}`);

/**
 * Workloads whose labels select pods of one another. Policies act on workloads, so pods that belong to two would get the rules of both.
 * Only what is certain is reported: the labels of one are all among those of the other.
 */
export function selectorOverlaps(workloads: readonly WorkloadModel[]): Finding[] {
  const buckets = new Map<string, WorkloadModel[]>();
  const place = (w: WorkloadModel, pair: string) => `${w.namespace.cluster.name}/${w.namespace.name}/${pair}`;
  for (const workload of workloads) {
    for (const pair of pairsOf(workload.policyLabels)) {
      const bucket = buckets.get(place(workload, pair));
      if (bucket) bucket.push(workload);
      else buckets.set(place(workload, pair), [workload]);
    }
  }
  return workloads.flatMap(wide => {
    const candidates = pairsOf(wide.policyLabels).map(pair => buckets.get(place(wide, pair))!).sort((a, b) => a.length - b.length)[0] ?? [];
    return candidates.filter(narrow => narrow !== wide && contains(narrow.policyLabels, wide.policyLabels) && comesLater(narrow, wide)).map(narrow => {
      const same = Object.keys(narrow.policyLabels).length === Object.keys(wide.policyLabels).length;
      return {
        id: 'selector-overlap' as const, severity: 'error' as const, path: narrow.path,
        message: same
          ? `selects the same pods as [${wide.path}] (${pairsOf(wide.policyLabels).join(', ')}); a second service on the same pods takes \`workload: first.workload\``
          : `selects pods (${pairsOf(narrow.policyLabels).join(', ')}) that also belong to [${wide.path}] (${pairsOf(wide.policyLabels).join(', ')}); give the pods labels that tell them apart, or make the narrower ones a ServiceVersion of the wider`,
      };
    });
  });
}

function contains(labels: StringMap, part: StringMap): boolean {
  return Object.entries(part).every(([k, v]) => labels[k] === v);
}

/** Two equal selectors contain each other: one finding is enough. */
function comesLater(narrow: WorkloadModel, wide: WorkloadModel): boolean {
  return Object.keys(narrow.policyLabels).length > Object.keys(wide.policyLabels).length || narrow.path > wide.path;
}
