import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Labels } from '../../../manifest/selectors';
import type { Workload } from '../../../manifest/workloads';
import { selectedWorkloads } from '../../../manifest/workloads';

/** An object for the pods that a selector of it takes; without one, for all pods of its namespace. */
export interface Selecting {
  readonly object: ManifestObject;
  readonly namespace: string;
  readonly labels: Labels;
}

/** Two objects of a kind that compete, and the pods for which they do; undefined where it is for a namespace as a whole. */
export interface Competition {
  readonly one: Selecting;
  readonly other: Selecting;
  readonly workload: Workload | undefined;
}

/** For each of them that competes, one that it competes with. */
export function competitions(set: ManifestSet, all: readonly Selecting[]): Competition[] {
  const firsts = new Map<string, Selecting>();
  const found: Competition[] = [];
  const claim = (place: string, one: Selecting, workload: Workload | undefined) => {
    const first = firsts.get(place);
    if (!first) firsts.set(place, one);
    else found.push({ one, other: first, workload }, { one: first, other: one, workload });
  };
  for (const one of all) {
    if (Object.keys(one.labels).length === 0) claim(one.namespace, one, undefined);
    else for (const workload of selectedWorkloads(set, one.namespace, one.labels)) claim(workload.id, one, workload);
  }
  return found;
}
