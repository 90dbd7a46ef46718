import type { ManifestObject } from '../manifest-object';
import { record, text } from '../manifest-object';

/** Linkerd's order where the oldest of several objects counts: by creation, then by name only. */
export function olderFirst(a: ManifestObject, b: ManifestObject): number {
  const keys = [a, b].map(object => [text(record(object.body.metadata)['creationTimestamp']) ?? '', object.name] as const);
  const [[createdA, nameA], [createdB, nameB]] = keys as [readonly [string, string], readonly [string, string]];
  return compare(createdA, createdB) || compare(nameA, nameB);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
