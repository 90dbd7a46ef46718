import type { Remark } from '../manifest/finding';
import { pathText } from '../manifest/field-path';
import type { ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { knownKind, knownVersion } from '../manifest/schemas/catalogue';
import type { JsonSchema } from '../manifest/schemas/json-schema';
import { duplicate, earlierTwin } from './duplicates';
import { checkMetadata } from './metadata/metadata';
import type { Refusal } from './refusal';
import { checkSchema } from './schema/schema-check';
import { unknownKind } from './unknown-kind';
import { VALIDATIONS, WEBHOOKS } from './webhooks';

/** What a server of the set's cluster, and the webhooks of the meshes, would refuse. Kinds that none of them knows are let pass. */
export function admit(set: ManifestSet, onProgress?: (done: number) => void): Remark[] {
  const remarks: Remark[] = [];
  set.objects.forEach((object, index) => {
    if (object.source.elsewhere) return;
    const twin = earlierTwin(object, set);
    if (twin) remarks.push(remark(object, duplicate(object, twin), [twin]));
    for (const refusal of refusalsOf(object, set)) remarks.push(remark(object, refusal, []));
    onProgress?.(index + 1);
  });
  return remarks;
}

/** Why a server would refuse an object, its name being free. */
export function refusalsOf(object: ManifestObject, set: ManifestSet): Refusal[] {
  const unknown = unknownKind(object, set);
  if (unknown) return [unknown];
  const known = knownKind(object.group, object.kind, set.settings.gatewayApiChannel);
  const version = known?.versions.find(({ name }) => name === object.version);
  if (!known || !version?.schema) return [];
  const { schema, statusDropped } = version;
  const { refusals, readable } = checkSchema(object, known, { schema, statusDropped, experimental: () => experimentalSchema(object, set) });
  const found = [...checkMetadata(object, known), ...refusals];
  if (readable) found.push(...VALIDATIONS.flatMap(validation => validation(object)));
  // A server asks webhooks last. What else is wrong with the metadata is no reason to hold back what they would say.
  const sound = found.every(({ rule }) => rule !== 'admission/schema' && rule !== 'admission/cel');
  if (sound) found.push(...WEBHOOKS.flatMap(webhook => webhook(object, set)));
  return oncePerPlace(found);
}

function experimentalSchema({ group, version, kind }: ManifestObject, set: ManifestSet): JsonSchema | undefined {
  if (set.settings.gatewayApiChannel === 'experimental' || !group.startsWith('gateway.networking.')) return undefined;
  return knownVersion(group, version, kind, 'experimental')?.schema;
}

/** Two parts of a server may refuse one thing; it is said once. */
function oncePerPlace(refusals: readonly Refusal[]): Refusal[] {
  if (refusals.length < 2) return [...refusals];
  const places = new Map<string, Refusal>();
  for (const refusal of refusals) {
    const place = `${refusal.rule} ${pathText(refusal.path)}`;
    if (!places.has(place)) places.set(place, refusal);
  }
  return [...places.values()];
}

function remark(object: ManifestObject, { rule, path, message, remedy, aliases = [] }: Refusal, related: readonly ManifestObject[]): Remark {
  return { rule, severity: 'error', object, path, message, remedy, related, aliases };
}
