import { pathText } from '../../manifest/field-path';
import type { PathStep } from '../../manifest/field-path';
import { list, record, text } from '../../manifest/manifest-object';
import type { Json } from '../../manifest/manifest-object';
import type { Refusal } from '../refusal';

/**
 * One field of an object while it is validated: its value, where it stands, and the refusals of the whole object. A null is the same as
 * nothing there. Whether types are right is the schema's matter: of a value of another type than the one asked for, nothing is said here.
 */
export class Field {
  public readonly value: Json;

  public constructor(value: unknown, private readonly above: readonly PathStep[] | Field, public readonly refusals: Refusal[], private readonly steps: readonly PathStep[] = []) {
    this.value = value ?? undefined;
  }

  /** Put together when it is asked for: of few fields, something is said. */
  public get path(): readonly PathStep[] {
    return [...this.above instanceof Field ? this.above.path : this.above, ...this.steps];
  }

  public at(...steps: readonly PathStep[]): Field {
    let value: Json = this.value;
    for (const step of steps) value = Array.isArray(value) ? value[step as number] : record(value)[step];
    return new Field(value, this, this.refusals, steps);
  }

  /** The items of a list. */
  public get items(): Field[] {
    return list(this.value).map((item, index) => new Field(item, this, this.refusals, [index]));
  }

  /** The items of a list of texts, in which the server reads null as the empty one. */
  public get textItems(): Field[] {
    return list(this.value).map((item, index) => new Field(item ?? '', this, this.refusals, [index]));
  }

  /** The entries of a map of texts, likewise. */
  public get textEntries(): (readonly [key: string, value: Field])[] {
    return Object.entries(record(this.value)).map(([key, value]) => [key, new Field(value ?? '', this, this.refusals, [key])] as const);
  }

  /** The entries of a map. */
  public get entries(): (readonly [key: string, value: Field])[] {
    return Object.entries(record(this.value)).map(([key, value]) => [key, new Field(value, this, this.refusals, [key])] as const);
  }

  public get isSet(): boolean {
    return this.value !== undefined;
  }

  /** Nothing there, or the zero that the API server takes for nothing. */
  public get isEmpty(): boolean {
    return this.value === undefined || this.value === '' || this.value === 0 || this.value === false;
  }

  /** Text; the empty one if there is none. */
  public get text(): string {
    return text(this.value) ?? '';
  }

  public get number(): number | undefined {
    return typeof this.value === 'number' ? this.value : undefined;
  }

  public get isTrue(): boolean {
    return this.value === true;
  }

  public get length(): number {
    return list(this.value).length;
  }

  public get size(): number {
    return Object.keys(record(this.value)).length;
  }

  /** The path as messages write it. */
  public get name(): string {
    return pathText(this.path);
  }

  public refuse(message: string, remedy: string): void {
    this.refusals.push({ rule: 'admission/schema', path: this.path, message, remedy });
  }
}

/** A value in a message: text in quotes, cut if it is long. */
export function shown(value: unknown): string {
  const written = JSON.stringify(value) ?? 'nothing';
  return written.length <= 80 ? written : `${written.slice(0, 77)}…${typeof value === 'string' ? '"' : ''}`;
}
