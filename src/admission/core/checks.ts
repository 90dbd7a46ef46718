import type { Field } from './field';
import { shown } from './field';

/** "a", "a or b", "a, b or c". */
export function choice(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values[values.length - 1]!}`;
}

/** Something must be there, and not the empty text. Says whether it is. */
export function required(field: Field, what: string): boolean {
  if (field.isSet && field.value !== '') return true;
  field.refuse(`${field.name} is missing or empty.`, `Set ${field.name} to ${what}.`);
  return false;
}

/** A list or a map that must hold something. */
export function requiredItems(field: Field, what: string): boolean {
  if (field.length > 0 || field.size > 0) return true;
  if (field.isSet && typeof field.value !== 'object') return false;
  field.refuse(`${field.name} is missing or empty.`, `Give ${field.name} at least one ${what}.`);
  return false;
}

/** A field that may not be there at all. */
export function forbidden(field: Field, why: string): void {
  if (field.isSet) field.refuse(`${field.name} is set, but ${why}.`, `Remove ${field.name}.`);
}

/** Text of a closed list; absent and empty text pass. */
export function oneOf(field: Field, values: readonly string[]): void {
  if (typeof field.value !== 'string' || field.value === '' || values.includes(field.value)) return;
  field.refuse(`${field.name} is ${shown(field.value)}, which is not one of its values.`, `Set ${field.name} to ${choice(values)}.`);
}

/** As `oneOf`, of a field in which the empty text is a value like another, and a wrong one. */
export function oneOfStrictly(field: Field, values: readonly string[]): void {
  if (field.value === '') required(field, choice(values));
  else oneOf(field, values);
}

/** As `oneOf`, of a field without a default. */
export function requiredOneOf(field: Field, values: readonly string[]): void {
  if (required(field, choice(values))) oneOf(field, values);
}

export function inRange(field: Field, min: number, max: number): void {
  const { number } = field;
  if (number === undefined || (number >= min && number <= max)) return;
  field.refuse(`${field.name} is ${String(number)}, outside ${String(min)} to ${String(max)}.`,
    `Set ${field.name} to a number from ${String(min)} to ${String(max)}.`);
}

export function atLeast(field: Field, min: number): void {
  const { number } = field;
  if (number === undefined || number >= min) return;
  field.refuse(`${field.name} is ${String(number)}, less than ${String(min)}.`, `Set ${field.name} to ${String(min)} or more.`);
}

/** A number for which the API server takes 0 as "not set". */
export function requiredAtLeast(field: Field, min: number, what: string): void {
  if (field.isEmpty) field.refuse(`${field.name} is missing or 0.`, `Set ${field.name} to ${what}.`);
  else atLeast(field, min);
}

/** Of the fields of a map, how many of those named are set: the first may stay, the others are refused. */
export function atMostOneOf(field: Field, names: readonly string[], kind: string): readonly string[] {
  if (!field.isSet) return [];
  const set = names.filter(name => field.at(name).isSet);
  for (const name of set.slice(1)) {
    const other = field.at(name);
    other.refuse(`${other.name} is set beside ${field.at(set[0]!).name}, but there can be only one ${kind}.`,
      `Keep one of ${choice(set)} in ${field.name} and remove the others.`);
  }
  return set;
}

/** Values that must differ; empty ones do not count. */
export function unique(fields: readonly Field[], what: string): void {
  const seen = new Map<unknown, Field>();
  for (const field of fields) {
    if (field.isEmpty || typeof field.value === 'object') continue;
    const first = seen.get(field.value);
    if (first === undefined) seen.set(field.value, field);
    else {
      field.refuse(`${field.name} is ${shown(field.value)}, as is ${first.name}, but ${what} must be unique.`,
        `Set ${field.name} to another value than ${shown(field.value)}.`);
    }
  }
}
