import type { Problem } from '../../model/data-plane';
import type { WorkloadModel } from '../../model/model';
import { effectiveMtls, portRules } from '../../model/port-rules';
import { pathProblem } from './authorization';

/** Paths that Istio would refuse or take for something else. */
export function pathProblems(workload: WorkloadModel): Problem[] {
  return portRules(workload).flatMap(({ rules, paths }) => rules.flatMap(rule => rule.requests.flatMap(request => {
    const message = pathProblem(request);
    return message === undefined ? [] : [{ id: 'unsupported-feature' as const, message, paths }];
  })));
}

/** An exception has to state what holds for the other ports, which has to be known for that; MeshDefaults may say it later. */
export function exceptionProblems(workload: WorkloadModel): Problem[] {
  if (effectiveMtls(workload) !== undefined) return [];
  return workload.mtlsExceptions.map(({ path, ports }) => ({
    id: 'invalid-argument', paths: [path],
    message: `ports ${ports.join(', ')} of "${workload.name}" are to take plaintext although their namespace takes mutual TLS only, and nothing says that it does; `
      + 'give the namespace `mtls: MtlsMode.STRICT` (or make it a StrictMtlsNamespace), or the mesh with MeshDefaults',
  }));
}
