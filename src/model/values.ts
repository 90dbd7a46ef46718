import { MeshError } from './errors';

/**
 * Checks of what kind a value is: programs without types, and structs of other languages, hand in anything. Each throws with the construct
 * path (or the factory), the property, what is wrong and what to write. Of optional properties, null is as good as left out.
 */

/** A class, whoever may call its constructor. */
export interface Class<T> {
  readonly name: string;
  readonly prototype: T;
}

/** A value in a message. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object' || value === null) return String(value);
  const { constructor: type } = value as { constructor?: { name?: unknown } };
  return typeof type === 'function' && typeof type.name === 'string' && type !== Object ? withArticle(type.name) : 'an object';
}

function withArticle(name: string): string {
  return `${/^(?:[AEIO]|Http)/.test(name) ? 'an' : 'a'} ${name}`;
}

/** Refuses a value that is missing, or of another kind than `needed`. */
export function refused(path: string, property: string, value: unknown, needed: string): never {
  throw new MeshError('invalid-argument', path, `${property} is ${isNothing(value) ? 'missing' : shown(value)}; give ${needed}`);
}

export function isNothing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/** Also one of another copy of the library: a class is known by its name. */
export function isA<T>(value: unknown, type: Class<T>): value is T {
  if (typeof value !== 'object') return false;
  for (let at: unknown = value; at !== null; at = Object.getPrototypeOf(at)) {
    if (at !== value && (at === type.prototype || (at as { constructor?: { name?: unknown } }).constructor?.name === type.name)) return true;
  }
  return false;
}

export function instance<T>(path: string, property: string, value: T | undefined, type: Class<T>, needed: string = withArticle(type.name)): T {
  return isA(value, type) ? value : refused(path, property, value, needed);
}

export function optionalInstance<T>(path: string, property: string, value: T | undefined, type: Class<T>): T | undefined {
  return isNothing(value) ? undefined : instance(path, property, value, type);
}

/** An object of properties; not one of the values that only stand in properties. */
export function struct<T extends object>(path: string, property: string, value: T | undefined, needed: string = 'an object with its properties'): T {
  const fine = typeof value === 'object' && value !== null && !Array.isArray(value) && !('_model' in value) && !('_dataPlane' in value);
  return fine ? value : refused(path, property, value, needed);
}

/** Options of which each has a default. */
export function options<T extends object>(path: string, property: string, value: T | undefined): T | undefined {
  return isNothing(value) ? undefined : struct(path, property, value);
}

export function text(path: string, property: string, value: unknown): string {
  return typeof value === 'string' ? value : refused(path, property, value, 'a text');
}

export function optionalText(path: string, property: string, value: string | undefined): string | undefined {
  return isNothing(value) ? undefined : text(path, property, value);
}

export function optionalFlag(path: string, property: string, value: boolean | undefined): boolean | undefined {
  return isNothing(value) ? undefined : typeof value === 'boolean' ? value : refused(path, property, value, 'true or false');
}

/** A list without gaps. */
export function list<T>(path: string, property: string, value: readonly T[] | undefined, needed: string): T[] {
  return Array.isArray(value) ? Array.from<T>(value) : refused(path, property, value, `a list of ${needed}`);
}

export function optionalList<T>(path: string, property: string, value: readonly T[] | undefined, needed: string): T[] {
  return isNothing(value) ? [] : list(path, property, value, needed);
}

/** A list that means everything if it is left out; empty, it could only be taken for that. */
export function optionalFilter<T>(path: string, property: string, value: readonly T[] | undefined, needed: string): T[] {
  const given = optionalList(path, property, value, needed);
  if (!isNothing(value) && given.length === 0) throw new MeshError('invalid-argument', path, `${property} is empty; leave it out to mean all`);
  return given;
}

/** A list of which each member is of a class. */
export function instances<T>(path: string, property: string, value: readonly T[] | undefined, type: Class<T>): T[] {
  return optionalList(path, property, value, `${type.name}s`).map((one, index) => instance(path, `${property}[${index}]`, one, type));
}

/** A member of an enumeration. */
export function member<T extends string>(path: string, property: string, value: T | undefined, name: string, members: Readonly<Record<string, T>>): T {
  const all: readonly unknown[] = Object.values(members);
  return all.includes(value) ? value! : refused(path, property, value, `one of ${Object.keys(members).map(key => `${name}.${key}`).join(', ')}`);
}

export function optionalMember<T extends string>(path: string, property: string, value: T | undefined, name: string, members: Readonly<Record<string, T>>): T | undefined {
  return isNothing(value) ? undefined : member(path, property, value, name, members);
}
