import type { PathStep } from '../../manifest/field-path';
import { pathText } from '../../manifest/field-path';
import type { ManifestObject } from '../../manifest/manifest-object';
import { record, text } from '../../manifest/manifest-object';
import type { KnownKind } from '../../manifest/schemas/bundles';
import type { Refusal } from '../refusal';
import { checkOwnership } from './ownership';
import { flawed, refusal } from './refuse';
import type { Flaw } from './syntax';
import { labelNameFlaw, labelValueFlaw, pathSegmentFlaw, qualifiedNameFlaw, subdomainFlaw, tooLong } from './syntax';

/** What is wrong with an object's name, labels, annotations and owners. Values of a wrong type are the schema's matter. */
export function checkMetadata(object: ManifestObject, known: KnownKind): Refusal[] {
  const stated: unknown = object.body.metadata ?? {};
  const metadata = record(stated);
  if (metadata !== stated) return [];
  return [
    ...names(metadata, known),
    ...namespace(metadata, known),
    ...labels(metadata),
    ...annotations(metadata),
    ...checkOwnership(metadata, known.custom || FREE.has(`${known.group}/${known.kind}`)),
  ];
}

function names(metadata: Record<string, unknown>, known: KnownKind): Refusal[] {
  const name = text(metadata['name']) ?? '';
  const prefix = text(metadata['generateName']) ?? '';
  const refusals = name === '' ? [] : flawed(['metadata', 'name'], nameFlaw(name, known));
  if (prefix !== '') refusals.push(...flawed(['metadata', 'generateName'], prefixFlaw(prefix, name === '', known)));
  if (name !== '' || prefix !== '') return refusals;
  const stated = metadata['name'];
  // YAML reads n, on or 1 as something else than text.
  if (typeof stated === 'boolean' || typeof stated === 'number') return [refusal(['metadata', 'name'], `is ${stated}, and must be text`, 'Write the name in quotes: unquoted, YAML reads it as something else.')];
  return [refusal(['metadata', 'name'], 'is required and not there', `Add a name, for example name: ${known.kind.toLowerCase()}.`)];
}

const LONGEST_PREFIX = 58;

/** A prefix is cut, and goes on with five letters or digits; where there is a name too, it is not used and has to be right all the same. */
function prefixFlaw(prefix: string, isUsed: boolean, known: KnownKind): Flaw | undefined {
  // A name may begin with the dots that may not be all of it, but RBAC looks at the prefix as if it were the name.
  const begun = FREE.has(`${known.group}/${known.kind}`) ? `${prefix}x` : isFree(known) ? prefix : prefix.replace(/.-$/s, 'a');
  const flaw = syntaxFlaw(begun, known) ?? (isUsed ? nameFlaw(`${prefix.slice(0, LONGEST_PREFIX)}xxxxx`, known) : undefined);
  return flaw && { what: `is ${JSON.stringify(prefix)}, and no name can begin so`, remedy: 'Write lower-case letters and digits with "-" at the end, for example "cart-".' };
}

const WITHOUT_DOTS = new Set(['/Namespace', '/Service', 'apps/StatefulSet']);
/** Kinds whose names only have to fit into a path. */
const FREE = new Set(['policy/PodDisruptionBudget']);
/** What is made of an object takes its name: a Job eleven characters more, and labels of pods the name of their Job. */
const LONGEST: Readonly<Record<string, number>> = { 'batch/CronJob': 52, 'batch/Job': 63 };

function nameFlaw(name: string, known: KnownKind): Flaw | undefined {
  const longest = LONGEST[`${known.group}/${known.kind}`] ?? Infinity;
  return name.length > longest ? tooLong(name, longest) : syntaxFlaw(name, known);
}

function syntaxFlaw(name: string, known: KnownKind): Flaw | undefined {
  if (WITHOUT_DOTS.has(`${known.group}/${known.kind}`)) return labelNameFlaw(name);
  return isFree(known) ? pathSegmentFlaw(name) : subdomainFlaw(name);
}

function isFree({ group, kind }: KnownKind): boolean {
  return group === 'rbac.authorization.k8s.io' || FREE.has(`${group}/${kind}`);
}

function namespace(metadata: Record<string, unknown>, known: KnownKind): Refusal[] {
  const name = text(metadata['namespace']);
  // Of kinds that have none, a server takes no notice of it.
  if (!name || known.scope === 'Cluster') return [];
  return flawed(['metadata', 'namespace'], labelNameFlaw(name));
}

function labels(metadata: Record<string, unknown>): Refusal[] {
  return Object.entries(record(metadata['labels'])).flatMap(([key, value]) => {
    const path = ['metadata', 'labels', key];
    return [...flawedKey(path, qualifiedNameFlaw(key)), ...flawed(path, labelValueFlaw(text(value) ?? ''))];
  });
}

const MOST_BYTES_OF_ANNOTATIONS = 256 * 1024;

function annotations(metadata: Record<string, unknown>): Refusal[] {
  const entries = Object.entries(record(metadata['annotations']));
  const refusals = entries.flatMap(([key]) => flawedKey(['metadata', 'annotations', key], qualifiedNameFlaw(key.toLowerCase())));
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(text(value) ?? ''), 0);
  if (bytes > MOST_BYTES_OF_ANNOTATIONS) {
    refusals.push(refusal(['metadata', 'annotations'], `holds ${bytes} bytes, and may hold no more than ${MOST_BYTES_OF_ANNOTATIONS}`, 'Move the longest ones to a ConfigMap.'));
  }
  return refusals;
}

function flawedKey(path: readonly PathStep[], flaw: Flaw | undefined): Refusal[] {
  if (!flaw) return [];
  return [{ rule: 'admission/metadata', path, message: `The key ${JSON.stringify(path.at(-1))} of ${pathText(path.slice(0, -1))} ${flaw.what}.`, remedy: flaw.remedy }];
}
