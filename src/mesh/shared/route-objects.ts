import { matchKey } from '../../model/match';
import type { ServiceModel, ServicePortModel } from '../../model/model';
import { contentHash, objectName } from '../../model/names';
import { speaksHttp } from '../../model/protocol';
import type { RouteRule, RouteSet } from '../../model/routes';

/** What one HTTPRoute or GRPCRoute may hold. */
export const MAX_MATCHES_PER_RULE = 64;
export const MAX_MATCHES_PER_ROUTE = 128;
export const MAX_RULES_PER_ROUTE = 16;

/** One route object: some of a route set's rules, in their order. */
export interface RouteObject {
  readonly name: string;
  readonly rules: readonly RouteRule[];
}

/**
 * Name of the route object of a port. Only ports that could ever carry routes count, with or without an intent, so that another intent renames
 * nothing. Routes for the callers of another namespace stand there, beside routes of services that may be called the same.
 */
export function routeName(service: ServiceModel, port: ServicePortModel, audience: RouteSet['audience'] = { kind: 'producer' }): string {
  const alone = service.ports.filter(p => speaksHttp(p.protocol)).length <= 1;
  // A dot stands in no name of a Service or port, so the name meets no other service's.
  const name = alone ? service.name : `${service.name}.${port.name}`;
  return objectName([audience.kind === 'producer' ? name : `${name}.${service.namespace.name}`]);
}

/**
 * The rules of a route set as route objects: one if its limits allow; otherwise the catch-all keeps the plain name and each other rule gets an
 * object named after it, so that adding or removing a rule leaves the other rules' objects alone. Implementations merge the objects of one
 * Service port by precedence and break ties by age, which nobody chooses: see `scatteredTies`.
 */
export function routeObjects(name: string, set: RouteSet): RouteObject[] {
  const pieces = set.rules.map(rulePieces);
  const all = pieces.flat();
  if (fits(all)) return [{ name, rules: all }];
  return pieces.flatMap((rules, i) => (i === pieces.length - 1 ? [{ name, rules }] : pack(rules)
    // A dot stands in no name of a Service or port, so these names meet no other service's.
    .map(part => ({ name: objectName([`${name}.${part[0]!.name}`]), rules: part }))));
}

/** Whether the rules of the set must be spread over several objects. */
export function isScattered(set: RouteSet): boolean {
  return !fits(set.rules.flatMap(rulePieces));
}

function fits(rules: readonly RouteRule[]): boolean {
  return rules.length <= MAX_RULES_PER_ROUTE && rules.reduce((sum, rule) => sum + rule.matches.length, 0) <= MAX_MATCHES_PER_ROUTE;
}

/** A rule with more matches than a rule may have, as several that do the same. The first keeps the name. */
function rulePieces(rule: RouteRule): RouteRule[] {
  return chunks(rule.matches, MAX_MATCHES_PER_RULE).map((matches, i) => ({
    ...rule, matches, name: i === 0 ? rule.name : objectName([rule.name, contentHash(matches.map(matchKey).sort())]),
  }));
}

const PIECES_PER_ROUTE = MAX_MATCHES_PER_ROUTE / MAX_MATCHES_PER_RULE;

function pack(pieces: readonly RouteRule[]): RouteRule[][] {
  return chunks(pieces, PIECES_PER_ROUTE);
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
