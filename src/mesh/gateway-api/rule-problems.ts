import type { Problem } from '../../model/data-plane';
import type { WorkloadModel } from '../../model/model';
import { portRules } from '../../model/port-rules';
import type { AccountModel } from '../../model/security';
import { ON_REQUESTS } from './support';

const A_MESH = 'put the namespace on Istio or Linkerd';

/** What a NetworkPolicy, which knows addresses and ports only, cannot say. */
export function gatewayRuleProblems(workload: WorkloadModel): Problem[] {
  return [...identityProblems(workload), ...requestProblems(workload)];
}

function identityProblems(workload: WorkloadModel): Problem[] {
  const lists = workload.allowLists.filter(list => list.entries.some(entry => entry.callers.some(c => c.kind === 'any-identity')));
  return lists.map(({ path }) => ({
    id: 'no-identity', paths: [path],
    message: 'lets in whoever has an identity in the mesh (Caller.anyMeshIdentity), and on the plain Gateway API nobody has one; '
      + `use Caller.anyone(), or name the callers with Caller.service, Caller.namespace or Caller.ipRange, or ${A_MESH}`,
  }));
}

/** Entries of lists are refused before they get here, but a call can be declared at any time. */
function requestProblems(workload: WorkloadModel): Problem[] {
  return portRules(workload).flatMap(({ port, rules, paths }): Problem[] => {
    const onRequests = rules.filter(rule => rule.requests.length > 0);
    if (onRequests.length === 0) return [];
    const accounts = onRequests.flatMap(rule => rule.callers.flatMap(c => (c.kind === 'account' ? [where(c.account)] : [])));
    return [{
      id: 'unsupported-feature', paths,
      message: `container port ${port} of "${workload.name}": calls of ${[...new Set(accounts)].sort().join(', ')} are declared `
        + `for some methods, paths or gRPC methods only, and gateway-api does not support allow-request: ${ON_REQUESTS}; declare the calls without them, or ${A_MESH}`,
    }];
  });
}

/** Pods are let in by their labels, which have to be known; a later declaration may tell them. */
export function unknownCallers(workload: WorkloadModel): Problem[] {
  return portRules(workload).flatMap(({ port, rules, paths }) => rules.flatMap(rule => rule.callers.flatMap((caller): Problem[] => {
    if (caller.kind !== 'account' || caller.account.workloads.length > 0) return [];
    return [{
      id: 'unknown-identity', paths,
      message: `container port ${port} of "${workload.name}": lets ServiceAccount ${where(caller.account)} in, `
        + 'and on the plain Gateway API pods are let in by their labels: the App knows no pods under that account; '
        + 'declare them with MeshService or Workload.of, or let them in by Caller.namespace or Caller.ipRange',
    }];
  })));
}

function where({ namespace, name }: AccountModel): string {
  return `${namespace}/${name}`;
}
