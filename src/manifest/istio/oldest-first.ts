import type { ManifestObject } from '../manifest-object';
import { record, text } from '../manifest-object';

/** Istio's order where one of several objects counts: by creation, then name, then namespace. Objects without a time of creation count as equally old. */
export function oldestFirst(a: ManifestObject, b: ManifestObject): number {
  return compare(created(a), created(b)) || compare(a.name, b.name) || compare(a.namespace ?? '', b.namespace ?? '');
}

export function oldest(objects: readonly ManifestObject[]): ManifestObject | undefined {
  return objects.reduce<ManifestObject | undefined>((first, object) => (first && oldestFirst(first, object) <= 0 ? first : object), undefined);
}

function created(object: ManifestObject): string {
  return text(record(object.body.metadata)['creationTimestamp']) ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
