import { list, record, records, text } from '../../manifest/manifest-object';
import type { Refusal } from '../refusal';
import { shown } from '../schema/issue';
import { flawed, refusal } from './refuse';
import { qualifiedNameFlaw } from './syntax';

/** What is wrong with the fields that are for the server and controllers: the generation, owners, finalizers, managers of fields. */
export function checkOwnership(metadata: Record<string, unknown>, custom: boolean): Refusal[] {
  return [...generation(metadata['generation']), ...owners(metadata['ownerReferences']), ...finalizers(metadata['finalizers'], custom), ...managers(metadata['managedFields'])];
}

function generation(value: unknown): Refusal[] {
  return typeof value === 'number' && value < 0 ? [refusal(['metadata', 'generation'], 'is negative', 'Leave generation out: the server counts it.')] : [];
}

function owners(references: unknown): Refusal[] {
  const all = records(references);
  const refusals = all.flatMap(([owner, index]) => {
    const path = ['metadata', 'ownerReferences', index];
    const missing = ['apiVersion', 'kind', 'name', 'uid'].filter(field => owner[field] === undefined || owner[field] === null || owner[field] === '');
    const empty = missing.map(field => refusal([...path, field], 'is required and empty', ownerRemedy(field)));
    const version = text(owner['apiVersion']) ?? '';
    if (version !== '' && !/^([^/]*\/)?[^/]+$/.test(version)) return [...empty, refusal([...path, 'apiVersion'], `is ${shown(version)}, which is no version`, 'Write the version of the owner, for example apps/v1.')];
    if (version === 'v1' && owner['kind'] === 'Event') return [...empty, refusal([...path, 'kind'], 'is Event, and an Event owns nothing', 'Leave the owner out.')];
    return empty;
  });
  const [first, second] = all.filter(([{ controller }]) => controller === true);
  if (!first || !second) return refusals;
  return [...refusals, refusal(['metadata', 'ownerReferences', second[1], 'controller'], `is true, and entry ${first[1]} is the controller already`, 'Let only one owner be the controller.')];
}

function ownerRemedy(field: string): string {
  if (field === 'uid') return 'Leave the owner out: only a cluster knows the uid of an object, and controllers set it.';
  return `Write the ${field} of the owner.`;
}

const LONGEST_MANAGER = 128;
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
const OF_KUBERNETES = ['kubernetes', 'orphan', 'foregroundDeletion'];

function finalizers(value: unknown, custom: boolean): Refusal[] {
  const all = list(value);
  const refusals = all.flatMap((name, index) => {
    const path = ['metadata', 'finalizers', index];
    if (typeof name !== 'string') return [];
    const flaw = qualifiedNameFlaw(name);
    // Of custom resources, a server only warns.
    if (flaw || custom || name.includes('/') || OF_KUBERNETES.includes(name)) return flawed(path, flaw);
    return [refusal(path, `is ${shown(name)}, and must have a DNS name and "/" before its name`, `Write the finalizer as its controller knows it, for example "example.com/${name}".`)];
  });
  if (!all.includes('orphan') || !all.includes('foregroundDeletion')) return refusals;
  return [...refusals, refusal(['metadata', 'finalizers'], 'has both orphan and foregroundDeletion', 'Keep one of the two.')];
}

function managers(value: unknown): Refusal[] {
  return list(value).flatMap((manager: unknown, index) => {
    const { operation, fieldsType, manager: name } = record(manager);
    const path = ['metadata', 'managedFields', index];
    const remedy = 'Leave managedFields out: the server keeps them.';
    const refusals: Refusal[] = [];
    if (operation !== 'Apply' && operation !== 'Update') refusals.push(refusal([...path, 'operation'], `is ${shown(operation)}, and must be Apply or Update`, remedy));
    if (typeof fieldsType === 'string' && fieldsType !== 'FieldsV1') refusals.push(refusal([...path, 'fieldsType'], `is ${shown(fieldsType)}, and must be FieldsV1`, remedy));
    if (Buffer.byteLength(text(name) ?? '') > LONGEST_MANAGER) refusals.push(refusal([...path, 'manager'], `is longer than ${LONGEST_MANAGER} bytes`, remedy));
    if (UNPRINTABLE.test(text(name) ?? '')) refusals.push(refusal([...path, 'manager'], `is ${shown(name)}, with characters that cannot be printed`, remedy));
    return refusals;
  });
}
