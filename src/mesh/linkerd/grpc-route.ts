import {
  GrpcRouteSpecRulesMatchesHeadersType as HeaderType, GrpcRouteSpecRulesMatchesMethodType as MethodType, toJson_GrpcRouteSpec,
  type GrpcRouteSpecRules, type GrpcRouteSpecRulesMatches,
} from '../../../imports/gateway-networking-k8s-io';
import { matchKey, MATCH_ALL, segmentPrefix, type MatchModel, type TextMatch } from '../../model/match';
import type { ServiceModel } from '../../model/model';
import { Protocol } from '../../model/protocol';
import { resource, type Resource, type StringMap } from '../../model/resource';
import type { RouteRule, RouteSet } from '../../model/routes';
import { backendRefs, parentRef, routeNamespace } from '../shared/http-route';
import { plainJson } from '../shared/plain-json';
import { wholeValueRegex } from '../shared/regex';
import { wholeRegex } from './regex';

/** What a gRPC call is for; without a method all methods of the service. */
export interface GrpcMethod {
  readonly service: string;
  readonly method?: string;
}

const CALL = /^\/([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?:\/([A-Za-z_]\w*))?$/;

/**
 * The path of a match in gRPC's words: exactly `/package.Service/Method`, or the prefix `/package.Service` or `/package.Service/Method`.
 * Undefined if no GRPCRoute that Linkerd takes can say it, or no gRPC call could have it.
 */
export function grpcMethod(path: TextMatch): GrpcMethod | undefined {
  if (path.kind === 'regex') return undefined;
  const [, service, method] = CALL.exec(path.kind === 'prefix' ? segmentPrefix(path.value) : path.value) ?? [];
  if (service === undefined || (path.kind === 'exact' && method === undefined)) return undefined;
  return method === undefined ? { service } : { service, method };
}

/** Whether the rule takes every call, and nothing else is said. */
export function takesAll(rule: RouteRule): boolean {
  return rule.matches.length === 1 && matchKey(rule.matches[0]!) === matchKey(MATCH_ALL);
}

/**
 * Whether a GRPCRoute can hold the rules of a gRPC port. The proxies of Linkerd 2.18 to 2.20 take a match without a gRPC service for a broken
 * policy, and all calls fail; a rule without any match they take for one that matches everything.
 */
export function fitsGrpcRoute(set: RouteSet): boolean {
  return set.port.protocol === Protocol.GRPC
    && set.rules.every(rule => takesAll(rule) || rule.matches.every(match => match.path && grpcMethod(match.path)));
}

/** One GRPCRoute with some rules of a route set that `fitsGrpcRoute`. */
export function grpcRoute(service: ServiceModel, set: RouteSet, name: string, rules: readonly RouteRule[], annotations: StringMap | undefined): Resource {
  const spec = toJson_GrpcRouteSpec({ parentRefs: [parentRef(service, set)], rules: rules.map(rule => grpcRouteRule(service, set, rule)) });
  return resource('gateway.networking.k8s.io/v1', 'GRPCRoute', plainJson({ name, namespace: routeNamespace(service, set), annotations }), plainJson({ spec }));
}

function grpcRouteRule(service: ServiceModel, set: RouteSet, rule: RouteRule): GrpcRouteSpecRules {
  return {
    matches: takesAll(rule) ? undefined : rule.matches.map(grpcRouteMatch),
    backendRefs: backendRefs(service, set, rule, 'dropped').map(({ filters: _, ...backend }) => backend),
  };
}

function grpcRouteMatch(match: MatchModel): GrpcRouteSpecRulesMatches {
  const headers = [...match.headers].sort((a, b) => (a.name < b.name ? -1 : 1)).map(m => (m.kind === 'exact'
    ? { name: m.name, type: HeaderType.EXACT, value: m.value }
    : { name: m.name, type: HeaderType.REGULAR_EXPRESSION, value: wholeRegex(wholeValueRegex(m)) }));
  const method = match.path && grpcMethod(match.path);
  return { method: method && { type: MethodType.EXACT, ...method }, headers: headers.length === 0 ? undefined : headers };
}
