import type { ManifestSet } from '../manifest/manifest-set';
import { conclude } from './conclude';
import type { DataPlanes } from './data-planes';
import { PLANES } from './planes';
import { readCall } from './read-call';
import type { SimulatedRequest } from './request';
import { assertMeant } from './request-checks';
import type { SimulationResult } from './result';
import type { Journey } from './simulate';
import { follow } from './simulate';
import { Trace } from './trace';

/** What becomes of one request. Throws a SimulationError where the request names what the manifests do not have. */
export function simulateRequest(set: ManifestSet, request: SimulatedRequest, planes: DataPlanes = PLANES): SimulationResult {
  return conclude(journeyOf(set, request, planes), request.name);
}

/** The same, not yet put in words. A trace that nobody reads costs less. */
export function journeyOf(set: ManifestSet, request: SimulatedRequest, planes: DataPlanes = PLANES, trace = new Trace()): Journey {
  const call = readCall(set, request);
  assertMeant(set, request, call);
  return follow(set, planes, call, request.through !== undefined, trace);
}
