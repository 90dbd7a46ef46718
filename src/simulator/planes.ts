import type { DataPlanes } from './data-planes';
import { gatewayApiClient } from './gateway-api/client';
import { sidecarClient } from './istio/sidecar-outbound';
import { istioTransport } from './istio/transport';
import { linkerdClient } from './linkerd/client';
import { linkerdServer } from './linkerd/server';
import { linkerdTransport } from './linkerd/transport';
import { egressAdmission, networkAdmission } from './network-policy';
import { plainClient, plainServer } from './plain';

/** Every data plane, by its parts. */
export const PLANES: DataPlanes = {
  client: { 'none': plainClient, 'gateway-api': gatewayApiClient, 'istio-sidecar': sidecarClient, 'istio-ambient': plainClient, 'linkerd': linkerdClient },
  server: { 'none': plainServer, 'gateway-api': plainServer, 'istio-sidecar': plainServer, 'istio-ambient': plainServer, 'linkerd': linkerdServer },
  transport: (set, sender, target, endpoint) => (sender.proxy === 'linkerd' ? linkerdTransport : istioTransport)(set, sender, target, endpoint),
  waypoint: () => undefined,
  gateway: (_set, call) => ({
    outcome: { kind: 'unroutable', proxy: 'none', route: null, status: null, reason: `No Gateway serves ${call.host}` },
    sender: { proxy: 'none', peer: undefined, namespace: undefined },
  }),
  network: networkAdmission,
  egress: egressAdmission,
};
