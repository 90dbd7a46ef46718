import type { PathStep } from './field-path';
import { valueAt } from './field-path';
import type { ManifestObject } from './manifest-object';

/** Kinds that make pods, by group, with the way to their pods' metadata and spec. */
const POD_TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [],
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'argoproj.io/Rollout': ['spec', 'template'],
};

/** Group and kind of everything that makes pods. */
export const POD_MAKERS: readonly (readonly [group: string, kind: string])[] = Object.keys(POD_TEMPLATES)
  .map(name => name.split('/') as [string, string]);

/** The way to the template of the pods that an object makes; undefined for what makes none, or takes another object's template. */
export function podTemplatePath(object: ManifestObject): readonly PathStep[] | undefined {
  const path = POD_TEMPLATES[`${object.group}/${object.kind}`];
  return path && (path.length === 0 || valueAt(object.body, path) !== undefined) ? path : undefined;
}
