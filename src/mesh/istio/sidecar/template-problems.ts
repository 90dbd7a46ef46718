import type { Problem } from '../../../model/data-plane';
import type { WorkloadModel } from '../../../model/model';
import type { StringMap } from '../../../model/resource';
import { ALL_PORTS, bypassProblems, otherPorts, portRanges } from '../../shared/bypassed-ports';

const EXCLUDE = 'traffic.sidecar.istio.io/excludeInboundPorts';
const INCLUDE = 'traffic.sidecar.istio.io/includeInboundPorts';
const MODE = 'sidecar.istio.io/interceptionMode';
const CONFIG = 'proxy.istio.io/config';

/** Annotations of pods that keep what comes in away from the sidecar. */
export function templateProblems(workload: WorkloadModel, pods: StringMap): Problem[] {
  const excluded = pods[EXCLUDE];
  const included = pods[INCLUDE];
  const found = (key: string) => bypassProblems(workload, pods, key, ALL_PORTS);
  return [
    ...(excluded === undefined ? [] : bypassProblems(workload, pods, EXCLUDE, portRanges(excluded))),
    ...(included === undefined || included.trim() === '*' ? [] : bypassProblems(workload, pods, INCLUDE, otherPorts(taken(included)))),
    ...(pods[MODE]?.toUpperCase() === 'NONE' ? found(MODE) : []),
    ...(/interceptionMode["']?\s*:\s*["']?NONE/i.test(pods[CONFIG] ?? '') ? found(CONFIG) : []),
  ];
}

/** What cannot be read takes no port in. */
function taken(list: string) {
  const ranges = portRanges(list);
  return ranges === ALL_PORTS ? [] : ranges;
}
