import { isDeepStrictEqual } from 'node:util';
import { pathText } from '../../manifest/field-path';
import type { JsonSchema } from '../../manifest/schemas/json-schema';
import { checkAlternatives } from './alternatives';
import { formatOf } from './format';
import type { SchemaIssues } from './issue';
import { lengthOf, oneOfText, shown } from './issue';
import { checkUniqueness } from './list-uniqueness';
import { matchesPattern } from './pattern';
import { patternWords } from './pattern-words';

/** Checks a value, in which defaults stand already, against its schema. Unknown fields are not looked at. */
export function validate(value: unknown, schema: JsonSchema, issues: SchemaIssues): void {
  if (value === null && (schema.nullable || issues.typed)) return;
  if (!checkType(value, schema, issues)) return;
  if (schema.enum && !schema.enum.some(allowed => isDeepStrictEqual(allowed, value))) {
    const allowed = schema.enum.map(String);
    issues.add('size', `is ${shown(value)}, and must be one of ${oneOfText(allowed)}`, `Write ${oneOfText(allowed)}.`);
  }
  if (typeof value === 'string') validateText(value, schema, issues);
  else if (typeof value === 'number') validateNumber(value, schema, issues);
  else if (Array.isArray(value)) validateList(value, schema, issues);
  else if (typeof value === 'object' && value !== null) validateMap(value as Record<string, unknown>, schema, issues);
  if (schema.format) validateFormat(value, schema, issues);
  if (schema.allOf || schema.anyOf || schema.oneOf || schema.not) checkAlternatives(value, schema, issues, validate);
}

const TYPE_WORDS = {
  object: 'a map', array: 'a list', string: 'text', integer: 'a whole number', number: 'a number', boolean: 'true or false',
} as const;

function checkType(value: unknown, schema: JsonSchema, issues: SchemaIssues): boolean {
  const { type } = schema;
  if (schema['x-kubernetes-int-or-string']) {
    if (typeof value === 'string' || (Number.isInteger(value) && (!issues.typed || Math.abs(value as number + 0.5) < 2 ** 31))) return true;
    issues.add('type', `is ${shown(value)}, and must be a whole number or text`, 'Write a whole number or text.');
    return false;
  }
  if (type === undefined || isOfType(value, type) || (issues.typed && isListOfBytes(value, schema))) return true;
  // The server asks no type of a list where it expects text of a format.
  if (Array.isArray(value) && type === 'string' && schema.format && formatOf(schema.format) && !issues.typed) return true;
  issues.add('type', `is ${shown(value)}, and must be ${TYPE_WORDS[type]}`, typeRemedy(value, type));
  return false;
}

/** Bytes can be written as numbers too: so Go reads them. */
function isListOfBytes(value: unknown, { format }: JsonSchema): boolean {
  return format === 'byte' && Array.isArray(value) && value.every(byte => byte === null || (Number.isInteger(byte) && byte >= 0 && byte < 256));
}

function isOfType(value: unknown, type: NonNullable<JsonSchema['type']>): boolean {
  switch (type) {
    case 'array': return Array.isArray(value);
    case 'object': return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer': return Number.isInteger(value);
    default: return typeof value === type;
  }
}

function typeRemedy(value: unknown, type: NonNullable<JsonSchema['type']>): string {
  if (type === 'string' && typeof value === 'number') return `Put it in quotation marks: "${value}".`;
  // What was written may be another word.
  if (type === 'string' && typeof value === 'boolean') return `Put it in quotation marks; without them, YAML takes ${value ? 'y, yes and on for true' : 'n, no and off for false'}.`;
  if (typeof value === 'string' && isOfType(parsed(value), type)) return `Write it without quotation marks: ${value}.`;
  if (type === 'array' && value !== null) return 'Make it a list: put "- " before what stands there, or [ ] around it.';
  return `Write ${TYPE_WORDS[type]}, or leave the field out.`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function validateText(value: string, schema: JsonSchema, issues: SchemaIssues): void {
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  if (minLength > 0 || value.length > maxLength) {
    const length = lengthOf(value);
    if (length < minLength) {
      issues.add('value', length === 0 ? 'is empty text' : `is ${shown(value)}, which has ${length} of at least ${minLength} characters`,
        minLength === 1 ? 'Write a value.' : `Write at least ${minLength} characters.`);
    } else if (length > maxLength) {
      issues.add('size', `has ${length} characters, and may have no more than ${maxLength}`, `Shorten it to ${maxLength} characters.`);
      return;
    }
  }
  if (pattern !== undefined && !matchesPattern(pattern, value)) {
    const known = patternWords(pattern);
    if (known) issues.add('value', `is ${shown(value)}, and must be ${known.words}`, `Write such a value, for example ${shown(known.example)}.`);
    else issues.add('value', `is ${shown(value)}, which does not match ${pattern}`, `Write a value that matches ${pattern}.`);
  }
}

function validateNumber(value: number, { minimum = -Infinity, maximum = Infinity }: JsonSchema, issues: SchemaIssues): void {
  if (value >= minimum && value <= maximum) return;
  const range = minimum === -Infinity ? `${maximum} or less` : maximum === Infinity ? `${minimum} or more` : `from ${minimum} to ${maximum}`;
  issues.add('value', `is ${value}, and must be ${range}`, `Write a number ${range}.`);
}

function validateFormat(value: unknown, schema: JsonSchema, issues: SchemaIssues): void {
  const format = formatOf(schema.format!);
  // Of custom resources, a server takes neither empty text nor line breaks for Base64.
  const isStrict = schema.format === 'byte' && !issues.typed && typeof value === 'string' && /^$|[\r\n]/.test(value);
  if (!format || (format.accepts(value) && !isStrict)) return;
  issues.add(issues.typed ? 'type' : 'value', `is ${shown(value)}, which is not ${format.name}`, `Write ${format.name}, for example ${format.example}.`);
}

function validateList(value: readonly unknown[], schema: JsonSchema, issues: SchemaIssues): void {
  const { minItems = 0, maxItems = Infinity, items } = schema;
  if (value.length < minItems) issues.add('value', `has ${count(value.length, 'entry', 'entries')}, and needs at least ${minItems}`, minItems === 1 ? 'Add an entry.' : `Add ${minItems - value.length} entries.`);
  if (value.length > maxItems) issues.add('size', `has ${count(value.length, 'entry', 'entries')}, and may have no more than ${maxItems}`, `Leave ${value.length - maxItems} of them out.`);
  if (items) value.forEach((item, index) => issues.at(index, () => validate(item, items, issues)));
  checkUniqueness(value, schema, issues);
}

function validateMap(value: Record<string, unknown>, schema: JsonSchema, issues: SchemaIssues): void {
  const { properties = {}, additionalProperties, required = [], minProperties = 0, maxProperties = Infinity } = schema;
  for (const field of required) {
    if (Object.hasOwn(value, field)) continue;
    issues.add('size', 'is required and not there', `Add ${field}${issues.path.length === 0 ? '' : ` to ${pathText(issues.path)}`}.`, field);
  }
  const keys = Object.keys(value);
  if (keys.length < minProperties) issues.add('value', `has ${count(keys.length, 'field', 'fields')}, and needs at least ${minProperties}`, `Set at least ${minProperties} of ${oneOfText(Object.keys(properties), 'and')}.`);
  if (keys.length > maxProperties) issues.add('size', `has ${count(keys.length, 'entry', 'entries')}, and may have no more than ${maxProperties}`, `Leave ${keys.length - maxProperties} of them out.`);
  for (const key of keys) {
    const child = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (typeof child === 'object') issues.at(key, () => validate(value[key], child, issues));
  }
}

function count(number: number, one: string, many: string): string {
  return number === 0 ? `no ${many}` : number === 1 ? `1 ${one}` : `${number} ${many}`;
}
