/**
 * What a rule of some object asks of a request: one of the methods, one of the paths, one of the hosts, every header. An empty list asks
 * nothing. In patterns, `*` stands for anything; those that begin with `~` are regular expressions.
 */
export interface Condition {
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  readonly hosts: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Of a valid token; of nested claims the names with "][" between them. Absent: none is asked for. */
  readonly claims?: Readonly<Record<string, string>>;
}

export const ANY: Condition = { methods: [], paths: [], hosts: [], headers: {}, query: {} };

/** Each once; that which asks nothing is not among them. */
export function distinct(conditions: readonly Condition[]): Condition[] {
  const known = new Map(conditions.map(condition => [JSON.stringify(condition), condition]));
  known.delete(JSON.stringify(ANY));
  return [...known.values()];
}

/** What a browser asks before it sends a request from a page of some origin. */
export function preflight(origin: string): Condition {
  return { ...ANY, methods: ['OPTIONS'], headers: { 'origin': origin, 'access-control-request-method': 'GET' } };
}
