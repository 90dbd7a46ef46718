import type { ForeignManifest } from '../../model/data-plane';
import type { ServiceModel } from '../../model/model';
import type { RouteSet } from '../../model/routes';
import { apiGroup, field, list } from './foreign-json';

/** Kinds of routes that requests can be subject to. */
export type RouteKind = 'HTTPRoute' | 'GRPCRoute';

/** Of HTTPRoutes and GRPCRoutes for one Service port, data planes let only one kind act, or differ in which goes first. */
export function otherKindOfRoute(
  service: ServiceModel, { apiVersion, kind, metadata, spec }: ForeignManifest, sets: readonly RouteSet[], kindOf: (set: RouteSet) => RouteKind,
): string | undefined {
  const group = apiGroup(apiVersion);
  const isRoute = ['HTTPRoute', 'GRPCRoute'].includes(kind) && (group === 'gateway.networking.k8s.io' || (group === 'policy.linkerd.io' && kind === 'HTTPRoute'));
  if (!isRoute) return undefined;
  const parents = list(field(spec, 'parentRefs')).filter(ref => refersTo(ref, service, metadata.namespace));
  const hit = sets.find(set => kindOf(set) !== kind && parents.some(ref => [undefined, set.port.port].includes(field(ref, 'port') as number | undefined)));
  if (!hit) return undefined;
  return `${kind} "${metadata.name}" is for port ${hit.port.port} of Service "${service.name}", which has ${kindOf(hit)}s; only one of the two kinds acts on a port: `
    + 'remove it, and say the same with the intents of the service';
}

function refersTo(ref: unknown, service: ServiceModel, namespace: string | undefined): boolean {
  return ['', 'core'].includes(String(field(ref, 'group')).toLowerCase()) && String(field(ref, 'kind')).toLowerCase() === 'service'
    && field(ref, 'name') === service.name && (field(ref, 'namespace') ?? namespace) === service.namespace.name;
}
