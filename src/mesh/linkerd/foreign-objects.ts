import type { ForeignManifest } from '../../model/data-plane';
import { host, type ServiceModel } from '../../model/model';
import { apiGroup, field, list } from '../shared/foreign-json';
import { besideRoutes, GATEWAY_API, overrulingRoute } from '../shared/foreign-routes';
import { ownEjection } from './failure-accrual';
import { linkerdRouteSets, routeKind } from './routes';

/** Why an object of somebody else puts out of force what the service asks of Linkerd, or undefined. */
export function foreignObjectProblem(service: ServiceModel, object: ForeignManifest): string | undefined {
  return serviceProfileProblem(service, object) ?? routeProblem(service, object);
}

/** Routes of either API group are merged into one list, those of callers' namespaces too. */
function routeProblem(service: ServiceModel, object: ForeignManifest): string | undefined {
  return overrulingRoute(service, object, linkerdRouteSets(service), set => besideRoutes(object.kind, routeKind(set)), [GATEWAY_API, 'policy.linkerd.io']);
}

/** A profile with routes or overrides replaces everything else for the clients that read it: those of its namespace, or all. */
function serviceProfileProblem(service: ServiceModel, { apiVersion, kind, metadata, spec }: ForeignManifest): string | undefined {
  if (kind !== 'ServiceProfile' || apiGroup(apiVersion) !== 'linkerd.io' || metadata.name !== host(service)) return undefined;
  if (linkerdRouteSets(service).length === 0 && !ownEjection(service)) return undefined;
  const filled = ['routes', 'dstOverrides'].filter(key => list(field(spec, key)).length > 0);
  if (filled.length === 0) return undefined;
  return `ServiceProfile "${metadata.name}"${metadata.namespace === undefined ? '' : ` in namespace "${metadata.namespace}"`} has ${filled.join(' and ')}, `
    + `and Linkerd's proxies then leave the splits, timeouts, retries and ejection of Service "${service.name}" aside; remove it, or take its ${filled.join(' and ')} out`;
}
