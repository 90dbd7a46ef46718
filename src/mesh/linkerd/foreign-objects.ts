import { host, type ServiceModel } from '../../model/model';
import { ownEjection } from './failure-accrual';
import { linkerdRouteSets, routeKind } from './routes';

/** An object that somebody else makes, as it would be applied. */
export interface ForeignObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}

/** Why an object of somebody else puts out of force what the service asks of Linkerd, or undefined. */
export function foreignObjectProblem(service: ServiceModel, object: ForeignObject): string | undefined {
  return serviceProfileProblem(service, object) ?? otherRouteProblem(service, object);
}

/** A profile with routes or overrides replaces everything else for the clients that read it: those of its namespace, or all. */
function serviceProfileProblem(service: ServiceModel, { apiVersion, kind, metadata, spec }: ForeignObject): string | undefined {
  if (kind !== 'ServiceProfile' || group(apiVersion) !== 'linkerd.io' || metadata.name !== host(service)) return undefined;
  if (linkerdRouteSets(service).length === 0 && !ownEjection(service)) return undefined;
  const filled = ['routes', 'dstOverrides'].filter(key => list(field(spec, key)).length > 0);
  if (filled.length === 0) return undefined;
  return `ServiceProfile "${metadata.name}"${metadata.namespace === undefined ? '' : ` in namespace "${metadata.namespace}"`} has ${filled.join(' and ')}, `
    + `and Linkerd's proxies then leave the splits, timeouts, retries and ejection of Service "${service.name}" aside; remove it, or take its ${filled.join(' and ')} out`;
}

/** Of HTTPRoutes and GRPCRoutes for one Service port only the GRPCRoutes are in force. */
function otherRouteProblem(service: ServiceModel, { apiVersion, kind, metadata, spec }: ForeignObject): string | undefined {
  const ownGroup = group(apiVersion) === 'gateway.networking.k8s.io';
  if (!(kind === 'HTTPRoute' && (ownGroup || group(apiVersion) === 'policy.linkerd.io')) && !(kind === 'GRPCRoute' && ownGroup)) return undefined;
  const parents = list(field(spec, 'parentRefs')).filter(ref => refersTo(ref, service, metadata.namespace));
  const hit = linkerdRouteSets(service).find(set => routeKind(set) !== kind && parents.some(ref => (field(ref, 'port') ?? set.port.port) === set.port.port));
  if (!hit) return undefined;
  return `${kind} "${metadata.name}" is for port ${hit.port.port} of Service "${service.name}", which has ${routeKind(hit)}s; Linkerd lets only one of the two kinds act on a port: `
    + 'remove it, and say the same with the intents of the service';
}

function refersTo(ref: unknown, service: ServiceModel, namespace: string | undefined): boolean {
  return ['', 'core'].includes(String(field(ref, 'group')).toLowerCase()) && String(field(ref, 'kind')).toLowerCase() === 'service'
    && field(ref, 'name') === service.name && (field(ref, 'namespace') ?? namespace) === service.namespace.name;
}

const group = (apiVersion: string) => apiVersion.split('/')[0];
const field = (value: unknown, key: string): unknown => (
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
