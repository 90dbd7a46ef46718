import type { ManifestObject } from '../manifest-object';
import { record, text } from '../manifest-object';

/**
 * Compares objects as istiod orders them: by creation time, name, namespace. Manifests that hold no creation time come after those that do,
 * since they are applied after; among themselves names decide, as they do for objects that were created in the same second.
 */
export function byAge(one: ManifestObject, other: ManifestObject): number {
  return compare(created(one), created(other)) || compare(one.name, other.name) || compare(one.namespace ?? '', other.namespace ?? '');
}

/** Of several objects of which one counts, the one that does. */
export function oldest(objects: readonly ManifestObject[]): ManifestObject | undefined {
  return objects.reduce<ManifestObject | undefined>((first, object) => (first && byAge(first, object) <= 0 ? first : object), undefined);
}

/** Whether manifests say which of two objects is the older one. */
export function isAgeKnown(one: ManifestObject, other: ManifestObject): boolean {
  return created(one) !== created(other);
}

/** Times of the API server are text that sorts by itself. */
function created(object: ManifestObject): string {
  return text(record(object.body.metadata)['creationTimestamp']) || '~';
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
