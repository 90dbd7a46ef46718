import type { ManifestSet } from './manifest-set';
import { view } from './manifest-set';
import { services } from './services';
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
