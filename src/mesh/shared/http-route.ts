import {
  HttpRouteSpecRulesMatchesHeadersType as HeaderType, HttpRouteSpecRulesMatchesPathType as PathType,
  HttpRouteSpecRulesMatchesQueryParamsType as QueryType, toJson_HttpRouteSpec,
  type HttpRouteSpecParentRefs, type HttpRouteSpecRules, type HttpRouteSpecRulesBackendRefs, type HttpRouteSpecRulesMatches,
  type HttpRouteSpecRulesMatchesMethod, type HttpRouteSpecRulesMatchesPath, type HttpRouteSpecRulesRetry, type HttpRouteSpecRulesTimeouts,
} from '../../../imports/gateway-networking-k8s-io';
import { segmentPrefix, type MatchModel, type TextMatch } from '../../model/match';
import type { ServiceModel, VersionModel } from '../../model/model';
import { resource, type Resource, type StringMap } from '../../model/resource';
import type { RouteRule, RouteSet } from '../../model/routes';
import { plainJson } from './plain-json';
import { wholeValueRegex } from './regex';
import { routeName, routeObjects } from './route-objects';
import { versionServiceName, versionServiceNamespace } from '../../model/service-names';

/** In what the data planes that read HTTPRoutes differ. */
export interface HttpRouteDialect {
  /** Whether rules carry their names: only where the cluster's HTTPRoute has the field. */
  readonly ruleNames: boolean;
  /** Whether a version with weight 0 stays in the list of backends. A split whose other versions all have 0 keeps one backend either way. */
  readonly zeroWeights: 'kept' | 'dropped';
  timeouts(rule: RouteRule): HttpRouteSpecRulesTimeouts | undefined;
  retry(rule: RouteRule): HttpRouteSpecRulesRetry | undefined;
  /** How an expression is written that must match the whole text. */
  regex(expression: string): string;
  /** Annotations of a route object with these rules. */
  annotations?(rules: readonly RouteRule[]): StringMap | undefined;
}

/** The HTTPRoutes of a route set: one, unless there are more rules or matches than one may hold. */
export function httpRoutes(service: ServiceModel, set: RouteSet, dialect: HttpRouteDialect): Resource[] {
  return routeObjects(routeName(service, set.port, set.audience), set)
    .map(({ name, rules }) => httpRoute(service, set, name, rules, dialect));
}

/** One HTTPRoute with some rules of a route set; for data planes that spread rules over objects by themselves. */
export function httpRoute(service: ServiceModel, set: RouteSet, name: string, rules: readonly RouteRule[], dialect: HttpRouteDialect): Resource {
  const spec = toJson_HttpRouteSpec({
    parentRefs: [parentRef(service, set)],
    rules: rules.map(rule => httpRouteRule(service, set, rule, dialect)),
  });
  return resource('gateway.networking.k8s.io/v1', 'HTTPRoute', plainJson({
    name, namespace: routeNamespace(service, set), annotations: dialect.annotations?.(rules),
  }), plainJson({ spec }));
}

/** A route in the namespace of the service is for every caller, in another namespace for the callers there. */
export function routeNamespace(service: ServiceModel, set: RouteSet): string {
  return set.audience.kind === 'producer' ? service.namespace.name : set.audience.namespace;
}

/** The group is written out: left away, the API server fills in another one, and the route attaches to nothing. */
export function parentRef(service: ServiceModel, set: RouteSet): HttpRouteSpecParentRefs {
  return { group: '', kind: 'Service', name: service.name, namespace: service.namespace.name, port: set.port.port };
}

/** The backends of a rule, each with its namespace and port. */
export function backendRefs(
  service: ServiceModel, set: RouteSet, rule: RouteRule, zeroWeights: HttpRouteDialect['zeroWeights'],
): HttpRouteSpecRulesBackendRefs[] {
  const { target } = rule;
  const reference = (name: string, namespace: string, weight?: number) =>
    ({ group: '', kind: 'Service', name, namespace, port: set.port.port, weight });
  const version = (v: VersionModel, weight?: number) => reference(versionServiceName(service, v), versionServiceNamespace(service, v), weight);
  switch (target.kind) {
    case 'service': return [reference(service.name, service.namespace.name)];
    case 'version': return [version(target.version)];
    case 'split': return target.shares.filter(s => s.weight > 0 || zeroWeights === 'kept')
      .sort((a, b) => (a.version.name < b.version.name ? -1 : 1)).map(s => version(s.version, s.weight));
  }
}

function httpRouteRule(service: ServiceModel, set: RouteSet, rule: RouteRule, dialect: HttpRouteDialect): HttpRouteSpecRules {
  return {
    name: dialect.ruleNames ? rule.name : undefined,
    matches: rule.matches.map(match => httpRouteMatch(match, dialect)),
    backendRefs: backendRefs(service, set, rule, dialect.zeroWeights),
    timeouts: dialect.timeouts(rule),
    retry: dialect.retry(rule),
  };
}

/** A match in HTTPRoute's words. The path is always written, so that a reader need not know the default. */
export function httpRouteMatch(match: MatchModel, dialect: Pick<HttpRouteDialect, 'regex'>): HttpRouteSpecRulesMatches {
  const value = (m: TextMatch) => (m.kind === 'exact' ? m.value : dialect.regex(wholeValueRegex(m)));
  const type = <T>(m: TextMatch, exact: T, regex: T) => (m.kind === 'exact' ? exact : regex);
  return {
    path: pathMatch(match.path, dialect),
    method: match.method as HttpRouteSpecRulesMatchesMethod | undefined,
    headers: orNone(match.headers.map(m => ({
      name: m.name.toLowerCase(), type: type(m, HeaderType.EXACT, HeaderType.REGULAR_EXPRESSION), value: value(m),
    }))),
    queryParams: orNone(match.query.map(m => ({ name: m.name, type: type(m, QueryType.EXACT, QueryType.REGULAR_EXPRESSION), value: value(m) }))),
  };
}

function pathMatch(path: TextMatch | undefined, dialect: Pick<HttpRouteDialect, 'regex'>): HttpRouteSpecRulesMatchesPath {
  switch (path?.kind) {
    case 'exact': return { type: PathType.EXACT, value: path.value };
    case 'regex': return { type: PathType.REGULAR_EXPRESSION, value: dialect.regex(path.value) };
    // Precedence counts characters, so a trailing slash, which matches nothing more, must not count.
    default: return { type: PathType.PATH_PREFIX, value: segmentPrefix(path?.value ?? '') || '/' };
  }
}

function orNone<T extends { readonly name: string }>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
