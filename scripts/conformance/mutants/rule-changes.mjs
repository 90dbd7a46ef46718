// Changes to the fields that a CEL rule, or a union of the schema, speaks of: set together, set not at all, at the bounds that it names.
import { NONE } from './places.mjs';
import { fittingValue } from './values.mjs';

const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A change to what one of the rules at a place mentions. */
export function ruleChange({ schema, value, path }, random) {
  const rules = rulesAt(schema);
  if (rules.length === 0) return NONE;
  const { names, numbers, texts } = random.pick(rules);
  if (!isMap(value)) return changedScalar(value, numbers, texts, random) ?? fittingValue(schema, path, random);
  const changed = { ...value };
  const known = names.filter((name) => schema.properties?.[name]);
  for (const name of known.length > 0 ? random.some(known, 0.6) : []) {
    const own = schema.properties[name];
    if (name in changed && random.chance(0.4)) delete changed[name];
    else changed[name] = changedScalar(changed[name] ?? sample(own), numbers, texts, random) ?? fittingValue(own, [...path, name], random);
  }
  return changed;
}

const sample = ({ type }) => ({ string: '', integer: 0, number: 0 })[type];

/** What each rule names: fields, numbers and texts. `oneOf`, `anyOf` and `required` in them are rules as well. */
function rulesAt(schema) {
  const rules = (schema['x-kubernetes-validations'] ?? []).map(({ rule }) => ({
    names: [...new Set([...rule.matchAll(/\.([A-Za-z]\w*)/g)].map(([, name]) => name))],
    numbers: [...rule.matchAll(/(?<![\w.])\d+(?![\w.])/g)].map(([number]) => Number(number)),
    texts: [...rule.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, single, double]) => single ?? double),
  }));
  const alternatives = ['oneOf', 'anyOf', 'allOf'].flatMap((keyword) => schema[keyword] ?? []);
  const names = namesIn(alternatives);
  return names.length > 0 ? [...rules, { names, numbers: [], texts: [] }] : rules;
}

function namesIn(schemas) {
  return [...new Set(schemas.flatMap((schema) => [
    ...(schema.required ?? []), ...Object.keys(schema.properties ?? {}),
    ...namesIn([...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? []), ...(schema.not ? [schema.not] : [])]),
  ]))];
}

function changedScalar(value, numbers, texts, random) {
  if (typeof value === 'number' && numbers.length > 0) return random.pick(numbers) + random.pick([-1, 0, 1]);
  if (typeof value !== 'string') return undefined;
  if (texts.length > 0 && random.chance(0.6)) return random.pick(texts);
  const length = random.pick([...numbers, -1]);
  return length >= 0 && length < 5000 && random.chance(0.3) ? 'x'.repeat(length + random.below(2)) : undefined;
}
