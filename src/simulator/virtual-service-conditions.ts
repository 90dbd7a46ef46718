import type { Json } from '../manifest/manifest-object';
import { record, records } from '../manifest/manifest-object';
import type { Condition } from './condition';
import { preflight } from './condition';

/** What the matches of an HTTP route ask for, the headers that they do without, and the origins that its CORS policy knows. */
export function virtualServiceConditions(route: Readonly<Record<string, Json>>): Condition[] {
  const origins = records(record(route['corsPolicy'])['allowOrigins']).flatMap(([origin]) => stringPattern(origin) ?? []);
  return [...records(route['match']).flatMap(([match]) => matchConditions(match)), ...origins.map(preflight)];
}

function matchConditions(match: Readonly<Record<string, Json>>): Condition[] {
  const pattern = stringPattern(match['uri']);
  const uri = pattern !== undefined && match['ignoreUriCase'] === true ? caseless(pattern) : pattern;
  const listed = (value: string | undefined): string[] => (value === undefined ? [] : [value]);
  const asked: Condition = {
    methods: listed(stringPattern(match['method'])), paths: listed(uri), hosts: listed(stringPattern(match['authority'])),
    headers: patterns(match['headers']), query: patterns(match['queryParams']),
  };
  const without = Object.entries(patterns(match['withoutHeaders'])).map(([name, value]): Condition => ({ ...asked, headers: { ...asked.headers, [name]: value } }));
  return [asked, ...without];
}

/** By name; a match that says nothing asks that there is a value. */
function patterns(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(record(value)).map(([key, one]) => [key.toLowerCase(), stringPattern(one) ?? '*']));
}

/** Of `{ exact }`, `{ prefix }` or `{ regex }`. */
function stringPattern(value: unknown): string | undefined {
  const { exact, prefix, regex } = record(value) as Record<string, unknown>;
  if (typeof exact === 'string') return exact;
  if (typeof prefix === 'string') return `${prefix}*`;
  return typeof regex === 'string' ? `~${regex}` : undefined;
}

/** Letters count in either case; those of regular expressions always stay as they are. */
function caseless(pattern: string): string {
  if (pattern.startsWith('~')) return pattern;
  const quoted = pattern.replace(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`).replaceAll('*', '.*');
  return `~(?i)${quoted}`;
}
