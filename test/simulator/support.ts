import type { ClusterSettings } from '../../src/manifest/settings';
import { conclude } from '../../src/simulator/conclude';
import { PLANES } from '../../src/simulator/planes';
import { readCall } from '../../src/simulator/read-call';
import type { SimulatedRequest } from '../../src/simulator/request';
import type { SimulationResult } from '../../src/simulator/result';
import { follow } from '../../src/simulator/simulate';
import { setOf } from '../manifest/istio/set-of';

/** What becomes of a request, by YAML documents. */
export function simulate(yaml: string, request: SimulatedRequest, settings: Partial<ClusterSettings> = {}): SimulationResult {
  const set = setOf(yaml, settings);
  return conclude(follow(set, PLANES, readCall(set, request), request.through !== undefined), request.name);
}
