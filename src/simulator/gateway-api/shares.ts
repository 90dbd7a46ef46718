import type { BackendRef } from '../../manifest/gateway-api/references';
import type { Referrer } from '../../manifest/gateway-api/reference-grants';
import { isReferencePermitted } from '../../manifest/gateway-api/reference-grants';
import type { RouteRule } from '../../manifest/gateway-api/routes';
import type { Json } from '../../manifest/manifest-object';
import { record, records } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { findService } from '../../manifest/services';
import type { Connection, Mirror, Target } from '../outcome';
import { serviceName, serviceTarget } from '../target';

/** A backend of a rule as a target, with its own filters. */
export interface Share {
  readonly target: Target;
  readonly filters: readonly Record<string, Json>[];
}

/**
 * Where a rule sends, each backend with its share of the weights. One that cannot be used keeps its share, and its clients get 500. `grants`: whether
 * a backend in another namespace needs a ReferenceGrant, as it does for routes of Gateways and not within a mesh. Empty: no backend has any weight.
 */
export function sharesOf(set: ManifestSet, rule: RouteRule, from: Referrer, connection: Connection, grants: boolean): readonly Share[] {
  const known = shares(set, rule);
  const key = `${connection} ${grants}`;
  let found = known.get(key);
  if (!found) known.set(key, found = findShares(set, rule, from, connection, grants));
  return found;
}

/** A rule is of one route. */
const shares = viewOf((_set, _rule: RouteRule) => new Map<string, readonly Share[]>());

function findShares(set: ManifestSet, { backends, spec }: RouteRule, from: Referrer, connection: Connection, grants: boolean): Share[] {
  const total = backends.reduce((sum, { weight }) => sum + Math.max(weight, 0), 0);
  const filters = records(spec['backendRefs']).map(([ref]) => records(ref['filters']).map(([filter]) => filter));
  return backends.flatMap((ref, index): Share[] => (ref.weight <= 0 ? [] : [{ target: targetOf(set, ref, 100 * ref.weight / total, from, connection, grants), filters: filters[index] ?? [] }]));
}

/** Where the copies of a rule's requests go. */
export function mirrorsOf(set: ManifestSet, rule: RouteRule): Mirror[] {
  const filters = rule.filters.filter(([{ type }]) => type === 'RequestMirror').map(([filter]) => record(filter['requestMirror']));
  return rule.mirrors.map((ref, index): Mirror => {
    const service = findService(set, ref.namespace, ref.name);
    return { service, name: nameOf(ref), port: ref.port ?? 0, version: service?.labels['cdk8s-mesh.dev/version'], percent: percentOf(filters[index] ?? {}) };
  });
}

function targetOf(set: ManifestSet, ref: BackendRef, share: number, from: Referrer, connection: Connection, grants: boolean): Target {
  const broken = (reason: string): Target =>
    ({ service: undefined, name: nameOf(ref), port: ref.port ?? 0, version: undefined, share, endpoints: [], connection, unusable: { status: 500, reason } });
  if ((ref.group !== '' && ref.group !== 'core') || ref.kind !== 'Service') return broken(`${ref.kind} ${ref.name} is no Service`);
  if (grants && !isReferencePermitted(set, from, ref)) return broken(`No ReferenceGrant in namespace ${ref.namespace} lets ${from.kind}s of ${from.namespace} send to Service ${ref.name}`);
  const service = findService(set, ref.namespace, ref.name);
  if (!service) return broken(`There is no Service ${ref.namespace}/${ref.name}`);
  const port = service.ports.find(candidate => candidate.port === ref.port);
  return port ? serviceTarget(service, port, share, connection) : broken(`Service ${serviceName(service)} has no port ${ref.port ?? '(none is named)'}`);
}

function nameOf({ name, namespace }: BackendRef): string {
  return `${name}.${namespace}`;
}

function percentOf({ percent, fraction }: Record<string, Json>): number {
  if (typeof percent === 'number') return percent;
  const { numerator, denominator = 100 } = record(fraction);
  return typeof numerator === 'number' && typeof denominator === 'number' && denominator > 0 ? 100 * numerator / denominator : 100;
}
