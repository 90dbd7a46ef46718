import type { ManifestObject, Source } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { refText } from '../manifest/object-ref';
import type { Refusal } from './refusal';

/** The object of the same group, kind, namespace and name that stands earlier in the set, if there is one. */
export function earlierTwin(object: ManifestObject, set: ManifestSet): ManifestObject | undefined {
  // An object without a name gets one of its own.
  if (object.name === '') return undefined;
  const first = set.find(object.group, object.kind, object.namespace, object.name);
  return first === object ? undefined : first;
}

export function duplicate(object: ManifestObject, twin: ManifestObject): Refusal {
  const where = placeText(twin.source);
  return {
    rule: 'admission/duplicate',
    path: ['metadata', 'name'],
    message: `${refText(object.ref)} stands already${where === '' ? '' : ` ${where}`}, and only one of the two can exist in a cluster.`,
    remedy: 'Remove one of the two, or give this one another name or namespace; check one environment at a time.',
  };
}

function placeText({ file, document = 0, item = [], construct }: Source): string {
  if (construct !== undefined) return `at ${construct}`;
  if (file === undefined) return '';
  const place = `in document ${document + 1} of ${file === '-' ? 'standard input' : file}`;
  return typeof item.at(-1) === 'number' ? `as item ${Number(item.at(-1)) + 1} ${place}` : place;
}
