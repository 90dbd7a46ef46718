import type { PathStep } from '../../../manifest/field-path';
import type { Json, ManifestObject } from '../../../manifest/manifest-object';
import { record, records, text } from '../../../manifest/manifest-object';

/** One match of a rule of an HTTPRoute, with its defaults. */
export interface HttpMatch {
  readonly route: ManifestObject;
  readonly rule: number;
  readonly at: readonly PathStep[];
  readonly pathKind: 'exact' | 'prefix' | 'regex';
  readonly path: string;
  /** What Linkerd compares: a prefix counts without its last slash. */
  readonly length: number;
  readonly method: string | undefined;
  readonly headers: readonly Condition[];
  readonly queries: readonly Condition[];
}

export interface Condition {
  readonly name: string;
  readonly isRegex: boolean;
  readonly value: string;
}

export function httpMatches(route: ManifestObject): HttpMatch[] {
  return records(route.spec['rules']).flatMap(([rule, index]) => {
    const matches = records(rule['matches']);
    const at = ['spec', 'rules', index];
    if (matches.length === 0) return [matchOf(route, index, {}, at)];
    return matches.map(([match, i]) => matchOf(route, index, match, [...at, 'matches', i]));
  });
}

function matchOf(route: ManifestObject, rule: number, match: Record<string, Json>, at: PathStep[]): HttpMatch {
  const { type, value } = record(match['path']);
  const written = text(value) ?? '/';
  const pathKind = type === 'Exact' ? 'exact' : type === 'RegularExpression' ? 'regex' : 'prefix';
  const path = pathKind === 'prefix' && written !== '/' ? written.replace(/\/+$/, '') : written;
  return {
    route, rule, at, pathKind, path, length: path.length, method: text(match['method']),
    headers: conditions(match['headers'], name => name.toLowerCase()), queries: conditions(match['queryParams'], name => name),
  };
}

function conditions(value: unknown, named: (name: string) => string): Condition[] {
  return records(value).map(([item]) => ({ name: named(text(item['name']) ?? ''), isRegex: item['type'] === 'RegularExpression', value: text(item['value']) ?? '' }));
}

/** Whether some request may meet the conditions of both, their paths aside. */
export function canMeet(a: HttpMatch, b: HttpMatch): boolean {
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return false;
  const differ = (some: readonly Condition[], others: readonly Condition[]) => some.some(x => others.some(y => x.name === y.name && !x.isRegex && !y.isRegex && x.value !== y.value));
  return !differ(a.headers, b.headers) && !differ(a.queries, b.queries);
}
