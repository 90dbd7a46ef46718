import type { PathStep } from '../../manifest/field-path';
import { pathText } from '../../manifest/field-path';
import { objectMetaSchema } from '../../manifest/schemas/bundles';
import type { JsonSchema } from '../../manifest/schemas/json-schema';
import type { Refusal } from '../refusal';
import { nearest } from '../../manifest/nearest';

/** The schema of a kind, and the one of the experimental channel where another one is installed. */
export interface KnownFields {
  readonly kind: string;
  readonly schema: JsonSchema;
  experimental(): JsonSchema | undefined;
}

/** The fields of an object that its schema does not know. They would be dropped, so a server asked strictly refuses them. */
export function unknownFields(body: Record<string, unknown>, known: KnownFields): Refusal[] {
  const refusals: Refusal[] = [];
  const path: PathStep[] = [];
  /** The schemas of what the path leads through, the outermost first. */
  const around: JsonSchema[] = [];
  const walk = (value: unknown, schema: JsonSchema): void => {
    if (typeof value !== 'object' || value === null) return;
    around.push(schema);
    if (Array.isArray(value)) {
      if (schema.items) value.forEach((item, index) => visit(item, schema.items!, index));
    } else {
      walkMap(value as Record<string, unknown>, schema);
    }
    around.pop();
  };
  const visit = (value: unknown, schema: JsonSchema, step: PathStep): void => {
    path.push(step);
    walk(value, schema);
    path.pop();
  };
  const walkMap = (value: Record<string, unknown>, schema: JsonSchema): void => {
    for (const key of Object.keys(value)) {
      // Every object has these, whatever its schema says.
      if (path.length === 0 && (key === 'apiVersion' || key === 'kind')) continue;
      const child = path.length === 0 && key === 'metadata' ? objectMetaSchema() : fieldSchema(schema, key);
      if (typeof child === 'object') visit(value[key], child, key);
      else if (!child && !schema['x-kubernetes-preserve-unknown-fields'] && isMap(schema)) refusals.push(unknown([...path, key], around, known));
    }
  };
  walk(body, known.schema);
  return refusals;
}

function fieldSchema({ properties = {}, additionalProperties }: JsonSchema, key: string): JsonSchema | boolean | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
}

/** A map where something else belongs is a wrong type. */
function isMap({ type }: JsonSchema): boolean {
  return type === undefined || type === 'object';
}

function unknown(path: readonly PathStep[], around: readonly JsonSchema[], known: KnownFields): Refusal {
  const rule = 'admission/unknown-field';
  const { kind } = known;
  const experimental = known.experimental();
  if (experimental && knows(experimental, path)) {
    return {
      rule, path,
      message: `${pathText(path)} is a field of ${kind} in the experimental channel of the Gateway API only, and the cluster is taken to have the standard one.`,
      remedy: `Remove ${path.at(-1)}, or install the experimental channel and check with --schemas experimental.`,
    };
  }
  return { rule, path, message: `${pathText(path)} is not a field of ${kind}.`, remedy: remedyFor(path, around) };
}

function knows(schema: JsonSchema, path: readonly PathStep[]): boolean {
  let current: JsonSchema | boolean | undefined = schema;
  for (const step of path) {
    if (typeof current !== 'object') return false;
    current = typeof step === 'number' ? current.items : fieldSchema(current, step);
  }
  return current !== undefined;
}

function remedyFor(path: readonly PathStep[], around: readonly JsonSchema[]): string {
  const key = String(path.at(-1));
  const known = Object.keys(around.at(-1)!.properties ?? {});
  const outer = around.slice(0, -1).map(({ properties = {} }) => Object.hasOwn(properties, key)).lastIndexOf(true);
  if (outer >= 0) return `Move ${key} to ${outer === 0 ? 'the top of the object' : pathText(path.slice(0, outer))}, where it is a field, or remove it.`;
  const meant = nearest(key, known);
  if (meant !== undefined) return `Write ${meant} instead of ${key}.`;
  if (known.length === 0) return `Remove ${key}: nothing may stand here.`;
  return `Remove ${key}, or move it to where it belongs; the fields here are ${listed(known)}.`;
}

const LONGEST_LIST = 12;

function listed(names: readonly string[]): string {
  const sorted = [...names].sort();
  return sorted.length <= LONGEST_LIST ? sorted.join(', ') : `${sorted.slice(0, LONGEST_LIST).join(', ')} and ${sorted.length - LONGEST_LIST} more`;
}
