import type { DataPlanes } from './data-planes';
import { ambientTransport } from './istio/ambient-transport';
import { sidecarServer } from './istio/sidecar-inbound';
import { sidecarClient } from './istio/sidecar-outbound';
import { istioTransport } from './istio/transport';
import { waypointSide } from './istio/waypoint';
import { ztunnelClient, ztunnelServer } from './istio/ztunnel';
import { plainClient, plainServer } from './plain';

/** Every data plane, by its parts. */
export const PLANES: DataPlanes = {
  client: { 'none': plainClient, 'gateway-api': plainClient, 'istio-sidecar': sidecarClient, 'istio-ambient': ztunnelClient, 'linkerd': plainClient },
  server: { 'none': plainServer, 'gateway-api': plainServer, 'istio-sidecar': sidecarServer, 'istio-ambient': ztunnelServer, 'linkerd': plainServer },
  transport: (set, hop, target, endpoint) => (hop.proxy === 'istio-ztunnel' || hop.proxy === 'istio-waypoint' ? ambientTransport : istioTransport)(set, hop, target, endpoint),
  waypoint: waypointSide,
  gateway: (_set, call) => ({
    outcome: { kind: 'unroutable', proxy: 'none', route: null, status: null, reason: `No Gateway serves ${call.host}` },
    sender: { proxy: 'none', peer: undefined, namespace: undefined },
  }),
  network: () => undefined,
};
