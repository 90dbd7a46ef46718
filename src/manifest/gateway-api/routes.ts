import type { PathStep } from '../field-path';
import type { Json, ManifestObject } from '../manifest-object';
import { list, record, records, text } from '../manifest-object';
import { view } from '../manifest-set';
import type { RouteMatch } from './matches';
import { grpcMatches, httpMatches } from './matches';
import type { BackendRef, ParentRef } from './references';
import { backendRef, GATEWAY_GROUP, parentRefs } from './references';

export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'UDPRoute';

/** A route of the Gateway API, or Linkerd's own HTTPRoute, which has the same form. */
export interface Route {
  readonly object: ManifestObject;
  readonly kind: RouteKind;
  readonly namespace: string;
  readonly name: string;
  /** In lower case; none for all. */
  readonly hostnames: readonly string[];
  readonly parents: readonly ParentRef[];
  readonly rules: readonly RouteRule[];
}

export interface RouteRule {
  readonly index: number;
  readonly name: string | undefined;
  /** At least one: a rule without matches holds for all. Empty for routes below HTTP. */
  readonly matches: readonly RouteMatch[];
  readonly backends: readonly BackendRef[];
  /** Where its RequestMirror filters send a copy. */
  readonly mirrors: readonly BackendRef[];
  /** Whom its ExternalAuth filters ask. */
  readonly authorizers: readonly BackendRef[];
  readonly filters: readonly (readonly [filter: Record<string, Json>, path: readonly PathStep[]])[];
  readonly spec: Record<string, Json>;
  readonly path: readonly PathStep[];
}

const KINDS: readonly (readonly [group: string, kind: RouteKind])[] = [
  [GATEWAY_GROUP, 'HTTPRoute'], [GATEWAY_GROUP, 'GRPCRoute'], [GATEWAY_GROUP, 'TLSRoute'], [GATEWAY_GROUP, 'TCPRoute'], [GATEWAY_GROUP, 'UDPRoute'],
  ['policy.linkerd.io', 'HTTPRoute'],
];

/** Everything that a rule sends requests to. */
export function everyBackend({ backends, mirrors, authorizers }: RouteRule): readonly BackendRef[] {
  return [...backends, ...mirrors, ...authorizers];
}

export const routes = view((set): readonly Route[] => KINDS.flatMap(([group, kind]) => set.all(group, kind).map(object => routeOf(object, kind))));

function routeOf(object: ManifestObject, kind: RouteKind): Route {
  const namespace = object.namespace ?? 'default';
  return {
    object, kind, namespace, name: object.name,
    hostnames: list(object.spec['hostnames']).flatMap(host => text(host)?.toLowerCase() ?? []),
    parents: parentRefs(object.spec, namespace),
    rules: records(rulesOf(object, kind)).map(([spec, index]) => ruleOf(spec, index, kind, namespace)),
  };
}

/** An API server gives an HTTPRoute without rules, of either group, one that takes everything. */
function rulesOf({ spec }: ManifestObject, kind: RouteKind): unknown {
  return kind === 'HTTPRoute' ? spec['rules'] ?? [{}] : spec['rules'];
}

function ruleOf(spec: Record<string, Json>, index: number, kind: RouteKind, namespace: string): RouteRule {
  const path = ['spec', 'rules', index] as const;
  const backends = records(spec['backendRefs']);
  const filters = [
    ...records(spec['filters']).map(([filter, at]) => [filter, [...path, 'filters', at]] as const),
    ...backends.flatMap(([backend, at]) => records(backend['filters']).map(([filter, inner]) => [filter, [...path, 'backendRefs', at, 'filters', inner]] as const)),
  ];
  return {
    index, spec, path, filters,
    name: text(spec['name']),
    matches: kind === 'HTTPRoute' ? httpMatches(spec, path) : kind === 'GRPCRoute' ? grpcMatches(spec, path) : [],
    backends: backends.map(([backend, at]) => backendRef(backend, namespace, [...path, 'backendRefs', at])),
    mirrors: backendsIn(filters, 'RequestMirror', 'requestMirror', namespace),
    authorizers: backendsIn(filters, 'ExternalAuth', 'externalAuth', namespace),
  };
}

function backendsIn(filters: RouteRule['filters'], type: string, field: string, namespace: string): BackendRef[] {
  return filters.flatMap(([filter, at]) => (filter['type'] !== type ? [] : [backendRef(record(record(filter[field])['backendRef']), namespace, [...at, field, 'backendRef'])]));
}
