// Objects of the kinds that no manifest at hand shows, grown from their schemas.
import { loadSource } from '../../lib/engine.mjs';
import { fittingValue } from './values.mjs';

const { KNOWN_GROUPS, kindsOfGroup } = loadSource('manifest/schemas/catalogue');
const TRIES = 60;
const NOT_GROWN = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Every kind and version that a schema is known of, as `{ apiVersion, kind, schema }`. */
export function kindsWithSchema(channel) {
  return KNOWN_GROUPS.flatMap((group) => kindsOfGroup(group, channel)).flatMap(({ group, kind, versions }) => versions
    .filter(({ served, schema }) => served && schema)
    .map(({ name, schema }) => ({ apiVersion: group === '' ? name : `${group}/${name}`, kind, schema })));
}

/** Objects of a kind of which `judge` admits the last, if it admits any: those before are as good to make mutants of as they are. */
export async function grown({ apiVersion, kind, schema }, random, judge) {
  const objects = Array.from({ length: TRIES }, () => candidate({ apiVersion, kind, schema }, random));
  const verdicts = await Promise.all(objects.map(judge));
  const admitted = objects.filter((_, index) => verdicts[index].admitted).sort((a, b) => JSON.stringify(b).length - JSON.stringify(a).length);
  return admitted.length > 0 ? admitted.slice(0, 3) : objects.sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length).slice(0, 1);
}

function candidate({ apiVersion, kind, schema }, random) {
  const object = { apiVersion, kind, metadata: { name: 'grown' } };
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    if (!NOT_GROWN.has(key) && (key === 'spec' || random.chance(0.6))) object[key] = fittingValue(child, [key], random);
  }
  return object;
}
