import type { Plan } from '../../../../src/model/data-plane';
import type { NamespaceModel, WorkloadModel } from '../../../../src/model/model';
import type { Resource } from '../../../../src/model/resource';
import type { AllowEntryModel, CallerModel } from '../../../../src/model/security';
import type { Manifest } from '../../../support/app';
import { anAccount } from '../../../support/model';
import { mesh } from '../rendered';

/** An object as it is written. */
export function written({ apiVersion, kind, metadata, body }: Resource): Manifest {
  return { apiVersion, kind, metadata, ...body };
}

export function policies(plan: Plan, kind = 'AuthorizationPolicy'): Manifest[] {
  return plan.resources.filter(r => r.kind === kind).map(written);
}

/** The one AuthorizationPolicy of a workload. */
export function policyOf(workload: WorkloadModel): Manifest {
  const found = policies(mesh.workload(workload));
  if (found.length !== 1) throw new Error(`${found.length} policies`);
  return found[0]!;
}

export function accountCaller(namespace: NamespaceModel, name: string, of = namespace.name): CallerModel {
  return { kind: 'account', account: anAccount(namespace.cluster, of, name) };
}

/** Enters a list for ports, with one entry unless it is empty. */
export function list(workload: WorkloadModel, ports: readonly number[], callers: readonly CallerModel[], requests: AllowEntryModel['requests'] = []): void {
  const path = `shop/list-${workload.allowLists.length}`;
  workload.allowLists.push({ path, ports, declaredCalls: false, entries: callers.length > 0 ? [{ path, callers, ports, requests }] : [] });
}
