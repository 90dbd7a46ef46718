import type { PathStep } from '../field-path';
import type { Json, ManifestObject } from '../manifest-object';
import { records, text } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import { isLinkerdNamespace } from './presence';
import { GATEWAY_GROUP, isEgressParent, isServerParent, isServiceParent, POLICY_GROUP } from './references';

/** One parent of a route that Linkerd reads. */
export interface RouteParent {
  readonly route: ManifestObject;
  readonly kind: 'Service' | 'Server' | 'EgressNetwork';
  /** Of the parent; the route's own where it names none. */
  readonly namespace: string;
  readonly name: string;
  readonly port: number | undefined;
  readonly ref: Record<string, Json>;
  readonly path: readonly PathStep[];
}

const ROUTE_KINDS = [[POLICY_GROUP, 'HTTPRoute'], [GATEWAY_GROUP, 'HTTPRoute'], [GATEWAY_GROUP, 'GRPCRoute'], [GATEWAY_GROUP, 'TLSRoute'], [GATEWAY_GROUP, 'TCPRoute']] as const;

/**
 * Every parent for which a route is Linkerd's. A route of a Service is, where the Service or the route is in a namespace with Linkerd's proxies:
 * it is at their callers that it acts.
 */
export const routeParents = view((set): readonly RouteParent[] => ROUTE_KINDS.flatMap(([group, kind]) => set.all(group, kind)).flatMap(route => parentsOf(route, set)));

const byParent = view(set => grouped(routeParents(set), parent => `${parent.kind}/${parent.namespace}/${parent.name}`));
const byRoute = view(set => grouped(routeParents(set), ({ route }) => route));

export function parentsIn(set: ManifestSet, kind: RouteParent['kind'], namespace: string, name: string): readonly RouteParent[] {
  return byParent(set).get(`${kind}/${namespace}/${name}`) ?? [];
}

/** Routes with at least one parent that makes them Linkerd's, with those parents. */
export function linkerdRoutes(set: ManifestSet): ReadonlyMap<ManifestObject, readonly RouteParent[]> {
  return byRoute(set);
}

function parentsOf(route: ManifestObject, set: ManifestSet): RouteParent[] {
  return records(route.spec['parentRefs']).flatMap(([ref, index]): RouteParent[] => {
    const kind = isServerParent(ref, route.group) ? 'Server' : isEgressParent(ref, route.group) ? 'EgressNetwork' : isServiceParent(ref, route.group) ? 'Service' : undefined;
    const name = text(ref['name']);
    if (kind === undefined || name === undefined || route.namespace === null) return [];
    const namespace = text(ref['namespace']) ?? route.namespace;
    if (kind === 'Service' && route.group !== POLICY_GROUP && !isLinkerdNamespace(set, namespace) && !isLinkerdNamespace(set, route.namespace)) return [];
    return [{ route, kind, namespace, name, port: typeof ref['port'] === 'number' ? ref['port'] : undefined, ref, path: ['spec', 'parentRefs', index] }];
  });
}

export function grouped<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
