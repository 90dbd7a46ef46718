import type { PathStep } from '../manifest/field-path';
import { pathText } from '../manifest/field-path';
import type { Remark } from '../manifest/finding';
import { ManifestObject } from '../manifest/manifest-object';
import { ManifestSet } from '../manifest/manifest-set';
import { refText } from '../manifest/object-ref';
import { admit } from './admit';

/** A set as an API server would hold it after everything was sent to it. */
export interface Kept {
  readonly set: ManifestSet;
  /** What differs from the manifests: a sentence an object. */
  readonly warnings: readonly string[];
  /** The objects of the set by the manifests that they came from. */
  readonly origins: ReadonlyMap<ManifestObject, ManifestObject>;
}

/** Refused objects are not there, and unknown fields are dropped. */
export function keptByServer(manifests: ManifestSet): Kept {
  const byObject = new Map<ManifestObject, Remark[]>();
  for (const remark of admit(manifests)) byObject.set(remark.object, [...byObject.get(remark.object) ?? [], remark]);
  if (byObject.size === 0) return { set: manifests, warnings: [], origins: new Map() };
  const warnings: string[] = [];
  const origins = new Map<ManifestObject, ManifestObject>();
  const objects = manifests.objects.flatMap((object): ManifestObject[] => {
    const remarks = byObject.get(object);
    if (!remarks) return [object];
    const refusal = remarks.find(({ rule }) => rule !== 'admission/unknown-field');
    const where = object.source.file === undefined ? '' : ` (${object.source.file})`;
    if (refusal) {
      warnings.push(`${refText(object.ref)}${where} is left out, for the API server would refuse it: ${refusal.message}`);
      return [];
    }
    const paths = remarks.map(({ path }) => path);
    warnings.push(`${refText(object.ref)}${where} is simulated as what the API server would have kept: without ${paths.map(pathText).join(', ')}, which it does not know`);
    const kept = new ManifestObject(paths.reduce((body, path) => without(body, path), object.body), object.source);
    origins.set(kept, object);
    return [kept];
  });
  return { set: new ManifestSet(objects, manifests.settings), warnings, origins };
}

/** A copy of a value in which the field at a path is missing. */
function without<T>(value: T, [step, ...rest]: readonly PathStep[]): T {
  if (step === undefined || typeof value !== 'object' || value === null) return value;
  const inner = (value as Record<PathStep, unknown>)[step];
  if (Array.isArray(value)) return (rest.length === 0 ? value.filter((_, index) => index !== step) : value.map((one: unknown, index) => (index === step ? without(one, rest) : one))) as T;
  const { [step]: _, ...others } = value as Record<PathStep, unknown>;
  return (rest.length === 0 ? others : { ...others, [step]: without(inner, rest) }) as T;
}
