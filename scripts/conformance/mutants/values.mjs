// Values for a schema: such as fit it, such as lie on its bounds, and such as do not fit.
import { NAMES, NUMBERS, hintsFor } from './texts.mjs';

const DEEPEST = 7;
const PATTERN_CANDIDATES = ['a', 'A', 'example.com', '10.0.0.0/8', '10.0.0.1', '1s', '/', 'http', 'a/b', 'GET', '*', '1', 'outbound', 'v1', '500Mi', '/*', 'a.b/c'];

/** A value that probably fits the schema, with fields of all sorts in it. */
export function fittingValue(schema, path, random, depth = 0) {
  if (schema.enum) return random.pick(schema.enum);
  if (schema['x-kubernetes-int-or-string']) return random.pick([...hintsFor(path), 1, 80, 'http', '25%']);
  switch (schema.type ?? (schema.properties ? 'object' : schema.format === 'quantity' ? 'quantity' : 'anything')) {
    case 'object': return fittingMap(schema, path, random, depth);
    case 'array': {
      const least = schema.minItems ?? 0;
      const count = depth > DEEPEST ? least : least + random.below(3);
      return Array.from({ length: Math.min(count, 20) }, (_, index) => fittingValue(schema.items ?? {}, [...path, index], random, depth + 1));
    }
    case 'string': return fittingText(schema, path, random);
    case 'integer':
    case 'number': return fittingNumber(schema, path, random);
    case 'boolean': return random.chance(0.5);
    case 'quantity': return random.pick(hintsFor(['cpu']));
    default: return random.pick([{}, 'text', 1, true]);
  }
}

function fittingMap(schema, path, random, depth) {
  const { properties = {}, required = [], additionalProperties } = schema;
  const value = {};
  const optional = depth > DEEPEST ? [] : Object.keys(properties).filter((key) => !required.includes(key));
  const wanted = random.chance(0.5) ? [random.pick([...optional, ...required])] : random.some(optional, Math.min(0.5, 4 / (optional.length + 1)));
  for (const key of new Set([...required, ...wanted])) {
    if (properties[key]) value[key] = fittingValue(properties[key], [...path, key], random, depth + 1);
  }
  if (typeof additionalProperties === 'object') {
    for (const key of random.some(['app', 'cpu', 'example.com/name', 'memory', 'A b'], 0.3)) {
      value[key] = fittingValue(additionalProperties, [...path, key], random, depth + 1);
    }
  }
  return value;
}

function fittingText(schema, path, random) {
  const hints = hintsFor(path).filter((hint) => typeof hint === 'string');
  if (schema.pattern) {
    const pattern = safePattern(schema.pattern);
    const fits = pattern ? [...hints, ...PATTERN_CANDIDATES, ...NAMES].filter((text) => pattern.test(text)) : [];
    if (fits.length > 0) return random.pick(fits);
  }
  if (schema.format === 'date-time') return '2026-01-01T00:00:00Z';
  if (schema.format === 'byte') return 'YQ==';
  return random.pick(hints.length > 0 && random.chance(0.8) ? hints : random.chance(0.7) ? ['a', 'a-b', 'example.com/name', 'cache', 'server'] : NAMES);
}

function safePattern(pattern) {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}

function fittingNumber({ minimum = 0, maximum = 65535 }, path, random) {
  const hints = hintsFor(path).filter((hint) => typeof hint === 'number');
  return random.pick([minimum, maximum, minimum + 1, ...hints, ...NUMBERS.filter((number) => number >= minimum && number <= maximum)]);
}

/** A value near the bounds of a schema, or of the names and numbers that servers look at. */
export function boundaryValue(schema, value, path, random) {
  const pool = [...hintsFor(path)];
  if (schema.enum) pool.push(...schema.enum, ...schema.enum.map((one) => String(one).toLowerCase()), '');
  if (typeof value === 'string' || schema.type === 'string') {
    for (const length of [schema.minLength, schema.maxLength].filter((one) => one !== undefined && one < 10_000)) {
      pool.push(...[length - 1, length, length + 1].filter((one) => one >= 0).map((one) => 'x'.repeat(one)));
    }
    if (pool.length === 0 || random.chance(0.3)) pool.push(...NAMES);
  } else if (typeof value === 'number' || schema.type === 'integer' || schema.type === 'number') {
    for (const bound of [schema.minimum, schema.maximum].filter((one) => one !== undefined)) pool.push(bound - 1, bound, bound + 1);
    pool.push(...NUMBERS, 1.5);
  } else if (Array.isArray(value)) return boundaryList(schema, value, path, random);
  else if (typeof value === 'boolean') pool.push(!value);
  return pool.length > 0 ? random.pick(pool) : undefined;
}

function boundaryList(schema, value, path, random) {
  const most = Math.min(schema.maxItems ?? 4, 300);
  const length = random.pick([0, 1, schema.minItems ?? 2, most, most + 1]);
  return Array.from({ length }, (_, index) => value[index] ?? fittingValue(schema.items ?? {}, [...path, index], random));
}

/** A value of another type. */
export function otherType(value, random) {
  const values = ['text', '1', 'true', 1, 1.5, true, [], ['a'], [1], {}, { a: 1 }, [{}], [null]];
  const kindOf = (one) => (Array.isArray(one) ? 'array' : typeof one);
  return random.pick(values.filter((one) => kindOf(one) !== kindOf(value) || one === 1.5));
}
