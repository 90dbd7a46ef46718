// The ways in which a mutant differs from the object that it was made of. Each takes a place and gives its new value, or `NONE`.
import { NONE } from './places.mjs';
import { ruleChange } from './rule-changes.mjs';
import { boundaryValue, fittingValue, otherType } from './values.mjs';

const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function removed({ path }) {
  return path.length > 1 ? undefined : NONE;
}

function nothing({ path }) {
  return path.length > 0 ? null : NONE;
}

function typed({ path, value }, random) {
  return path.length > 0 ? otherType(value, random) : NONE;
}

function onBound({ schema, value, path }, random) {
  if (path.length === 0 || isMap(value)) return NONE;
  return boundaryValue(schema, value, path, random) ?? NONE;
}

/** A field that the schema has and the object has not. */
function addedField({ schema, value, path }, random) {
  const missing = isMap(value) ? Object.keys(schema.properties ?? {}).filter((key) => !(key in value) && !(path.length === 0 && key === 'status')) : [];
  if (missing.length === 0) return NONE;
  const key = random.pick(missing);
  return { ...value, [key]: fittingValue(schema.properties[key], [...path, key], random) };
}

function addedEntry({ schema, value, path }, random) {
  if (!isMap(value) || typeof schema.additionalProperties !== 'object') return NONE;
  const key = random.pick(['app', 'A b', 'a/b', 'a/b/c', '', 'example.com/name', 'x'.repeat(64), 'cpu', 'kubernetes.io/a', '-a', 'hugepages-2Mi', 'example.com/gpu', '..a', 'tls.crt']);
  return { ...value, [key]: fittingValue(schema.additionalProperties, [...path, key], random) };
}

function unknownField({ value, path }, random) {
  if (!isMap(value)) return NONE;
  const [key] = Object.keys(value).length > 0 ? [random.pick(Object.keys(value))] : ['name'];
  if (random.chance(0.5)) return { ...value, [random.pick(['unknown', `${key}s`, key.toUpperCase(), ` ${key}`])]: random.pick(['a', 1, {}, null]) };
  if (path.length === 0) return NONE;
  const { [key]: moved, ...rest } = value;
  return { ...rest, [`${key}X`]: moved };
}

function repeatedItem({ value }, random) {
  if (!Array.isArray(value) || value.length === 0) return NONE;
  const item = random.pick(value);
  const copy = isMap(item) && random.chance(0.4) ? Object.fromEntries(random.some(Object.entries(item), 0.7)) : item;
  return [...value, structuredClone(copy)];
}

function addedItem({ schema, value, path }, random) {
  if (!Array.isArray(value) || !schema.items) return NONE;
  return [...value, fittingValue(schema.items, [...path, value.length], random)];
}

function emptied({ value, path }) {
  if (path.length === 0) return NONE;
  return Array.isArray(value) ? [] : isMap(value) ? {} : typeof value === 'string' ? '' : NONE;
}

function renewed({ schema, path }, random) {
  return path.length > 0 ? fittingValue(schema, path, random) : NONE;
}

/** Wider changes come up more often than those whose outcome is easy to foresee. */
const CHANGES = [
  { name: 'removed', change: removed, weight: 3 },
  { name: 'null', change: nothing, weight: 1 },
  { name: 'other type', change: typed, weight: 3 },
  { name: 'bound', change: onBound, weight: 6 },
  { name: 'field added', change: addedField, weight: 8 },
  { name: 'entry added', change: addedEntry, weight: 2 },
  { name: 'unknown field', change: unknownField, weight: 2 },
  { name: 'item repeated', change: repeatedItem, weight: 2 },
  { name: 'item added', change: addedItem, weight: 2 },
  { name: 'emptied', change: emptied, weight: 2 },
  { name: 'renewed', change: renewed, weight: 3 },
  { name: 'condition', change: ruleChange, weight: 6 },
];
const WEIGHTED = CHANGES.flatMap((one) => Array(one.weight).fill(one));

export const pickChange = (random) => random.pick(WEIGHTED);
