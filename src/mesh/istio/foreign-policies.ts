import type { ForeignManifest } from '../../model/data-plane';
import type { WorkloadModel } from '../../model/model';
import { deniesByDefault } from '../../model/port-rules';
import { apiGroup, field } from '../shared/foreign-json';

/**
 * Why an ALLOW policy of somebody else lets callers in that no list names: ALLOW policies of a workload add up. What denies more is no concern, and
 * neither is one that stands at a waypoint or gateway.
 */
export function foreignAllow(workload: WorkloadModel, { apiVersion, kind, metadata, spec }: ForeignManifest): string | undefined {
  if (kind !== 'AuthorizationPolicy' || apiGroup(apiVersion) !== 'security.istio.io' || !workload.enrolled) return undefined;
  if (workload.allowLists.length === 0 && !deniesByDefault(workload)) return undefined;
  const { namespace, policyLabels } = workload;
  if (metadata.namespace !== namespace.name && metadata.namespace !== namespace.cluster.rootNamespace) return undefined;
  const rules = field(spec, 'rules');
  const allows = ['ALLOW', undefined].includes(field(spec, 'action') as string | undefined) && Array.isArray(rules) && rules.length > 0;
  if (!allows || field(spec, 'targetRef') !== undefined || field(spec, 'targetRefs') !== undefined) return undefined;
  const labels = Object.entries((field(field(spec, 'selector'), 'matchLabels') ?? {}) as Record<string, unknown>);
  if (!labels.every(([key, value]) => policyLabels[key] === undefined || policyLabels[key] === value)) return undefined;
  return `AuthorizationPolicy "${metadata.name}" lets others in to the pods of "${workload.name}" beside the callers of their lists, since ALLOW policies add up; `
    + 'remove it, and say with ServiceAllowList whom it lets in';
}
