import type { ManifestObject } from './manifest-object';
import { record, text } from './manifest-object';
import type { ManifestSet } from './manifest-set';
import type { Labels } from './selectors';
import type { Workload } from './workloads';

/** Of these labels, Flagger takes the first that the target's pods have as its selector, and renames its value on the pods that it makes. */
const SELECTOR_LABELS = ['app', 'name', 'app.kubernetes.io/name'];

/** Canaries of Flagger, with the workload that each copies. */
export function flaggerPrimaries(set: ManifestSet, declared: readonly Workload[]): Workload[] {
  const canaries = set.all('flagger.app', 'Canary');
  if (canaries.length === 0) return [];
  const byId = new Map(declared.map(workload => [workload.id, workload]));
  return canaries.flatMap((canary): Workload[] => {
    const target = record(canary.spec['targetRef']);
    const copied = byId.get(`${canary.namespace}/${text(target['kind']) ?? ''}/${text(target['name']) ?? ''}`);
    return copied && (copied.object.kind === 'Deployment' || copied.object.kind === 'DaemonSet') ? [primaryOf(copied, canary)] : [];
  });
}

/** The pods that carry the traffic while no release is under way: all labels of the target's but the one that its selector names. */
function primaryOf(target: Workload, canary: ManifestObject): Workload {
  const name = `${target.name}-primary`;
  return { ...target, id: `${target.namespace}/${target.object.kind}/${name}`, name, madeBy: canary, labels: primaryLabels(target.labels) };
}

function primaryLabels(labels: Labels): Labels {
  const key = SELECTOR_LABELS.find(label => labels[label] !== undefined);
  return key === undefined ? labels : { ...labels, [key]: `${labels[key]}-primary` };
}
