import type { ManifestObject } from './manifest-object';
import type { ManifestSet } from './manifest-set';
import { view } from './manifest-set';
import type { Labels } from './selectors';

/** A namespace that manifests speak of. */
export interface NamespaceFacts {
  readonly name: string;
  /** Undefined where only its objects are known: then its labels are unknown, not empty. */
  readonly object: ManifestObject | undefined;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** Every namespace that is declared, or holds an object. */
export const namespaces = view((set): ReadonlyMap<string, NamespaceFacts> => {
  const facts = new Map<string, NamespaceFacts>();
  for (const object of set.all('', 'Namespace')) {
    if (facts.has(object.name)) continue;
    // The API server sets this label on every namespace.
    facts.set(object.name, { name: object.name, object, labels: { ...object.labels, 'kubernetes.io/metadata.name': object.name }, annotations: object.annotations });
  }
  for (const { namespace } of set.objects) {
    if (namespace === null || facts.has(namespace)) continue;
    facts.set(namespace, undeclared(namespace));
  }
  return facts;
});

export function namespaceFacts(set: ManifestSet, name: string): NamespaceFacts {
  return namespaces(set).get(name) ?? undeclared(name);
}

function undeclared(name: string): NamespaceFacts {
  return { name, object: undefined, labels: { 'kubernetes.io/metadata.name': name }, annotations: {} };
}
