import type { Problem } from '../../../model/data-plane';
import type { WorkloadModel } from '../../../model/model';
import type { StringMap } from '../../../model/resource';
import { ALL_PORTS, bypassProblems } from '../../shared/bypassed-ports';

const BYPASS = 'ambient.istio.io/bypass-inbound-capture';

/** An annotation of pods that lets what comes in past the proxy of the node. */
export function templateProblems(workload: WorkloadModel, pods: StringMap): Problem[] {
  return pods[BYPASS] === 'true' ? bypassProblems(workload, pods, BYPASS, ALL_PORTS) : [];
}
