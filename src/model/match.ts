/** How a text is compared. */
export interface TextMatch {
  readonly kind: 'exact' | 'prefix' | 'regex';
  readonly value: string;
}

/** A named text: a header or query parameter. */
export interface NamedMatch extends TextMatch {
  readonly name: string;
}

/**
 * One alternative of a rule; all its conditions must hold. `path.prefix` matches whole segments (`/foo` is `/foo` and `/foo/x`, not `/foobar`),
 * header names are lower case, a regular expression (RE2) must match the whole text. No condition at all matches every request.
 */
export interface MatchModel {
  readonly path?: TextMatch;
  readonly method?: string;
  readonly headers: readonly NamedMatch[];
  readonly query: readonly NamedMatch[];
}

export const MATCH_ALL: MatchModel = { headers: [], query: [] };

/** A text that is the same for matches with the same meaning, whatever the order of their conditions. */
export function matchKey(match: MatchModel): string {
  const named = (list: readonly NamedMatch[]) => list.map(m => [m.name, m.kind, m.value]).sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));
  return JSON.stringify([match.path && [match.path.kind, match.path.value], match.method, named(match.headers), named(match.query)]);
}

const PATH_RANK = { exact: 3, regex: 2, prefix: 1 } as const;

/** Trailing slashes mean nothing in a prefix of segments. */
export function segmentPrefix(path: string): string {
  return path.replace(/\/+$/, '');
}

/**
 * The precedence of the Gateway API, most specific first: exact path, regex path, longest prefix, method, number of headers, number of query
 * parameters. Negative: `a` first; 0: a tie.
 */
export function comparePrecedence(a: MatchModel, b: MatchModel): number {
  const rank = (m: MatchModel) => (m.path ? PATH_RANK[m.path.kind] : 1);
  const length = (m: MatchModel) => (m.path?.kind === 'prefix' ? Math.max(1, segmentPrefix(m.path.value).length) : m.path ? 0 : 1);
  const flag = (m: MatchModel) => (m.method === undefined ? 0 : 1);
  return rank(b) - rank(a) || length(b) - length(a) || flag(b) - flag(a) || b.headers.length - a.headers.length || b.query.length - a.query.length;
}

/** Whether one request can satisfy both. A regular expression counts as able to match anything. */
export function mayOverlap(a: MatchModel, b: MatchModel): boolean {
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return false;
  return pathsMayOverlap(a.path, b.path) && namedMayOverlap(a.headers, b.headers) && namedMayOverlap(a.query, b.query);
}

function pathsMayOverlap(a: TextMatch | undefined, b: TextMatch | undefined): boolean {
  if (!a || !b || a.kind === 'regex' || b.kind === 'regex') return true;
  const within = (path: string, prefix: string) => path === prefix || path.startsWith(`${prefix}/`);
  if (a.kind === 'exact' && b.kind === 'exact') return a.value === b.value;
  if (a.kind === 'exact') return within(a.value, segmentPrefix(b.value));
  if (b.kind === 'exact') return within(b.value, segmentPrefix(a.value));
  const [x, y] = [segmentPrefix(a.value), segmentPrefix(b.value)];
  return within(x, y) || within(y, x);
}

function namedMayOverlap(a: readonly NamedMatch[], b: readonly NamedMatch[]): boolean {
  return a.every(x => b.filter(y => y.name === x.name).every(y => textsMayOverlap(x, y)));
}

function textsMayOverlap(a: TextMatch, b: TextMatch): boolean {
  if (a.kind === 'regex' || b.kind === 'regex') return true;
  if (a.kind === 'exact') return b.kind === 'exact' ? a.value === b.value : a.value.startsWith(b.value);
  if (b.kind === 'exact') return b.value.startsWith(a.value);
  return a.value.startsWith(b.value) || b.value.startsWith(a.value);
}
