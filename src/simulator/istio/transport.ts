import { enrolment } from '../../manifest/enrolment';
import { namespaceMtls, workloadMtls } from '../../manifest/istio/peer-authentication';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Transport } from '../data-planes';
import type { Endpoint } from '../outcome';

/**
 * How Istio's proxies connect to an endpoint where nothing else is said: with mutual TLS, if the endpoint's proxy can and its mode is not
 * DISABLE. Where the Service's namespace, or the mesh, says DISABLE, they never do, whatever a workload says (and then refuses).
 */
export const istioTransport: Transport = (set, { proxy, peer }, target, endpoint) => {
  const { connection } = target;
  if (connection !== 'auto') return connection;
  if (peer?.mesh !== 'istio') return 'plaintext';
  const { dataPlane } = enrolment(set, endpoint.workload);
  // Over a tunnel, which has no modes.
  if (dataPlane === 'istio-ambient' || proxy === 'istio-ztunnel') return dataPlane.startsWith('istio') ? 'mtls' : 'plaintext';
  const namespace = target.service?.namespace ?? endpoint.workload.namespace;
  if (namespaceMtls(set, namespace).mode === 'DISABLE') return 'plaintext';
  if (target.service?.headless) return target.endpoints.every(each => hasSidecar(set, each)) ? 'mtls' : 'plaintext';
  return hasSidecar(set, endpoint) && workloadMtls(set, endpoint.workload, endpoint.port).mode !== 'DISABLE' ? 'mtls' : 'plaintext';
};

function hasSidecar(set: ManifestSet, { workload }: Endpoint): boolean {
  return enrolment(set, workload).dataPlane === 'istio-sidecar' && workload.labels['security.istio.io/tlsMode'] !== 'disabled';
}
