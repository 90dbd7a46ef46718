import type { ApiObject } from 'cdk8s';
import { MeshError } from '../model/errors';
import type { WorkloadModel } from '../model/model';
import type { PodFacts } from './pod-template';

/** Istio still reads its older annotation, where the label of that name is absent. */
const LABEL_OR_ANNOTATION = 'sidecar.istio.io/inject';

/** What in a pod template keeps its pods out of the mesh of their namespace, or undefined. */
export function optOutIn({ labels, annotations, hostNetwork }: PodFacts, workload: WorkloadModel): string | undefined {
  const plan = workload.namespace.dataPlane.workload({ ...workload, enrolled: false });
  const marks = [
    ...Object.entries(plan.labels).map(([key, out]) => ({ key, out, value: labels[key] ?? (key === LABEL_OR_ANNOTATION ? annotations[key] : undefined) })),
    ...Object.entries(plan.annotations).map(([key, out]) => ({ key, out, value: annotations[key] })),
  ];
  const mark = marks.find(({ out, value }) => value === out);
  if (mark) return `${mark.key}: ${mark.value}`;
  return marks.length > 0 && hostNetwork ? 'hostNetwork: true' : undefined;
}

/** Whether pods take part in the mesh: as asked, else as their templates say. `optOuts`: what keeps the pods of each object out. */
export function enrolled(path: string, asked: boolean | undefined, objects: readonly ApiObject[], optOuts: readonly (string | undefined)[]): boolean {
  const out = optOuts.findIndex(reason => reason !== undefined);
  if (out < 0 || asked === false) return asked ?? true;
  const refuse = (but: string): never => {
    throw new MeshError('foreign-object-mismatch', path, `the pods of ${objects[out]!.kind} ${objects[out]!.name} have ${optOuts[out]}, which keeps them out of the mesh, ${but}`);
  };
  if (asked) refuse('and `enrolled` is true; take that off the pod template, or leave `enrolled` out');
  const within = optOuts.indexOf(undefined);
  if (within >= 0) refuse(`and those of ${objects[within]!.kind} ${objects[within]!.name} take part; let all versions of the workload do the same`);
  return false;
}
