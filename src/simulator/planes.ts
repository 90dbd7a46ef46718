import type { DataPlanes } from './data-planes';
import { sidecarClient } from './istio/sidecar-outbound';
import { istioTransport } from './istio/transport';
import { plainClient, plainServer } from './plain';

/** Every data plane, by its parts. */
export const PLANES: DataPlanes = {
  client: { 'none': plainClient, 'gateway-api': plainClient, 'istio-sidecar': sidecarClient, 'istio-ambient': plainClient, 'linkerd': plainClient },
  server: { 'none': plainServer, 'gateway-api': plainServer, 'istio-sidecar': plainServer, 'istio-ambient': plainServer, 'linkerd': plainServer },
  transport: istioTransport,
  waypoint: () => undefined,
  gateway: (_set, call) => ({
    outcome: { kind: 'unroutable', proxy: 'none', route: null, status: null, reason: `No Gateway serves ${call.host}` },
    sender: { proxy: 'none', peer: undefined, namespace: undefined },
  }),
  network: () => undefined,
};
