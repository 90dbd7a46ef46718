// The data planes under the names that the pages call them.
import { Mesh } from 'cdk8s-mesh';

/** `versions`: the mesh's own that the library knows. */
export const DATA_PLANES = [
  { name: 'istio-sidecar', title: 'Istio sidecar', versions: ['1.30', '1.31'], make: (version) => Mesh.istioSidecar({ version }) },
  { name: 'istio-ambient', title: 'Istio ambient', versions: ['1.30', '1.31'], make: (version) => Mesh.istioAmbient({ version }) },
  { name: 'linkerd', title: 'Linkerd', versions: ['2.18', '2.19', '2.20'], make: (version) => Mesh.linkerd({ version }) },
  { name: 'gateway-api', title: 'Gateway API', versions: [''], make: () => Mesh.gatewayApi() },
];

export const GATEWAY_API_VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6'];
