/** A kind of objects that make pods, and the way to the template of these pods: a CronJob's lies deeper, a Pod is its own. */
export interface PodMaker {
  readonly group: string;
  readonly kind: string;
  readonly template: readonly string[];
}

const maker = (group: string, kind: string, template: readonly string[] = ['spec', 'template']): PodMaker => ({ group, kind, template });

export const POD_MAKERS: readonly PodMaker[] = [
  maker('apps', 'Deployment'), maker('apps', 'StatefulSet'), maker('apps', 'DaemonSet'), maker('apps', 'ReplicaSet'),
  maker('', 'ReplicationController'), maker('argoproj.io', 'Rollout'),
  maker('batch', 'Job'), maker('batch', 'CronJob', ['spec', 'jobTemplate', 'spec', 'template']), maker('', 'Pod', []),
];

const BY_KIND = new Map(POD_MAKERS.map(({ kind, template }) => [kind, template]));
const BY_GROUP_AND_KIND = new Map(POD_MAKERS.map(({ group, kind, template }) => [`${group}/${kind}`, template]));

/** The way to the pods' template; undefined for kinds that make no pods. */
export function podTemplateWay(group: string, kind: string): readonly string[] | undefined {
  return BY_GROUP_AND_KIND.get(`${group}/${kind}`);
}

export function makesPods(kind: string): boolean {
  return BY_KIND.has(kind);
}

/** The same for objects that are known to make pods. */
export function podTemplateWayOf(kind: string): readonly string[] {
  return BY_KIND.get(kind) ?? ['spec', 'template'];
}
