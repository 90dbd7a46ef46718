import { findListeners, listenerSetsOf } from '../manifest/gateway-api/gateways';
import type { GatewaySide } from './data-planes';
import { gatewayApiOutcome } from './gateway-api/gateway';
import { istioGatewaySide } from './istio/gateway';
import { gatewayPlace } from './istio/gateway-place';

/** The Gateway that a request goes through: Istio's, by either of its APIs, or one of the Gateway API with another controller. */
export const gatewaySide: GatewaySide = (set, call, trace) => {
  const { namespace, name } = call.through!;
  const place = gatewayPlace(set, { namespace, name });
  if (place) return istioGatewaySide(set, call, place, trace);
  const gateway = findListeners(set, 'Gateway', namespace, name);
  const sender = { proxy: gateway ? 'gateway-api' : 'istio-gateway', peer: undefined, namespace } as const;
  if (gateway) return { outcome: gatewayApiOutcome(set, call, gateway, listenerSetsOf(set, gateway), trace), sender };
  return { outcome: { kind: 'unroutable', proxy: 'istio-gateway', route: null, status: null, reason: `No pods of the manifests have the labels that Gateway ${namespace}/${name} selects` }, sender };
};
