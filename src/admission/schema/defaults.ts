import type { JsonSchema } from '../../manifest/schemas/json-schema';
import { ofSchema } from '../../manifest/schemas/json-schema';

/**
 * The value as a server validates it: null for a field that knows no null is as good as leaving it out, and defaults stand where nothing does.
 * What needs no change is the value itself, never a copy.
 */
export function withDefaults(value: unknown, schema: JsonSchema): unknown {
  if (Array.isArray(value)) return schema.items ? mapped(value, item => withDefaults(item, schema.items!)) : value;
  if (typeof value === 'object' && value !== null) return mapWithDefaults(value as Record<string, unknown>, schema);
  return value;
}

function mapWithDefaults(value: Record<string, unknown>, schema: JsonSchema): Record<string, unknown> {
  const { properties = {}, additionalProperties } = schema;
  const changes = new Map<string, unknown>();
  for (const [key, field] of Object.entries(value)) {
    const child = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (typeof child !== 'object') continue;
    const kept = field === null && !child.nullable ? structuredClone(child.default) : field;
    const changed = kept === undefined ? undefined : withDefaults(kept, child);
    if (changed !== field) changes.set(key, changed);
  }
  for (const [key, child] of defaultedProperties(schema)) {
    if (!Object.hasOwn(value, key)) changes.set(key, withDefaults(structuredClone(child.default), child));
  }
  if (changes.size === 0) return value;
  const result = { ...value };
  for (const [key, changed] of changes) {
    if (changed === undefined) delete result[key];
    else result[key] = changed;
  }
  return result;
}

const defaultedProperties = ofSchema(({ properties = {} }) => Object.entries(properties).filter(([, child]) => child.default !== undefined));

function mapped(values: readonly unknown[], change: (value: unknown) => unknown): readonly unknown[] {
  const changed = values.map(change);
  return changed.some((value, index) => value !== values[index]) ? changed : values;
}
