import type { PathStep } from './field-path';
import type { Json, ManifestObject } from './manifest-object';
import { list, record, text } from './manifest-object';

/** A value in an object together with where it stands, so that a check can name the very field. Any shape can be asked for anything. */
export class Field {
  private known: readonly PathStep[] | undefined;
  private parent: Field | undefined;
  private step: PathStep = '';

  public constructor(public readonly value: Json, path?: readonly PathStep[]) {
    this.known = path;
  }

  public static spec(object: ManifestObject): Field {
    return new Field(object.spec, ['spec']);
  }

  /** Put together when it is asked for: of few fields, something is said. */
  public get path(): readonly PathStep[] {
    return this.known ??= this.parent ? [...this.parent.path, this.step] : [];
  }

  /** Neither left out nor null. */
  public get isSet(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** Left out and empty are one, as in the protobuf messages that the meshes read objects into. */
  public get text(): string {
    return text(this.value) ?? '';
  }

  public get number(): number {
    return typeof this.value === 'number' ? this.value : 0;
  }

  public get flag(): boolean {
    return this.value === true;
  }

  /** How many items or entries there are. */
  public get size(): number {
    return Array.isArray(this.value) ? this.value.length : Object.keys(record(this.value)).length;
  }

  public at(...keys: string[]): Field {
    let field: Field = this; // eslint-disable-line @typescript-eslint/no-this-alias
    for (const key of keys) field = field.child(own(field.value, key), key);
    return field;
  }

  public items(): Field[] {
    return list(this.value).map((item: Json, index) => this.child(item, index));
  }

  public entries(): (readonly [key: string, field: Field])[] {
    return Object.entries(record(this.value)).map(([key, value]) => [key, this.child(value, key)] as const);
  }

  /** Those of the named fields that are there. */
  public set(...keys: string[]): string[] {
    return keys.filter(key => (own(this.value, key) ?? null) !== null);
  }

  private child(value: Json, step: PathStep): Field {
    const field = new Field(value);
    field.parent = this;
    field.step = step;
    return field;
  }
}

/** Only what the object itself says: "constructor" is a key like any other. */
function own(value: unknown, key: string): Json {
  const map = record(value);
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
