import type { PathStep } from '../../manifest/field-path';
import { pathText } from '../../manifest/field-path';
import { objectMetaSchema } from '../../manifest/schemas/bundles';
import type { JsonSchema } from '../../manifest/schemas/json-schema';
import type { Refusal } from '../refusal';
import { nearest } from './nearest';

/** The fields of an object that its schema does not know. They would be dropped, so a server asked strictly refuses them. */
export function unknownFields(body: Record<string, unknown>, schema: JsonSchema, kind: string): Refusal[] {
  const refusals: Refusal[] = [];
  const path: PathStep[] = [];
  const walk = (value: unknown, known: JsonSchema): void => {
    if (Array.isArray(value)) {
      if (!known.items) return;
      value.forEach((item, index) => visit(item, known.items!, index));
    } else if (typeof value === 'object' && value !== null) {
      walkMap(value as Record<string, unknown>, known);
    }
  };
  const visit = (value: unknown, known: JsonSchema, step: PathStep): void => {
    path.push(step);
    walk(value, known);
    path.pop();
  };
  const walkMap = (value: Record<string, unknown>, known: JsonSchema): void => {
    const { properties = {}, additionalProperties } = known;
    for (const key of Object.keys(value)) {
      // Every object has these, whatever its schema says.
      if (path.length === 0 && (key === 'apiVersion' || key === 'kind')) continue;
      const child = path.length === 0 && key === 'metadata' ? objectMetaSchema() : Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
      if (typeof child === 'object') visit(value[key], child, key);
      else if (!child && !known['x-kubernetes-preserve-unknown-fields'] && isMap(known)) refusals.push(unknown(kind, [...path, key], known));
    }
  };
  walk(body, schema);
  return refusals;
}

/** A map where something else belongs is a wrong type. */
function isMap({ type }: JsonSchema): boolean {
  return type === undefined || type === 'object';
}

function unknown(kind: string, path: readonly PathStep[], { properties = {} }: JsonSchema): Refusal {
  const key = String(path.at(-1));
  const known = Object.keys(properties);
  const meant = nearest(key, known);
  const remedy = meant !== undefined ? `Write ${meant} instead of ${key}.`
    : known.length === 0 ? `Remove ${key}: nothing may stand here.`
      : `Remove ${key}, or move it to where it belongs; the fields here are ${listed(known)}.`;
  return { rule: 'admission/unknown-field', path, message: `${pathText(path)} is not a field of ${kind}.`, remedy };
}

const LONGEST_LIST = 12;

function listed(names: readonly string[]): string {
  const sorted = [...names].sort();
  return sorted.length <= LONGEST_LIST ? sorted.join(', ') : `${sorted.slice(0, LONGEST_LIST).join(', ')} and ${sorted.length - LONGEST_LIST} more`;
}
