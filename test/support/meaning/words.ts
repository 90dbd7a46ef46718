/**
 * What rendered objects mean, in words that no mesh owns. Readers of each data plane speak them, so that tests can say of all of them
 * `port 7070: header x-canary = true → v2`.
 */

export type Labels = Readonly<Record<string, string>>;

/** Where a rule sends requests: pods with these labels. */
export interface Destination {
  readonly pods: Labels;
  readonly weight: number;
  /** What a breaker is looked up by: the Kubernetes Service, as `namespace/name`. */
  readonly service: string;
}

export interface RetryWords {
  readonly additional: number;
  readonly on: readonly string[];
  readonly perTry?: string;
}

export interface RuleMeaning {
  /** Any of these; empty: every request. */
  readonly when: readonly string[];
  readonly to: readonly Destination[];
  readonly timeout?: string;
  /** Undefined: nothing is said. */
  readonly retries?: RetryWords;
}

export type Policy = { readonly limits?: string; readonly ejection?: string };

/** What a data plane does with the requests to a service. */
export interface Reader {
  /** The rules of a port in their order; undefined: no rules. */
  rules(port: number): readonly RuleMeaning[] | undefined;
  /** The breaker that acts on requests to the service that are sent to this destination. */
  policy(destination: Destination): Policy;
}

export const under = (path: string) => `path under ${path}`;
export const join = (conditions: readonly (string | undefined)[]) => conditions.filter(c => c !== undefined).sort().join(' and ');

const QUOTED = /^((?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9])*)\.\*$/;

/** An expression for a whole text; one that only says how the text begins is called that. */
export function expression(what: string, regex: string): string {
  const literal = QUOTED.exec(regex)?.[1];
  return literal === undefined ? `${what} ~ ${regex}` : `${what} starts with ${literal.replace(/\\(.)/g, '$1')}`;
}

/** The pods by what tells them apart: their version, else their app. */
export const podsName = ({ app, version }: Labels) => version ?? app ?? '?';

function destinations(to: readonly Destination[]): string {
  const real = to.filter(d => d.weight > 0).map(d => ({ name: podsName(d.pods), weight: d.weight })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return real.length === 1 ? real[0]!.name : real.map(d => `${d.name} ${d.weight}`).join(', ');
}

function retries({ additional, on, perTry }: RetryWords): string {
  if (additional === 0) return 'no further attempt';
  return `${additional} more${on.length > 0 ? ` on ${[...on].sort().join(', ')}` : ''}${perTry === undefined ? '' : `, each within ${perTry}`}`;
}

/** A rule as a line. */
export function ruleWords(rule: RuleMeaning, first: boolean): string {
  const when = rule.when.length > 0 ? [...rule.when].sort().join(' or ') : first ? 'all' : 'else';
  return [`${when} → ${destinations(rule.to)}`, ...(rule.timeout ? [`within ${rule.timeout}`] : []), ...(rule.retries ? [retries(rule.retries)] : [])].join('; ');
}
