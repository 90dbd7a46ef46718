import type { ManifestSet } from '../manifest/manifest-set';
import { conclude } from './conclude';
import type { DataPlanes } from './data-planes';
import { PLANES } from './planes';
import { readCall } from './read-call';
import type { SimulatedRequest } from './request';
import type { SimulationResult } from './result';
import type { Journey } from './simulate';
import { follow } from './simulate';
import { existing, SimulationError } from './simulation-error';
import { Trace } from './trace';

/** What becomes of one request. Throws a SimulationError where the request names what the manifests do not have. */
export function simulateRequest(set: ManifestSet, request: SimulatedRequest, planes: DataPlanes = PLANES): SimulationResult {
  return conclude(journeyOf(set, request, planes), request.name);
}

/** The same, not yet put in words. A trace that nobody reads costs less. */
export function journeyOf(set: ManifestSet, request: SimulatedRequest, planes: DataPlanes = PLANES, trace = new Trace()): Journey {
  const { through } = request;
  if (through) assertGateway(set, through);
  return follow(set, planes, readCall(set, request), through !== undefined, trace);
}

const GATEWAY_GROUPS = ['networking.istio.io', 'gateway.networking.k8s.io'];

function assertGateway(set: ManifestSet, { namespace, name }: { readonly namespace: string; readonly name: string }): void {
  if (GATEWAY_GROUPS.some(group => set.find(group, 'Gateway', namespace, name))) return;
  const known = GATEWAY_GROUPS.flatMap(group => set.all(group, 'Gateway')).map(gateway => `${gateway.namespace}/${gateway.name}`);
  throw new SimulationError(`\`through\`: no Gateway is called ${namespace}/${name} (${existing(known)})`);
}
