import { MATCH_ALL } from '../../model/match';
import type { ServiceModel } from '../../model/model';
import { objectName } from '../../model/names';
import { Protocol, speaksHttp } from '../../model/protocol';
import type { Resource, StringMap } from '../../model/resource';
import { DEFAULT_RULE, routeSets, type RouteRule, type RouteSet } from '../../model/routes';
import { httpRoute, type HttpRouteDialect } from '../shared/http-route';
import { routeName, routeObjects, type RouteObject } from '../shared/route-objects';
import { ownEjection } from './failure-accrual';
import { fitsGrpcRoute, grpcRoute } from './grpc-route';
import { wholeRegex } from './regex';
import type { RouteKind } from '../shared/foreign-routes';
import { resilienceAnnotations } from './resilience-annotations';

/**
 * The route sets of the ports that speak HTTP. With ejection each gRPC port has one: only under a GRPCRoute do all versions of the proxy count
 * gRPC statuses as failures.
 */
export function linkerdRouteSets(service: ServiceModel): RouteSet[] {
  const sets = routeSets(service).filter(set => speaksHttp(set.port.protocol));
  if (!ownEjection(service)) return sets;
  const paths = service.breakers.map(b => b.path);
  const bare = service.ports.filter(p => p.protocol === Protocol.GRPC && !sets.some(set => set.port.port === p.port)).map((port): RouteSet => ({
    audience: { kind: 'producer' }, port, rules: [{ name: DEFAULT_RULE, matches: [MATCH_ALL], target: { kind: 'service' }, paths }],
  }));
  return [...sets, ...bare].sort((a, b) => a.port.port - b.port.port);
}

/** Never both kinds for one Service port: only the GRPCRoute would be in force. */
export function routeKind(set: RouteSet): RouteKind {
  return fitsGrpcRoute(set) ? 'GRPCRoute' : 'HTTPRoute';
}

/**
 * The route objects of a set. Timeouts and retries are said once for a whole object, so a rule whose own differ from those of the catch-all gets
 * an object named after it.
 */
export function linkerdRouteObjects(service: ServiceModel, set: RouteSet): RouteObject[] {
  const kind = routeKind(set);
  const name = routeName(service, set.port, set.audience);
  const key = (rule: RouteRule) => JSON.stringify(resilienceAnnotations(rule, kind));
  const last = set.rules[set.rules.length - 1]!;
  const like = (rule: RouteRule) => (rule.timeoutMs === last.timeoutMs && rule.retries === last.retries) || key(rule) === key(last);
  const apart = set.rules.filter(rule => !like(rule));
  return [
    ...apart.flatMap(rule => routeObjects(objectName([`${name}.${rule.name}`]), { ...set, rules: [rule] })),
    ...routeObjects(name, { ...set, rules: set.rules.filter(like) }),
  ];
}

/** The field set of Gateway API 1.2: an object with a field that Linkerd's own copy of the API lacks would be left unread. */
const DIALECT: HttpRouteDialect = {
  ruleNames: false,
  zeroWeights: 'dropped',
  // Annotations say both: a rule's own timeouts would come second to them, and its retries are never read.
  timeouts: () => undefined,
  retry: () => undefined,
  regex: wholeRegex,
  annotations: rules => annotations(rules, 'HTTPRoute'),
};

export function linkerdRoutes(service: ServiceModel, set: RouteSet): Resource[] {
  const kind = routeKind(set);
  return linkerdRouteObjects(service, set).map(({ name, rules }) => (kind === 'GRPCRoute'
    ? grpcRoute(service, set, name, rules, annotations(rules, kind))
    : httpRoute(service, set, name, rules, DIALECT)));
}

/** The rules of one object have the same timeouts and retries. */
function annotations(rules: readonly RouteRule[], kind: RouteKind): StringMap | undefined {
  const all = resilienceAnnotations(rules[0]!, kind);
  return Object.keys(all).length === 0 ? undefined : all;
}
