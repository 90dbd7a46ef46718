import type { ForeignManifest } from '../../model/data-plane';
import type { WorkloadModel } from '../../model/model';
import { deniesByDefault } from '../../model/port-rules';
import { apiGroup, field, list } from '../shared/foreign-json';
import { maySelect } from '../shared/foreign-selectors';

/** Why a NetworkPolicy of somebody else lets callers in that no list names: NetworkPolicies of a pod add up. */
export function foreignNetworkPolicy(workload: WorkloadModel, { apiVersion, kind, metadata, spec }: ForeignManifest): string | undefined {
  if (kind !== 'NetworkPolicy' || apiGroup(apiVersion) !== 'networking.k8s.io' || metadata.namespace !== workload.namespace.name) return undefined;
  if (workload.allowLists.length === 0 && !deniesByDefault(workload)) return undefined;
  if (list(field(spec, 'ingress')).length === 0 || !maySelect(field(spec, 'podSelector') ?? {}, workload.policyLabels)) return undefined;
  return `NetworkPolicy "${metadata.name}" lets others in to the pods of "${workload.name}" beside the callers of their lists, since NetworkPolicies add up; `
    + 'remove it, and say with ServiceAllowList whom it lets in';
}
