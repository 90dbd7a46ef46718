import { enrolment } from '../manifest/enrolment';
import { GATEWAY_NAME, podsOfGateway } from '../manifest/gateway-api/gateway-pods';
import type { GatewayListeners } from '../manifest/gateway-api/gateways';
import { findListeners, listenerSetsOf } from '../manifest/gateway-api/gateways';
import { viewOf } from '../manifest/manifest-set';
import type { GatewaySide, HopSender } from './data-planes';
import { gatewayApiOutcome } from './gateway-api/gateway';
import { istioGatewaySide } from './istio/gateway';
import { gatewayPlace } from './istio/gateway-place';

/** The Gateway that a request goes through: Istio's, by either of its APIs, or one of the Gateway API with another controller. */
export const gatewaySide: GatewaySide = (set, call, trace) => {
  const { namespace, name } = call.through!;
  const place = gatewayPlace(set, { namespace, name });
  if (place) return istioGatewaySide(set, call, place, trace);
  const gateway = findListeners(set, 'Gateway', namespace, name);
  if (gateway) {
    const sender = senderOf(set, gateway);
    trace.add(`gateway ${namespace}/${name}`, sender.pods?.object, () => sender.pods ? `carries the Gateway: what goes on comes from ${sender.pods.id}${sender.peer ? `, with the identity of its account ${sender.peer.serviceAccount}` : ''}` : `from whom calls go on cannot be told unless ${sender.unsure?.unless ?? ''}`);
    return { outcome: gatewayApiOutcome(set, call, gateway, listenerSetsOf(set, gateway), trace), sender };
  }
  const sender = { proxy: 'istio-gateway', peer: undefined, namespace } as const;
  return { outcome: { kind: 'unroutable', proxy: 'istio-gateway', route: null, status: null, reason: `No pods of the manifests have the labels that Gateway ${namespace}/${name} selects` }, sender };
};

/** Whose connections leave a Gateway of another controller: its pods', with what stands beside these. */
const senderOf = viewOf((set, gateway: GatewayListeners): HopSender => {
  const { namespace, name } = gateway;
  const [pods, ...others] = podsOfGateway(set, gateway);
  const sender = { proxy: 'gateway-api', peer: undefined, namespace } as const;
  if (!pods) return { ...sender, unsure: { unless: `the pods of Gateway ${namespace}/${name} are known (no workload of namespace ${namespace} has label ${GATEWAY_NAME}: ${name})` } };
  if (others.length > 0) return { ...sender, unsure: { unless: `it is known which of ${[pods, ...others].map(({ id }) => id).join(', ')} carries Gateway ${namespace}/${name}` } };
  const account = { namespace: pods.namespace, serviceAccount: pods.serviceAccount };
  switch (enrolment(set, pods).dataPlane) {
    case 'linkerd': return { ...sender, pods, peer: { ...account, mesh: 'linkerd' } };
    case 'istio-ambient': return { ...sender, pods, peer: { ...account, mesh: 'istio' } };
    // A sidecar knows Services by their addresses, and what is sent to pods it lets through as it is.
    case 'istio-sidecar': return { ...sender, pods, unsure: { unless: `it is known whether the controller of Gateway ${namespace}/${name} sends to Services, and so in mutual TLS, or to pods` } };
    default: return { ...sender, pods };
  }
});
