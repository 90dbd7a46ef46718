import type { MatchModel } from './match';
import { comparePrecedence, matchKey, MATCH_ALL } from './match';
import type { BreakerIntent, ServiceModel, ServicePortModel, SplitIntent, VersionModel } from './model';
import { contentHash, objectName } from './names';
import { hasRequestRules } from './port-rules';
import { speaksHttp } from './protocol';
import type { RetryModel } from './retries';

/** Where a rule sends its requests. `service`: the pods that the Service itself selects. */
export type RouteTarget =
  | { readonly kind: 'service' }
  | { readonly kind: 'split'; readonly shares: readonly { readonly version: VersionModel; readonly weight: number }[] }
  | { readonly kind: 'version'; readonly version: VersionModel };

/** One rule of a service. Its name is stable: given, or derived from what it does, never from its place. */
export interface RouteRule {
  readonly name: string;
  /** Any of them; the catch-all rule has exactly `MATCH_ALL`. */
  readonly matches: readonly MatchModel[];
  readonly target: RouteTarget;
  readonly timeoutMs?: number;
  /** Undefined: whatever the mesh does by default. */
  readonly retries?: RetryModel;
  /** Construct paths of the intents behind the rule. */
  readonly paths: readonly string[];
}

/**
 * The routes of one port of a service, for the callers of `audience`, in order of precedence: the normal form that every data plane renders.
 * The catch-all is always there, and last.
 */
export interface RouteSet {
  readonly audience: { readonly kind: 'producer' } | { readonly kind: 'consumer'; readonly namespace: string };
  readonly port: ServicePortModel;
  readonly rules: readonly RouteRule[];
}

/** Name of the catch-all rule. */
export const DEFAULT_RULE = 'default';

/** The route sets of the service's ports that have any intent. Ports without one are left to the mesh. */
export function routeSets(service: ServiceModel): RouteSet[] {
  return [...service.ports].sort((a, b) => a.port - b.port).flatMap(port => {
    const of = <T extends { readonly ports: readonly number[] }>(intents: readonly T[]) => intents.find(i => i.ports.includes(port.port));
    const [split, timeout, retry] = [of(service.splits), of(service.timeouts), of(service.retries)];
    if (!split && !timeout && !retry) return [];
    const common = { timeoutMs: timeout?.requestMs, retries: retry?.retries };
    const paths = [split, timeout, retry].flatMap(i => (i ? [i.path] : []));
    const target: RouteTarget = split ? { kind: 'split', shares: split.shares.map(({ version, weight }) => ({ version, weight })) } : { kind: 'service' };
    const chosen = split && speaksHttp(port.protocol) ? matchedShares(split).map(s => ({
      name: `to-${s.version.name}`, matches: s.match, target: { kind: 'version' as const, version: s.version }, ...common, paths,
    })) : [];
    const rules = [...orderRules(chosen), { name: DEFAULT_RULE, matches: [MATCH_ALL], target, ...common, paths }];
    return [{ audience: { kind: 'producer' as const }, port, rules }];
  });
}

function matchedShares(split: SplitIntent) {
  return split.shares.filter(share => share.match.length > 0).sort((a, b) => (a.version.name < b.version.name ? -1 : 1));
}

/**
 * Rules in the order in which a data plane that takes the first that matches must see them. A rule whose matches differ in precedence may have
 * to come apart, one part for each group of matches that no other rule's match stands between; the parts keep the rule's name, with a suffix
 * made of the matches.
 */
export function orderRules<R extends { readonly name: string; readonly matches: readonly MatchModel[] }>(rules: readonly R[]): R[] {
  const entries = rules.flatMap((rule, index) => rule.matches.map(match => ({ rule, index, match })));
  entries.sort((a, b) => comparePrecedence(a.match, b.match) || a.index - b.index || (matchKey(a.match) < matchKey(b.match) ? -1 : 1));
  const runs: { rule: R; matches: MatchModel[] }[] = [];
  for (const { rule, match } of entries) {
    const last = runs[runs.length - 1];
    if (last?.rule === rule) last.matches.push(match);
    else runs.push({ rule, matches: [match] });
  }
  return runs.map(({ rule, matches }) => {
    const whole = runs.filter(run => run.rule === rule).length === 1;
    return { ...rule, matches, name: whole ? rule.name : objectName([rule.name, contentHash(matches.map(matchKey).sort())]) };
  });
}

/** The versions that any port of the service sends traffic to, each once, by name. */
export function versionsOf(service: ServiceModel): VersionModel[] {
  const byName = new Map(service.splits.flatMap(s => s.shares.map(share => [share.version.name, share.version] as const)));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The breaker that acts on requests sent to the service's own pods: its own, else that of the service whose version it is, since a mesh
 * applies the one of the service that a request was routed to.
 */
export function effectiveBreaker(service: ServiceModel): BreakerIntent | undefined {
  return mergeBreakers(service.breakers) ?? service.versionOf.map(v => mergeBreakers(v.service.breakers)).find(b => b !== undefined);
}

function mergeBreakers(breakers: readonly BreakerIntent[]): BreakerIntent | undefined {
  if (breakers.length === 0) return undefined;
  const limits = breakers.find(b => b.limits)?.limits;
  const ejection = breakers.find(b => b.ejection)?.ejection;
  return { path: breakers[0]!.path, ...(limits && { limits }), ...(ejection && { ejection }) };
}

/** Whether anything has to look into the requests to the service: its traffic intents, or an allow-list of the pods behind it. */
export function needsL7(service: ServiceModel): boolean {
  return routeSets(service).some(set => speaksHttp(set.port.protocol)) || effectiveBreaker(service) !== undefined
    || (service.workload !== undefined && hasRequestRules(service.workload));
}
