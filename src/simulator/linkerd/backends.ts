import type { Route, RouteRule } from '../../manifest/gateway-api/routes';
import { POLICY_GROUP, refersTo } from '../../manifest/linkerd/references';
import type { Json } from '../../manifest/manifest-object';
import { records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { findService } from '../../manifest/services';
import type { Target } from '../outcome';
import { serviceName, serviceTarget } from '../target';
import type { OutboundParent } from './outbound-routes';
import { isBackendFilter } from './route-use';

export interface Backend {
  readonly target: Target;
  readonly filters: readonly Record<string, Json>[];
}

/** What a rule's backends come to: targets, or why the proxy does not get that far. */
export type Backends = { readonly backends: readonly Backend[] } | { readonly panic: string } | { readonly unknown: string };

/**
 * Where a rule sends. Without backends that is the parent itself (`own`). One that cannot be used answers 500 for its share; one without pods is left out and
 * the others take its share.
 */
export function backendsOf(set: ManifestSet, route: Route, rule: RouteRule, parent: OutboundParent, own: (share: number) => Target, http: boolean): Backends {
  const refs = records(rule.spec['backendRefs']).map(([ref]) => ({ ref, weight: typeof ref['weight'] === 'number' ? ref['weight'] : 1 }));
  if (refs.length === 0) return { backends: [{ target: available(own(100), http), filters: [] }] };
  const total = refs.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return refs.length === 1 ? { unknown: 'A single backend has weight 0: proxies of some versions send it everything, others nothing' } : { panic: 'All backends have weight 0, which the proxy cannot choose from' };
  const backends = refs.filter(({ weight }) => weight > 0).map(({ ref, weight }): Backend => ({
    target: available(targetOf(set, route, ref, 100 * weight / total, parent, own, http), http), filters: records(ref['filters']).map(([filter]) => filter),
  }));
  return { backends: withoutEmpty(backends) };
}

/** A target without pods cannot be called: the proxy waits and gives up. */
export function available(target: Target, http: boolean): Target {
  const { service, endpoints, unusable } = target;
  if (unusable || !service || endpoints.some(({ port }) => port !== undefined)) return target;
  const mayHavePods = endpoints.length === 0 && (service.madeBy !== undefined || Object.keys(service.selector).length === 0);
  return mayHavePods ? target : { ...target, unusable: { status: http ? 504 : null, reason: `No pods of the manifests stand behind ${target.name}` } };
}

/** Traffic goes to backends that are there; a missing Service answers, which is being there too. */
function withoutEmpty(backends: readonly Backend[]): readonly Backend[] {
  const there = backends.filter(({ target }) => !target.unusable || target.unusable.status === 500 || target.service === undefined);
  const total = there.reduce((sum, { target }) => sum + target.share, 0);
  return there.length === 0 ? backends : there.map(({ target, filters }) => ({ target: { ...target, share: 100 * target.share / total }, filters }));
}

function targetOf(set: ManifestSet, route: Route, ref: Record<string, Json>, share: number, parent: OutboundParent, own: (share: number) => Target, http: boolean): Target {
  const kind = { group: text(ref['group']) ?? '', kind: text(ref['kind']) ?? 'Service' };
  // Where it names none, the proxy is told the parent's namespace, not the route's.
  const [name, namespace, port] = [text(ref['name']) ?? '', text(ref['namespace']) || parent.namespace, ref['port'] as unknown];
  const broken = (reason: string): Target => ({
    service: undefined, name: `${name}.${namespace}`, port: typeof port === 'number' ? port : 0, version: undefined, share, endpoints: [], connection: 'auto',
    unusable: { status: http ? 500 : null, reason },
  });
  const strange = records(ref['filters']).map(([{ type }]) => type as unknown).find(type => !isBackendFilter(route, type));
  if (strange !== undefined) return broken(`Backend ${name} has a filter of type ${String(strange)}, which Linkerd does not carry out`);
  if (refersTo(kind, POLICY_GROUP, 'EgressNetwork')) {
    return parent.kind === 'EgressNetwork' && parent.name === name && parent.namespace === namespace ? own(share) : broken(`EgressNetwork ${namespace}/${name} is not the parent of the route`);
  }
  if (!refersTo(kind, '', 'Service')) return broken(`${kind.kind} ${name} is no Service`);
  const service = findService(set, namespace, name);
  if (!service) return broken(`There is no Service ${namespace}/${name}`);
  const servicePort = service.ports.find(candidate => candidate.port === port);
  return servicePort ? serviceTarget(service, servicePort, share, 'auto') : broken(`Service ${serviceName(service)} has no port ${typeof port === 'number' ? port : '(none is named)'}`);
}
