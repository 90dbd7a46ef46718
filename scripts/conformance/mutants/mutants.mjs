// Mutants of a manifest object: each differs from it in one place or a few, along the schema of its kind. Some are right, most are wrong.
import { loadSource } from '../../lib/engine.mjs';
import { pickChange } from './changes.mjs';
import { NONE, placesOf, withValue } from './places.mjs';

const { knownKind } = loadSource('manifest/schemas/catalogue');
const { objectMetaSchema } = loadSource('manifest/schemas/bundles');
const ATTEMPTS = 20;

/**
 * Mutants without end, `{ object, what }`: `what` says what was changed and where. Nothing, if the kind has no schema. `random` comes of
 * `seededRandom`; the same one gives the same mutants.
 */
export function* mutantsOf(object, random, { channel = 'standard' } = {}) {
  const schema = schemaOf(object, channel);
  if (!schema) return;
  for (;;) {
    const changes = random.pick([1, 1, 1, 1, 2, 2, 3]);
    let mutant = object;
    const what = [];
    for (let done = 0; done < changes; done += 1) {
      const next = changed(mutant, schema, random);
      if (!next) break;
      mutant = next.object;
      what.push(next.what);
    }
    if (what.length > 0) yield { object: mutant, what: what.join('; ') };
  }
}

function schemaOf({ apiVersion, kind }, channel) {
  const slash = apiVersion.lastIndexOf('/');
  const known = knownKind(apiVersion.slice(0, Math.max(slash, 0)), kind, channel);
  return known?.versions.find(({ name }) => name === apiVersion.slice(slash + 1))?.schema;
}

function changed(object, schema, random) {
  const places = placesOf(object, schema, objectMetaSchema());
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const place = random.pick(places);
    // Metadata is the same of all kinds and would crowd out the rest.
    if (place.path[0] === 'metadata' && !random.chance(0.3)) continue;
    const { name, change } = pickChange(random);
    const value = change(place, random);
    if (value === NONE || JSON.stringify(value) === JSON.stringify(place.value)) continue;
    return { object: withValue(object, place.path, value), what: `${name} at ${place.path.join('.') || 'the root'}` };
  }
  return undefined;
}
