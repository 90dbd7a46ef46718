import type { ForeignManifest } from '../../model/data-plane';
import type { ServiceModel } from '../../model/model';
import type { RouteSet } from '../../model/routes';
import { apiGroup, field, list, namespaceOf } from './foreign-json';

/** Kinds of routes that requests can be subject to. */
export type RouteKind = 'HTTPRoute' | 'GRPCRoute';

export const GATEWAY_API = 'gateway.networking.k8s.io';

/**
 * Why a route of somebody else cannot stand beside what is rendered for one of the route sets, or undefined.
 *
 * @param why what becomes of the two; undefined: they get along. `ofCallers`: the route stands in another namespace than the service, and is
 * for the callers there
 * @param groups API groups whose routes the data plane reads
 */
export function overrulingRoute(
  service: ServiceModel, { apiVersion, kind, metadata, spec }: ForeignManifest, sets: readonly RouteSet[],
  why: (set: RouteSet, ofCallers: boolean) => string | undefined, groups: readonly string[] = [GATEWAY_API],
): string | undefined {
  if (!['HTTPRoute', 'GRPCRoute'].includes(kind) || !groups.includes(apiGroup(apiVersion))) return undefined;
  const namespace = namespaceOf(metadata);
  const parents = list(field(spec, 'parentRefs')).filter(ref => refersTo(ref, service, namespace));
  const hit = sets.find(set => parents.some(ref => [undefined, set.port.port].includes(field(ref, 'port') as number | undefined)));
  const ofCallers = namespace !== service.namespace.name;
  const reason = hit && why(hit, ofCallers);
  if (reason === undefined) return undefined;
  return `${kind} "${metadata.name}"${ofCallers ? ` in namespace "${namespace}"` : ''} is for port ${hit!.port.port} of Service "${service.name}", ${reason}: `
    + 'remove it, and say the same with the intents of the service';
}

/** Data planes merge the routes of one kind for a Service port; of HTTPRoutes and GRPCRoutes they let only one kind act, or differ in which goes first. */
export function besideRoutes(kind: string, ours: RouteKind): string {
  return kind === ours ? `which has ${ours}s of its own; the two are merged, and of rules that match alike that of the older object acts`
    : `which has ${ours}s; only one of the two kinds acts on a port`;
}

/** Where a route in the callers' namespace replaces those of the service. */
export function callersGoByIt(ours: RouteKind): string {
  return `which has ${ours}s; callers in that namespace would go by it alone`;
}

function refersTo(ref: unknown, service: ServiceModel, namespace: string): boolean {
  return ['', 'core'].includes(String(field(ref, 'group')).toLowerCase()) && String(field(ref, 'kind')).toLowerCase() === 'service'
    && field(ref, 'name') === service.name && (field(ref, 'namespace') ?? namespace) === service.namespace.name;
}
