import { gatewayKey } from '../../manifest/istio/virtual-services';
import { list, record, records, text, texts } from '../../manifest/manifest-object';
import { matchesLabels } from '../../manifest/selectors';
import type { RouteRef } from '../outcome';
import type { Trace } from '../trace';
import { conditionsText, mismatch } from './http-match';
import type { RouteRequest } from './http-match';
import type { Fields, HttpRule, RouteProxy } from './http-rule';

/** One way for a request through a rule: by one of its matches, or by none where it has none. */
export interface RouteEntry {
  readonly rule: HttpRule;
  readonly match: Fields | undefined;
  /** Place of the match in the rule as it is written; null where it has none. */
  readonly place: number | null;
  /** Of the listener that it was made for. */
  readonly port: number;
}

/**
 * The entries that a proxy has of rules, in order. What a match asks of the proxy itself (its port, gateways, labels, namespace) decides here;
 * nothing comes after an entry that takes every request. Empty: the rules are not for this proxy at all.
 */
export function routeEntries(rules: readonly HttpRule[], proxy: RouteProxy): RouteEntry[] {
  const entries: RouteEntry[] = [];
  for (const rule of rules) {
    const matches = records(rule.fields['match']);
    if (matches.length === 0) return [...entries, { rule, match: undefined, place: rule.match ?? null, port: proxy.port }];
    for (const [match, index] of matches) {
      if (!isForProxy(match, rule, proxy)) continue;
      entries.push({ rule, match, place: rule.match === undefined ? index : rule.match, port: proxy.port });
      if (takesEverything(match)) return entries;
    }
  }
  return entries;
}

/** The first entry that a request meets; undefined where it meets none. Every rule that was looked at is traced. */
export function firstMatch(entries: readonly RouteEntry[], request: RouteRequest, at: string, trace: Trace): RouteEntry | undefined {
  for (const entry of entries) {
    const { rule, match } = entry;
    const missed = match && mismatch(match, rule, request);
    if (!missed) {
      trace.add(at, rule.object, () => `${entryName(entry)} matches: ${conditionsText(match)}`);
      trace.use(rule.object, rule.rule);
      return entry;
    }
    trace.add(at, rule.object, () => `${entryName(entry)} does not match: ${missed.why(request)}`);
  }
  return undefined;
}

export function routeRef({ rule: { object, rule, ruleName }, place }: RouteEntry): RouteRef {
  return { object, rule, ruleName, match: place };
}

function entryName({ rule: { rule }, place }: RouteEntry): string {
  return place === null ? `rule ${rule}` : `rule ${rule} match ${place}`;
}

function isForProxy(match: Fields, { namespace, semantics }: HttpRule, proxy: RouteProxy): boolean {
  const { port, gateways, sourceLabels, sourceNamespace } = match;
  if (typeof port === 'number' && port !== 0 && port !== proxy.port) return false;
  const labels = texts(sourceLabels);
  if (proxy.kind === 'waypoint' && Object.keys(labels).length > 0) return false;
  const named = list(gateways).flatMap(name => text(name) ?? []);
  // Next to gateways, what is asked of the source is not looked at.
  if (named.length > 0) return named.some(name => proxy.gateways.has(semantics === 'virtual-service' ? gatewayKey(name, namespace) : name));
  return matchesLabels(labels, proxy.labels) && (!text(sourceNamespace) || sourceNamespace === proxy.namespace);
}

/** Whether a match takes every request that comes to it. */
export function takesEverything(match: Fields): boolean {
  const { uri, headers, withoutHeaders, queryParams, method, authority, scheme } = match;
  const { exact, prefix, regex } = record(uri);
  const anyPath = uri === undefined || uri === null || exact === undefined && (prefix === '/' || regex === '.*');
  const conditions = [headers, withoutHeaders, queryParams].some(map => Object.keys(record(map)).length > 0);
  return anyPath && !conditions && [method, authority, scheme].every(value => value === undefined || value === null);
}
