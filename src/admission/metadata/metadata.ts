import type { PathStep } from '../../manifest/field-path';
import { pathText } from '../../manifest/field-path';
import type { ManifestObject } from '../../manifest/manifest-object';
import { record, records, text, texts } from '../../manifest/manifest-object';
import type { KnownKind } from '../../manifest/schemas/bundles';
import type { Refusal } from '../refusal';
import type { Flaw } from './syntax';
import { labelNameFlaw, labelValueFlaw, pathSegmentFlaw, qualifiedNameFlaw, subdomainFlaw } from './syntax';

/** What is wrong with an object's name, labels, annotations and owners. Values of a wrong type are the schema's matter. */
export function checkMetadata(object: ManifestObject, known: KnownKind): Refusal[] {
  const metadata = record(object.body.metadata);
  return [
    ...names(metadata, known),
    ...namespace(metadata, known),
    ...labels(metadata),
    ...annotations(metadata),
    ...owners(metadata),
    ...finalizers(metadata),
  ];
}

function names(metadata: Record<string, unknown>, known: KnownKind): Refusal[] {
  const flawOf = nameRule(known);
  const name = text(metadata['name']) ?? '';
  const prefix = text(metadata['generateName']) ?? '';
  const refusals: Refusal[] = [];
  if (name !== '') refusals.push(...flawed(['metadata', 'name'], flawOf(name)));
  // The name goes on after the prefix.
  if (prefix !== '') refusals.push(...flawed(['metadata', 'generateName'], flawOf(prefix.length > 1 ? prefix.replace(/-$/, 'a') : prefix)));
  if (name === '' && prefix === '') refusals.push(refusal(['metadata', 'name'], 'is required and not there', `Add a name, for example name: ${known.kind.toLowerCase()}.`));
  return refusals;
}

const WITHOUT_DOTS = new Set(['/Namespace', '/Service']);
const LONGEST_CRON_JOB = 52;

function nameRule({ group, kind }: KnownKind): (name: string) => Flaw | undefined {
  if (WITHOUT_DOTS.has(`${group}/${kind}`)) return labelNameFlaw;
  if (group === 'rbac.authorization.k8s.io') return pathSegmentFlaw;
  if (group === 'batch' && kind === 'CronJob') return cronJobFlaw;
  return subdomainFlaw;
}

/** Its Jobs take its name and eleven characters more. */
function cronJobFlaw(name: string): Flaw | undefined {
  if (name.length <= LONGEST_CRON_JOB) return subdomainFlaw(name);
  return { what: `has ${name.length} characters, and may have no more than ${LONGEST_CRON_JOB}`, remedy: `Shorten it to ${LONGEST_CRON_JOB} characters.` };
}

function namespace(metadata: Record<string, unknown>, known: KnownKind): Refusal[] {
  const name = text(metadata['namespace']);
  // Of kinds that have none, a server takes no notice of it.
  if (!name || known.scope === 'Cluster') return [];
  return flawed(['metadata', 'namespace'], labelNameFlaw(name));
}

function labels(metadata: Record<string, unknown>): Refusal[] {
  return Object.entries(texts(metadata['labels'])).flatMap(([key, value]) => {
    const path = ['metadata', 'labels', key];
    return [...flawedKey(path, qualifiedNameFlaw(key)), ...flawed(path, labelValueFlaw(value))];
  });
}

const MOST_BYTES_OF_ANNOTATIONS = 256 * 1024;

function annotations(metadata: Record<string, unknown>): Refusal[] {
  const entries = Object.entries(texts(metadata['annotations']));
  const refusals = entries.flatMap(([key]) => flawedKey(['metadata', 'annotations', key], qualifiedNameFlaw(key)));
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (bytes > MOST_BYTES_OF_ANNOTATIONS) {
    refusals.push(refusal(['metadata', 'annotations'], `holds ${bytes} bytes, and may hold no more than ${MOST_BYTES_OF_ANNOTATIONS}`, 'Move the longest ones to a ConfigMap.'));
  }
  return refusals;
}

function owners(metadata: Record<string, unknown>): Refusal[] {
  const all = records(metadata['ownerReferences']);
  const empty = all.flatMap(([owner, index]) => ['apiVersion', 'kind', 'name', 'uid'].filter(field => owner[field] === undefined || owner[field] === '')
    .map(field => refusal(['metadata', 'ownerReferences', index, field], 'is required and empty', field === 'uid'
      ? 'Leave the owner out: only a cluster knows the uid of an object, and controllers set it.' : `Write the owner's ${field}.`)));
  const controllers = all.filter(([{ controller }]) => controller === true);
  const second = controllers[1];
  return second === undefined ? empty : [...empty, refusal(['metadata', 'ownerReferences', second[1], 'controller'],
    `is true, and entry ${controllers[0]![1]} is the controller already`, 'Let only one owner be the controller.')];
}

function finalizers(metadata: Record<string, unknown>): Refusal[] {
  const all = metadata['finalizers'];
  return !Array.isArray(all) ? [] : all.flatMap((name, index) => {
    const path = ['metadata', 'finalizers', index];
    return typeof name === 'string' ? flawed(path, qualifiedNameFlaw(name)) : [];
  });
}

function flawed(path: readonly PathStep[], flaw: Flaw | undefined): Refusal[] {
  return flaw ? [refusal(path, flaw.what, flaw.remedy)] : [];
}

function flawedKey(path: readonly PathStep[], flaw: Flaw | undefined): Refusal[] {
  if (!flaw) return [];
  return [{ rule: 'admission/metadata', path, message: `The key ${JSON.stringify(path.at(-1))} of ${pathText(path.slice(0, -1))} ${flaw.what}.`, remedy: flaw.remedy }];
}

function refusal(path: readonly PathStep[], what: string, remedy: string): Refusal {
  return { rule: 'admission/metadata', path, message: `${pathText(path)} ${what}.`, remedy };
}
