import type { PathStep } from '../../manifest/field-path';
import { pathText } from '../../manifest/field-path';
import type { Refusal } from '../refusal';

/** What a value breaks of its schema. */
export interface SchemaIssue extends Refusal {
  /** Whether the server leaves CEL rules aside because of it: they count on types, required fields and bounds on size. */
  readonly blocksCel: boolean;
  /** Whether a server could not even read the object. */
  readonly unreadable: boolean;
}

/** Collects issues at the place where a walk through an object stands. */
export class SchemaIssues {
  public readonly found: SchemaIssue[] = [];
  public readonly path: PathStep[] = [];
  /** Whether the server reads the object into Go's types: null is then as good as nothing, and text of another format cannot be read. */
  public readonly typed: boolean;

  public constructor({ typed = false }: { readonly typed?: boolean } = {}) {
    this.typed = typed;
  }

  /** Runs a step deeper. */
  public at(step: PathStep, walk: () => void): void {
    this.path.push(step);
    walk();
    this.path.pop();
  }

  /** `what` goes on after the name of the field: "is …", "must be …". */
  public add(kind: 'type' | 'size' | 'value', what: string, remedy: string, field?: PathStep): void {
    const path = field === undefined ? [...this.path] : [...this.path, field];
    this.found.push({
      rule: 'admission/schema',
      path,
      message: `${path.length === 0 ? 'The object' : pathText(path)} ${what}.`,
      remedy,
      blocksCel: kind !== 'value',
      unreadable: kind === 'type',
    });
  }
}

const LONGEST_SHOWN = 80;

/** A value as a sentence names it. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  const json = JSON.stringify(value) ?? 'nothing';
  if (json.length <= LONGEST_SHOWN) return json;
  return `${json.slice(0, LONGEST_SHOWN)}…"`;
}

/** "a, b or c". */
export function oneOfText(names: readonly unknown[], last = 'or'): string {
  const texts = names.map(String);
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${last} ${texts.at(-1)}`;
}

/** How many code points a text has, which is how a server measures it. */
export function lengthOf(value: string): number {
  let pairs = 0;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) pairs++;
  }
  return value.length - pairs;
}
