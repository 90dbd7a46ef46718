import type { ForeignManifest } from '../../model/data-plane';
import type { ServiceModel } from '../../model/model';
import { host } from '../../model/model';
import type { Resource } from '../../model/resource';
import { apiGroup, field, list, namespaceOf } from '../shared/foreign-json';

/**
 * Why a VirtualService or DestinationRule of somebody else cannot stand beside what is rendered for the service. Of two VirtualServices for a host
 * the older one counts whole, of two DestinationRules too, as far as subsets are not concerned; at a waypoint a VirtualService beside HTTPRoutes
 * never acts. Objects for wildcard hosts come second to ours, which name the host, unless another namespace has them.
 */
export function istioOverruled(service: ServiceModel, object: ForeignManifest, rendered: () => readonly Resource[]): string | undefined {
  if (apiGroup(object.apiVersion) !== 'networking.istio.io') return undefined;
  if (object.kind === 'VirtualService') return virtualServiceProblem(service, object, rendered);
  return object.kind === 'DestinationRule' ? destinationRuleProblem(service, object, rendered) : undefined;
}

function virtualServiceProblem(service: ServiceModel, { metadata, spec }: ForeignManifest, rendered: () => readonly Resource[]): string | undefined {
  const gateways = list(field(spec, 'gateways'));
  const named = list(field(spec, 'hosts')).some(text => fullName(text, namespaceOf(metadata), service) === host(service));
  if (!named || (gateways.length > 0 && !gateways.includes('mesh'))) return undefined;
  const route = rendered().find(r => r.kind === 'VirtualService' || r.kind === 'HTTPRoute');
  if (!route) return undefined;
  return `VirtualService "${metadata.name}" is for the host of Service "${service.name}", which has a ${route.kind} of its own, and Istio does not put the two together; `
    + 'remove it, and say the same with the intents of the service';
}

function destinationRuleProblem(service: ServiceModel, { metadata, spec }: ForeignManifest, rendered: () => readonly Resource[]): string | undefined {
  const namespace = namespaceOf(metadata);
  const theirs = fullName(field(spec, 'host'), namespace, service);
  if (theirs === undefined) return undefined;
  const beside = namespace === service.namespace.name;
  if (!beside && !forOwnNamespace(namespace, list(field(spec, 'exportTo')), service.namespace.cluster.rootNamespace)) return undefined;
  const rule = rendered().find(r => r.kind === 'DestinationRule' && covers(theirs, field(r.body.spec, 'host') as string, !beside));
  if (!rule) return undefined;
  const target = `is for the host of Service "${rule.metadata.name}"`;
  const what = beside ? `"${metadata.name}" ${target}, which has one of its own, and Istio takes the traffic policy of one of them only`
    : `"${metadata.name}" in namespace "${namespace}" ${target}, and callers in that namespace would go by it alone, not by the one of the service`;
  return `DestinationRule ${what}; remove it, and say the same with the intents of the service`;
}

/** Callers look in their own namespace first; those in the root namespace only for rules that nobody else sees. */
function forOwnNamespace(namespace: string, exportTo: readonly unknown[], rootNamespace: string): boolean {
  const own = (to: unknown) => to === '.' || to === namespace;
  if (namespace === rootNamespace) return exportTo.length > 0 && exportTo.every(own);
  return exportTo.length === 0 || exportTo.some(to => own(to) || to === '*');
}

function covers(theirs: string, ours: string, wildcards: boolean): boolean {
  return theirs === ours || (wildcards && theirs.startsWith('*') && ours.endsWith(theirs.slice(1)));
}

/** Short names stand for Services of the object's own namespace; with a dot, they are taken literally. */
export function fullName(text: unknown, namespace: string, service: ServiceModel): string | undefined {
  if (typeof text !== 'string') return undefined;
  return (/^[^.*]+$/.test(text) ? `${text}.${namespace}.svc.${service.namespace.cluster.clusterDomain}` : text).toLowerCase();
}
