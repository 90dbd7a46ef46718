import type { ForeignManifest } from '../../model/data-plane';
import type { WorkloadModel } from '../../model/model';
import { deniesByDefault } from '../../model/port-rules';
import { apiGroup, field, list } from '../shared/foreign-json';
import { foreignMtls } from './foreign-mtls';

/** Why a policy of somebody else opens the pods, to callers that no list names or that have no identity, or undefined. */
export function foreignRules(workload: WorkloadModel, object: ForeignManifest): string | undefined {
  return foreignAllow(workload, object) ?? foreignMtls(workload, object);
}

/**
 * Why an ALLOW policy of somebody else lets callers in that no list names: ALLOW policies of a workload add up. What denies more is no concern, and
 * neither is one that stands at a waypoint or gateway.
 */
function foreignAllow(workload: WorkloadModel, object: ForeignManifest): string | undefined {
  if (!isAllow(object) || !workload.enrolled) return undefined;
  if (workload.allowLists.length === 0 && !deniesByDefault(workload)) return undefined;
  const { metadata, spec } = object;
  const { namespace, policyLabels } = workload;
  if (metadata.namespace !== namespace.name && metadata.namespace !== namespace.cluster.rootNamespace) return undefined;
  if (targetsOf(object).length > 0) return undefined;
  const labels = Object.entries((field(field(spec, 'selector'), 'matchLabels') ?? {}) as Record<string, unknown>);
  if (!labels.every(([key, value]) => policyLabels[key] === undefined || policyLabels[key] === value)) return undefined;
  return `AuthorizationPolicy "${metadata.name}" lets others in to the pods of "${workload.name}" beside the callers of their lists, since ALLOW policies add up; `
    + 'remove it, and say with ServiceAllowList whom it lets in';
}

/** Whether it is a policy that lets anybody in; without rules it lets nobody in. */
export function isAllow({ apiVersion, kind, spec }: ForeignManifest): boolean {
  return kind === 'AuthorizationPolicy' && apiGroup(apiVersion) === 'security.istio.io'
    && ['ALLOW', undefined].includes(field(spec, 'action') as string | undefined) && list(field(spec, 'rules')).length > 0;
}

/** What it is attached to instead of pods; an empty list is none. */
export function targetsOf({ spec }: ForeignManifest): unknown[] {
  return [field(spec, 'targetRef') ?? [], list(field(spec, 'targetRefs'))].flat();
}
