import { record } from '../../manifest/manifest-object';
import type { JsonSchema } from '../../manifest/schemas/json-schema';
import type { SchemaIssues } from './issue';
import { shown } from './issue';
import { jsonText } from './json-text';

/** Checks that no entry of a set stands in it twice, and no two entries of a list map have the same key. */
export function checkUniqueness(value: readonly unknown[], schema: JsonSchema, issues: SchemaIssues): void {
  const type = schema['x-kubernetes-list-type'];
  if (value.length < 2 || (type !== 'set' && type !== 'map')) return;
  const keys = type === 'map' ? schema['x-kubernetes-list-map-keys'] ?? [] : undefined;
  const firstOf = new Map<string, number>();
  value.forEach((item, index) => {
    const key = jsonText(keys ? keys.map(name => record(item)[name]) : item);
    const first = key === undefined ? undefined : firstOf.get(key);
    if (key === undefined) return;
    if (first === undefined) {
      firstOf.set(key, index);
      return;
    }
    const what = keys ? `has ${keys.map(name => `${name} ${shown(record(item)[name])}`).join(', ')} like entry ${first} of the list` : `is ${shown(item)}, which entry ${first} of the list is as well`;
    issues.at(index, () => issues.add('value', what, keys ? `Give it another ${keys.at(-1)}, or make one entry of the two.` : 'Leave one of the two out.'));
  });
}
