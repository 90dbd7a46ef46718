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

/** The line of a field of an object, where somebody knows it. */
type LineOf = (object: ManifestObject, path: readonly PathStep[]) => number | undefined;

/** Refused objects are not there, unknown fields are dropped, and of an object that stands twice the last is what is kept. */
export function keptByServer(manifests: ManifestSet, lineOf: LineOf = () => undefined): Kept {
  const place = ({ source: { file, construct } }: ManifestObject, line: number | undefined): string => construct ?? (file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`);
  const inBrackets = (text: string): string => (text === '' ? '' : ` (${text})`);
  const { set: sent, twins } = lastOfEach(manifests);
  const warnings = twins.map(([earlier, later]) => {
    const [one, other] = [earlier, later].map(object => place(object, lineOf(object, ['metadata', 'name'])));
    return `${refText(later.ref)} stands more than once${one === '' ? '' : `, at ${one} and ${other}`}, and is simulated as the last, which is what \`kubectl apply\` ends with; give one environment at a time`;
  });
  const byObject = new Map<ManifestObject, Remark[]>();
  for (const remark of admit(sent)) byObject.set(remark.object, [...byObject.get(remark.object) ?? [], remark]);
  if (byObject.size === 0) return { set: sent, warnings, origins: new Map() };
  const origins = new Map<ManifestObject, ManifestObject>();
  const objects = sent.objects.flatMap((object): ManifestObject[] => {
    const remarks = byObject.get(object);
    if (!remarks) return [object];
    const unknown = remarks.filter(({ rule }) => rule === 'admission/unknown-field');
    const refusal = remarks.find(({ rule }) => rule !== 'admission/unknown-field');
    const where = inBrackets(place(object, lineOf(object, (unknown[0] ?? refusal)!.path)));
    if (refusal) {
      // What is missing may stand there under a name that is misspelt.
      const cause = unknown.map(({ message, remedy }) => ` ${message} ${remedy}`).join('');
      warnings.push(`${refText(object.ref)}${where} is left out, for the API server would refuse it: ${refusal.message}${cause}`);
      return [];
    }
    const paths = unknown.map(({ path }) => path);
    warnings.push(`${refText(object.ref)}${where} is simulated as what the API server would have kept: without ${paths.map(pathText).join(', ')}, which it does not know`);
    const kept = new ManifestObject(paths.reduce((body, path) => without(body, path), object.body), object.source);
    origins.set(kept, object);
    return [kept];
  });
  return { set: new ManifestSet(objects, manifests.settings), warnings, origins };
}

function lastOfEach(manifests: ManifestSet): { readonly set: ManifestSet; readonly twins: readonly (readonly [earlier: ManifestObject, later: ManifestObject])[] } {
  const last = new Map<string, ManifestObject>();
  const twins: (readonly [ManifestObject, ManifestObject])[] = [];
  for (const object of manifests.objects) {
    // One without a name gets its own.
    if (object.name === '') continue;
    const earlier = last.get(object.key);
    if (earlier) twins.push([earlier, object]);
    last.set(object.key, object);
  }
  if (twins.length === 0) return { set: manifests, twins };
  return { set: new ManifestSet(manifests.objects.filter(object => object.name === '' || last.get(object.key) === object), manifests.settings), twins };
}

/** A copy of a value in which the field at a path is missing. */
function without<T>(value: T, [step, ...rest]: readonly PathStep[]): T {
  if (step === undefined || typeof value !== 'object' || value === null) return value;
  const inner = (value as Record<PathStep, unknown>)[step];
  if (Array.isArray(value)) return (rest.length === 0 ? value.filter((_, index) => index !== step) : value.map((one: unknown, index) => (index === step ? without(one, rest) : one))) as T;
  const { [step]: _, ...others } = value as Record<PathStep, unknown>;
  return (rest.length === 0 ? others : { ...others, [step]: without(inner, rest) }) as T;
}
