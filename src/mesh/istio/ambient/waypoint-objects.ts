import type { GatewaySpec } from '../../../../imports/gateway-networking-k8s-io';
import { toJson_GatewaySpec } from '../../../../imports/gateway-networking-k8s-io';
import { MAX_LABEL, objectName } from '../../../model/names';
import type { Resource } from '../../../model/resource';
import { resource } from '../../../model/resource';
import { plainJson } from '../../shared/plain-json';
import type { WaypointShape } from './waypoint-model';

/** Name of the container that Istio puts the waypoint's proxy in. */
const PROXY_CONTAINER = 'istio-proxy';

/** The Gateway that Istio makes a waypoint of and, if anything about it is not left to Istio, the ConfigMap that says so. */
export function waypointObjects(name: string, namespace: string, shape: WaypointShape): Resource[] {
  const options = waypointOptions(shape);
  const optionsName = objectName([name, 'options'], MAX_LABEL);
  const spec: GatewaySpec = {
    gatewayClassName: shape.gatewayClassName,
    ...(options && { infrastructure: { parametersRef: { group: '', kind: 'ConfigMap', name: optionsName } } }),
    listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }],
  };
  return [
    // The default of the class is not relied on: a class of somebody else's may have another one.
    resource('gateway.networking.k8s.io/v1', 'Gateway', { name, namespace, labels: { 'istio.io/waypoint-for': 'service' } }, plainJson({
      spec: toJson_GatewaySpec(spec),
    })),
    ...(options ? [resource('v1', 'ConfigMap', { name: optionsName, namespace }, { data: options })] : []),
  ];
}

/**
 * Patches for the objects that Istio makes for a Gateway, one under each key. Replicas are always set by a HorizontalPodAutoscaler, even if
 * there is nothing to scale: Istio never deletes one that it made, so a fixed number beside it would be fought over.
 */
function waypointOptions({ replicas, minAvailable, requests, limits }: WaypointShape): Record<string, string> | undefined {
  const patches = {
    ...((requests || limits) && {
      deployment: { spec: { template: { spec: { containers: [{ name: PROXY_CONTAINER, resources: { requests, limits } }] } } } },
    }),
    ...(replicas && { horizontalPodAutoscaler: { spec: { minReplicas: replicas.min, maxReplicas: replicas.max } } }),
    ...(minAvailable !== undefined && { podDisruptionBudget: { spec: { minAvailable } } }),
  };
  const entries = Object.entries(patches).map(([kind, patch]) => [kind, `${JSON.stringify(patch, undefined, 2)}\n`]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
