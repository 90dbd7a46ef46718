import { POD_MAKERS } from '../model/pod-makers';
import type { PathStep } from './field-path';
import { valueAt } from './field-path';
import { flaggerPrimaries } from './flagger-primaries';
import type { Json, ManifestObject } from './manifest-object';
import { record, records, text, texts } from './manifest-object';
import type { ManifestSet } from './manifest-set';
import { view } from './manifest-set';
import { podTemplatePath } from './pod-templates';
import type { Labels } from './selectors';
import { matchesLabels } from './selectors';

/** Pods that one object makes. */
export interface Workload {
  /** "shop/Deployment/cart". */
  readonly id: string;
  readonly object: ManifestObject;
  /** Who makes these pods if it is not the object itself: the Flagger Canary that copies it. */
  readonly madeBy?: ManifestObject;
  readonly namespace: string;
  readonly name: string;
  /** The way to the pods' `metadata` and `spec` in the object. */
  readonly template: readonly PathStep[];
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly serviceAccount: string;
  readonly hostNetwork: boolean;
  /** The pods' spec, of whatever shape. */
  readonly podSpec: Record<string, Json>;
  /** Of containers and of init containers that stay (`restartPolicy: Always`). */
  readonly ports: readonly WorkloadPort[];
  /** Jobs and CronJobs, and pods that are not started again. */
  readonly runsToCompletion: boolean;
}

/** A port that a container declares. Pods listen on others too: a declaration is information, not a rule. */
export interface WorkloadPort {
  readonly name: string | undefined;
  readonly number: number;
  readonly protocol: string;
  readonly container: string;
  readonly path: readonly PathStep[];
}

/** Every workload, with those that controllers make of others. */
export const workloads = view((set): readonly Workload[] => {
  const declared = POD_MAKERS.flatMap(({ group, kind }) => set.all(group, kind)).flatMap(object => workloadOf(object, set) ?? []);
  return [...declared, ...flaggerPrimaries(set, declared)];
});

const byNamespace = view(set => groupBy(workloads(set), workload => workload.namespace));
const byLabel = view(set => workloadsByLabel(workloads(set), ({ namespace }, key, value) => pairKey(namespace, key, value)));
const byLabelEverywhere = view(set => workloadsByLabel(workloads(set), (_, key, value) => `${key}=${value}`));
const byObject = view(set => new Map(workloads(set).filter(w => !w.madeBy).map(w => [w.object, w] as const)));

export function workloadsIn(set: ManifestSet, namespace: string): readonly Workload[] {
  return byNamespace(set).get(namespace) ?? [];
}

/** The workload that an object is, if it makes pods. */
export function workloadOfObject(set: ManifestSet, object: ManifestObject): Workload | undefined {
  return byObject(set).get(object);
}

/** Workloads of a namespace whose pods hold all labels of a plain selector; none for an empty one. */
export function selectedWorkloads(set: ManifestSet, namespace: string, selector: Labels): readonly Workload[] {
  return selected(selector, (key, value) => byLabel(set).get(pairKey(namespace, key, value)));
}

/** The same in every namespace. */
export function selectedEverywhere(set: ManifestSet, selector: Labels): readonly Workload[] {
  return selected(selector, (key, value) => byLabelEverywhere(set).get(`${key}=${value}`));
}

/** Looks only at the workloads that hold the rarest of the labels. */
function selected(selector: Labels, holding: (key: string, value: string) => readonly Workload[] | undefined): readonly Workload[] {
  const candidates = Object.entries(selector).map(([key, value]) => holding(key, value) ?? []);
  const fewest = candidates.reduce<readonly Workload[] | undefined>((least, some) => (least && least.length <= some.length ? least : some), undefined) ?? [];
  return fewest.filter(workload => matchesLabels(selector, workload.labels));
}

function workloadOf(object: ManifestObject, set: ManifestSet): Workload | undefined {
  const template = podTemplatePath(object);
  if (!template || object.namespace === null || isMadeByAnother(object, set)) return undefined;
  const pods = record(valueAt(object.body, template));
  const metadata = record(pods['metadata']);
  const podSpec = record(pods['spec']);
  return {
    id: `${object.namespace}/${object.kind}/${object.name}`,
    object,
    namespace: object.namespace,
    name: object.name,
    template,
    labels: texts(metadata['labels']),
    annotations: texts(metadata['annotations']),
    serviceAccount: text(podSpec['serviceAccountName']) || text(podSpec['serviceAccount']) || 'default',
    hostNetwork: podSpec['hostNetwork'] === true,
    podSpec,
    ports: containerPorts(podSpec, template),
    runsToCompletion: object.group === 'batch' || (object.kind === 'Pod' && ['Never', 'OnFailure'].includes(text(podSpec['restartPolicy']) ?? '')),
  };
}

/** In a dump of a cluster, the pods of a Deployment stand beside it. */
function isMadeByAnother(object: ManifestObject, set: ManifestSet): boolean {
  const owners = records(record(object.body.metadata)['ownerReferences']);
  return owners.some(([{ apiVersion, kind, name, controller }]) => {
    const group = (text(apiVersion) ?? '').split('/').slice(0, -1).join('/');
    return controller === true && set.find(group, text(kind) ?? '', object.namespace, text(name) ?? '') !== undefined;
  });
}

function containerPorts(podSpec: Record<string, Json>, template: readonly PathStep[]): WorkloadPort[] {
  const containers = [
    ...records(podSpec['containers']).map(([container, index]) => ({ container, at: ['containers', index] })),
    ...records(podSpec['initContainers']).filter(([{ restartPolicy }]) => restartPolicy === 'Always').map(([container, index]) => ({ container, at: ['initContainers', index] })),
  ];
  return containers.flatMap(({ container, at }) => records(container['ports']).flatMap(([port, index]) => {
    const number: unknown = port['containerPort'];
    return typeof number !== 'number' ? [] : [{
      name: text(port['name']), number, protocol: text(port['protocol']) ?? 'TCP', container: text(container['name']) ?? '',
      path: [...template, 'spec', ...at, 'ports', index],
    }];
  }));
}

const pairKey = (namespace: string, key: string, value: string) => `${namespace}/${key}=${value}`;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Workloads by each of their labels, so that a selector looks at few. */
function workloadsByLabel(all: readonly Workload[], keyOf: (workload: Workload, key: string, value: string) => string): Map<string, Workload[]> {
  const pairs = all.flatMap(workload => Object.entries(workload.labels).map(([key, value]) => ({ workload, pair: keyOf(workload, key, value) })));
  return new Map([...groupBy(pairs, ({ pair }) => pair)].map(([pair, entries]) => [pair, entries.map(({ workload }) => workload)]));
}
