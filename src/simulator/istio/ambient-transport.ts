import { enrolment } from '../../manifest/enrolment';
import type { Transport } from '../data-planes';

/**
 * How connections of ztunnel and of waypoints arrive: in a tunnel of the mesh, with their identity, wherever the pods have a proxy of Istio's; else
 * as they are. A waypoint's own TLS goes on as it is, but for that of the mesh, which it has no need of.
 */
export const ambientTransport: Transport = (set, { proxy, peer }, { connection }, { workload }) => {
  if (proxy === 'istio-waypoint' && connection === 'tls') return 'tls';
  const { dataPlane } = enrolment(set, workload);
  return peer && (dataPlane === 'istio-ambient' || dataPlane === 'istio-sidecar') ? 'mtls' : 'plaintext';
};
