import type { ManifestSet } from './manifest-set';
import { view } from './manifest-set';
import { nearest } from './nearest';
import { services } from './services';
import type { Workload } from './workloads';
import { workloads } from './workloads';

// Manifests are rarely all that a cluster holds. What is not in them is missing only where they show that they hold such things of a namespace.

const withServices = view(set => new Set([...services(set).map(({ namespace }) => namespace), ...workloads(set).map(({ namespace }) => namespace)]));
const withWorkloads = view(set => new Set(workloads(set).map(({ namespace }) => namespace)));

/** Whether a Service that the manifests do not hold in a namespace is likely not to be there. */
export function knowsServices(set: ManifestSet, namespace: string): boolean {
  return withServices(set).has(namespace);
}

/** Whether pods that the manifests do not hold in a namespace are likely not to be there. */
export function knowsPods(set: ManifestSet, namespace: string): boolean {
  return withWorkloads(set).has(namespace);
}

/** Whether the manifests hold objects of a kind in a namespace. */
export function knowsKind(set: ManifestSet, group: string, kind: string, namespace: string): boolean {
  return set.inNamespace(group, kind, namespace).length > 0;
}

/** Whether a port that containers do not declare is likely not to be there: all that is known of pods made elsewhere may be some of their ports. */
export function knowsPorts({ ports, object }: Workload): boolean {
  return ports.length > 0 && object.source.elsewhere !== true;
}

const labelKeys = view(set => new Set(workloads(set).flatMap(({ namespace, labels }) => Object.keys(labels).map(key => `${namespace} ${key}`))));
const homes = view(set => {
  const byName = new Map<string, string>();
  const add = (group: string, kind: string, name: string, namespace: string | null) => {
    const key = `${group}/${kind}/${name}`;
    if (namespace !== null && !byName.has(key)) byName.set(key, namespace);
  };
  for (const { group, kind, name, namespace } of set.objects) add(group, kind, name, namespace);
  for (const { name, namespace } of services(set)) add('', 'Service', name, namespace);
  return byName;
});

/** Whether pods of a namespace have a label of this key. */
export function knowsLabelKey(set: ManifestSet, namespace: string, key: string): boolean {
  return labelKeys(set).has(`${namespace} ${key}`);
}

/** A namespace that holds an object of this kind and name: the one that is meant, where it is missing elsewhere. */
export function homeOf(set: ManifestSet, group: string, kind: string, name: string): string | undefined {
  return homes(set).get(`${group}/${kind}/${name}`);
}

/** The object of a kind and namespace whose name was probably meant: a letter or two away. */
export function nearestName(set: ManifestSet, group: string, kind: string, namespace: string, name: string): string | undefined {
  return nearest(name, set.inNamespace(group, kind, namespace).map(object => object.name));
}
