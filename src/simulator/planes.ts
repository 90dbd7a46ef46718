import type { DataPlanes, Transport } from './data-planes';
import { gatewayApiClient } from './gateway-api/client';
import { gatewaySide } from './gateway-side';
import { ambientTransport } from './istio/ambient-transport';
import { sidecarServer } from './istio/sidecar-inbound';
import { sidecarClient } from './istio/sidecar-outbound';
import { gatewayPodsSide } from './istio/gateway-pods';
import { istioTransport } from './istio/transport';
import { waypointSide } from './istio/waypoint';
import { ztunnelClient, ztunnelServer } from './istio/ztunnel';
import { linkerdClient } from './linkerd/client';
import { linkerdServer } from './linkerd/server';
import { linkerdTransport } from './linkerd/transport';
import { skipsOutbound } from './linkerd/port-lists';
import { egressAdmission, networkAdmission } from './network-policy';
import { plainClient, plainServer } from './plain';

/** A gateway of another controller sends plaintext, or TLS of its own; the proxy beside it, or on its node, makes mutual TLS of that. */
function besideGateway(...[set, sender, target, endpoint]: Parameters<Transport>): ReturnType<Transport> {
  const { peer, pods } = sender;
  if (peer?.mesh === 'istio') return ambientTransport(set, sender, target, endpoint);
  if (!peer || !pods || endpoint.port === undefined || skipsOutbound(set, { workload: pods, namespace: pods.namespace }, endpoint.port)) return istioTransport(set, sender, target, endpoint);
  return linkerdTransport(set, sender, { ...target, connection: 'auto' }, endpoint);
}

/** How connections of proxies arrive, where they are not Istio's Envoys. */
const TRANSPORTS: Readonly<Partial<Record<string, Transport>>> = { 'linkerd': linkerdTransport, 'istio-ztunnel': ambientTransport, 'istio-waypoint': ambientTransport, 'gateway-api': besideGateway };

/** Every data plane, by its parts. */
export const PLANES: DataPlanes = {
  client: { 'none': plainClient, 'gateway-api': gatewayApiClient, 'istio-sidecar': sidecarClient, 'istio-ambient': ztunnelClient, 'linkerd': linkerdClient },
  server: { 'none': plainServer, 'gateway-api': plainServer, 'istio-sidecar': sidecarServer, 'istio-ambient': ztunnelServer, 'linkerd': linkerdServer },
  transport: (set, sender, target, endpoint) => (TRANSPORTS[sender.proxy] ?? istioTransport)(set, sender, target, endpoint),
  waypoint: waypointSide,
  gateway: gatewaySide,
  gatewayPods: gatewayPodsSide,
  network: networkAdmission,
  egress: egressAdmission,
};
