import type { JsonSchema } from '../../manifest/schemas/json-schema';
import { hasDefaults, ofSchema } from '../../manifest/schemas/json-schema';
import { objectMetaSchema } from '../../manifest/schemas/bundles';
import { checkAlternatives } from './alternatives';
import { formatOf } from './format';
import { lengthOf, SchemaIssues } from './issue';
import { checkUniqueness } from './list-uniqueness';
import { matchesPattern } from './pattern';
import { validate } from './validate';

/**
 * Whether a schema plainly takes an object: no value breaks it, and no field is unknown. Most objects are so, and are walked through once,
 * without a copy that has its defaults. Where the answer is no, or asks for a closer look, false.
 */
export function isSound(body: Record<string, unknown>, schema: JsonSchema): boolean {
  const { properties = {}, required = [] } = schema;
  if (ALTERNATIVES.some(keyword => schema[keyword] !== undefined) || required.some(field => !Object.hasOwn(body, field))) return false;
  for (const key of Object.keys(body)) {
    const value = body[key];
    const child = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (key === 'apiVersion' || key === 'kind') {
      if (child && !takes(child, value)) return false;
    } else if (key === 'metadata') {
      if (!takes(objectMetaSchema(), value) || (child && !isPlainMap(child) && !takes(child, value))) return false;
    } else if (!child || key === 'status' || !takes(child, value)) {
      return false;
    }
  }
  return Object.hasOwn(body, 'metadata') && defaultsAreSound(schema);
}

type Test = (value: unknown) => boolean;

const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf', 'not'] as const;

/** Resources that are made of it say of their metadata only that it is a map. */
function isPlainMap({ type, properties, required, additionalProperties }: JsonSchema): boolean {
  return type === 'object' && properties === undefined && required === undefined && additionalProperties === undefined;
}

function takes(schema: JsonSchema, value: unknown): boolean {
  return testOf(schema)(value);
}

/** What is asked of a value is worked out from its schema once. */
const testOf: (schema: JsonSchema) => Test = ofSchema(schema => {
  const ofType = testOfType(schema);
  const more: Test[] = [];
  if (schema.enum) {
    const allowed = new Set(schema.enum);
    more.push(value => allowed.has(value));
  }
  const format = schema.format === undefined ? undefined : formatOf(schema.format);
  if (format) more.push(value => format.accepts(value));
  if (ALTERNATIVES.some(keyword => schema[keyword] !== undefined)) {
    more.push(hasDefaults(schema) ? () => false : value => {
      const issues = new SchemaIssues();
      checkAlternatives(value, schema, issues, validate);
      return issues.found.length === 0;
    });
  }
  return more.length === 0 ? ofType : value => ofType(value) && more.every(test => test(value));
});

function testOfType(schema: JsonSchema): Test {
  if (schema['x-kubernetes-int-or-string']) return value => (typeof value === 'string' ? textTest(schema)(value) : Number.isInteger(value) && numberTest(schema)(value as number));
  const [text, number, list, map] = [textTest(schema), numberTest(schema), listTest(schema), mapTest(schema)];
  switch (schema.type) {
    case 'string': return value => typeof value === 'string' && text(value);
    case 'boolean': return value => typeof value === 'boolean';
    case 'integer': return value => Number.isInteger(value) && number(value as number);
    case 'number': return value => typeof value === 'number' && number(value);
    case 'array': return value => Array.isArray(value) && list(value);
    case 'object': return value => isMap(value) && map(value);
    case undefined: return value => (Array.isArray(value) ? list(value) : isMap(value) ? map(value)
      : typeof value === 'string' ? text(value) : typeof value === 'number' ? number(value) : value !== null);
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textTest({ minLength = 0, maxLength = Infinity, pattern }: JsonSchema): (value: string) => boolean {
  return value => value.length <= maxLength && (minLength === 0 || lengthOf(value) >= minLength) && (pattern === undefined || matchesPattern(pattern, value));
}

function numberTest({ minimum = -Infinity, maximum = Infinity }: JsonSchema): (value: number) => boolean {
  return value => value >= minimum && value <= maximum;
}

function listTest(schema: JsonSchema): (value: readonly unknown[]) => boolean {
  const { minItems = 0, maxItems = Infinity, items } = schema;
  const unique = schema['x-kubernetes-list-type'] === 'set' || schema['x-kubernetes-list-type'] === 'map';
  return value => {
    if (value.length < minItems || value.length > maxItems) return false;
    if (unique && value.length > 1 && !isUnique(value, schema)) return false;
    if (!items) return true;
    const test = testOf(items);
    for (const item of value) if (!test(item)) return false;
    return true;
  };
}

/** Keys that have a default are the same where they are left out. */
function isUnique(value: readonly unknown[], schema: JsonSchema): boolean {
  const { items = {} } = schema;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const whole = schema['x-kubernetes-list-type'] === 'map' ? value.every(item => isMap(item) && keys.every(key => items.properties?.[key]?.default === undefined || Object.hasOwn(item, key))) : !hasDefaults(items);
  if (!whole) return false;
  const issues = new SchemaIssues();
  checkUniqueness(value, schema, issues);
  return issues.found.length === 0;
}

function mapTest(schema: JsonSchema): (value: Record<string, unknown>) => boolean {
  const { properties = {}, additionalProperties, required = [], minProperties = 0, maxProperties = Infinity } = schema;
  const tests = new Map<string, Test>();
  const lets = additionalProperties === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  let sound: boolean | undefined;
  return value => {
    for (const field of required) if (!Object.hasOwn(value, field)) return false;
    const keys = Object.keys(value);
    if (keys.length < minProperties || (maxProperties !== Infinity && (keys.length > maxProperties || hasDefaults(schema)))) return false;
    for (const key of keys) {
      let test = tests.get(key);
      if (!test) {
        if (Object.hasOwn(properties, key)) tests.set(key, test = testOf(properties[key]!));
        else if (typeof additionalProperties === 'object') test = testOf(additionalProperties);
        else if (lets) continue;
        else return false;
      }
      if (!test(value[key])) return false;
    }
    return sound ??= defaultsAreSound(schema);
  };
}

/** What stands in for a field that is left out is taken, too. */
const defaultsAreSound: (schema: JsonSchema) => boolean = ofSchema(({ properties = {} }) => Object.values(properties).every(child => {
  if (child.default === undefined) return true;
  const issues = new SchemaIssues();
  validate(child.default, child, issues);
  return issues.found.length === 0;
}));
