// Objects grown from a schema: required fields, some of the optional ones, one branch of every choice.
import { alwaysAt, choiceAt } from './shapes.mjs';
import { keyFor, valueFor } from './value-pools.mjs';

const MOST_ITEMS = 2;

/**
 * A value for a schema. `oddness` is the chance that a value is one that webhooks may not take; `richness` the chance that an
 * optional field is there. Null where the schema says too little.
 */
export function grow(schema, path, random, { oddness, richness }) {
  const thinner = { oddness, richness: richness * 0.9 };
  if (schema.items) {
    const length = random.chance(oddness / 2) ? 0 : 1 + random.below(MOST_ITEMS);
    return Array.from({ length }, () => grow(schema.items, path, random, { oddness, richness }));
  }
  if (schema.properties) return growObject(schema, path, random, thinner);
  if (typeof schema.additionalProperties === 'object') {
    const count = random.chance(oddness / 2) ? 0 : 1 + random.below(MOST_ITEMS);
    return Object.fromEntries(Array.from({ length: count }, () => [
      keyFor(path, random, oddness), grow(schema.additionalProperties, `${path}.*`, random, thinner),
    ]));
  }
  if (schema.type === 'object' || schema['x-kubernetes-preserve-unknown-fields']) return random.chance(0.5) ? {} : { a: 'b' };
  return valueFor(schema, path, random, oddness);
}

function growObject(schema, path, random, options) {
  const required = new Set([...schema.required ?? [], ...alwaysAt(path)]);
  const forbidden = new Set();
  for (const branches of [choiceAt(path), ...choices(schema)]) {
    if (branches.length === 0) continue;
    const chosen = random.pick(branches);
    for (const branch of branches) {
      if (branch !== chosen && !(schema.required ?? []).includes(branch)) forbidden.add(branch);
    }
    if (!forbidden.has(chosen) && random.chance(0.9)) required.add(chosen);
  }
  const object = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    if (forbidden.has(name) || !(required.has(name) || random.chance(options.richness))) continue;
    object[name] = grow(property, `${path}.${name}`, random, options);
  }
  return object;
}

/** The fields of which a `oneOf` of the schema lets at most one stand. */
export function choices(schema) {
  return [schema, ...schema.allOf ?? []].flatMap(({ oneOf = [] }) => {
    const fields = oneOf.flatMap(({ required = [] }) => required);
    return fields.length > 1 ? [fields] : [];
  });
}
