import type { PathStep } from './field-path';
import type { Json, ManifestObject } from './manifest-object';
import { list, record, text } from './manifest-object';

/** A value in an object together with where it stands, so that a check can name the very field. Any shape can be asked for anything. */
export class Field {
  public constructor(public readonly value: Json, public readonly path: readonly PathStep[]) {}

  public static spec(object: ManifestObject): Field {
    return new Field(object.spec, ['spec']);
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
    return keys.reduce<Field>((field, key) => new Field(own(field.value, key), [...field.path, key]), this);
  }

  public items(): Field[] {
    return list(this.value).map((item: Json, index) => new Field(item, [...this.path, index]));
  }

  public entries(): (readonly [key: string, field: Field])[] {
    return Object.entries(record(this.value)).map(([key, value]) => [key, new Field(value, [...this.path, key])] as const);
  }

  /** Those of the named fields that are there. */
  public set(...keys: string[]): string[] {
    return keys.filter(key => this.at(key).isSet);
  }
}

/** Only what the object itself says: "constructor" is a key like any other. */
function own(value: unknown, key: string): Json {
  const map = record(value);
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
