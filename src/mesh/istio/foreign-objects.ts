import type { ForeignManifest } from '../../model/data-plane';
import type { ServiceModel } from '../../model/model';
import { host } from '../../model/model';
import type { Resource } from '../../model/resource';
import { apiGroup, field, list } from '../shared/foreign-json';

/**
 * Why a VirtualService or DestinationRule of somebody else cannot stand beside what is rendered for the service. Of two VirtualServices for a host
 * the older one counts whole, of two DestinationRules too, as far as subsets are not concerned; at a waypoint a VirtualService beside HTTPRoutes
 * never acts.
 */
export function istioOverruled(service: ServiceModel, { apiVersion, kind, metadata, spec }: ForeignManifest, rendered: readonly Resource[]): string | undefined {
  if (apiGroup(apiVersion) !== 'networking.istio.io') return undefined;
  const names = (value: unknown) => typeof value === 'string' && namesHost(value, metadata.namespace, service);
  const ours = (...kinds: string[]) => rendered.find(r => kinds.includes(r.kind));
  if (kind === 'VirtualService') {
    const gateways = list(field(spec, 'gateways'));
    const route = ours('VirtualService', 'HTTPRoute');
    if (!route || !list(field(spec, 'hosts')).some(names) || (gateways.length > 0 && !gateways.includes('mesh'))) return undefined;
    return `VirtualService "${metadata.name}" is for the host of Service "${service.name}", which has a ${route.kind} of its own, and Istio does not put the two together; `
      + 'remove it, and say the same with the intents of the service';
  }
  const rule = ours('DestinationRule');
  if (kind !== 'DestinationRule' || !rule || !names(field(spec, 'host')) || metadata.namespace !== service.namespace.name) return undefined;
  return `DestinationRule "${metadata.name}" is for the host of Service "${service.name}", which has one of its own, and Istio takes the traffic policy of one of them only; `
    + 'remove it, and say the same with the intents of the service';
}

/** Short names stand for Services of the object's own namespace; with a dot, they are taken literally. */
function namesHost(text: string, namespace: string | undefined, service: ServiceModel): boolean {
  return text.toLowerCase() === host(service) || (text === service.name && namespace === service.namespace.name);
}
