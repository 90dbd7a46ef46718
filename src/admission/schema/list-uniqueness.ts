import { record } from '../../manifest/manifest-object';
import type { JsonSchema } from '../../manifest/schemas/json-schema';
import type { SchemaIssues } from './issue';
import { shown } from './issue';

/** Checks that no entry of a set stands in it twice, and no two entries of a list map have the same key. */
export function checkUniqueness(value: readonly unknown[], schema: JsonSchema, issues: SchemaIssues): void {
  const type = schema['x-kubernetes-list-type'];
  if (value.length < 2 || (type !== 'set' && type !== 'map')) return;
  const keys = type === 'map' ? schema['x-kubernetes-list-map-keys'] ?? [] : undefined;
  const firstOf = new Map<string, number>();
  value.forEach((item, index) => {
    const key = JSON.stringify(keys ? keys.map(name => record(item)[name]) : inKeyOrder(item));
    const first = firstOf.get(key);
    if (first === undefined) {
      firstOf.set(key, index);
      return;
    }
    const what = keys ? `has ${keys.map(name => `${name} ${shown(record(item)[name])}`).join(', ')} like entry ${first} of the list` : `is ${shown(item)}, which entry ${first} of the list is as well`;
    issues.at(index, () => issues.add('value', what, keys ? `Give it another ${keys.at(-1)}, or make one entry of the two.` : 'Leave one of the two out.'));
  });
}

function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, child]) => [key, inKeyOrder(child)]));
}
