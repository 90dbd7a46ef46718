/**
 * The versions that the data planes write, per kind: the only ones that imports/*.ts has types for. A string holds for
 * every data plane; `byDataPlane` names the planes that read another version than the rest. The first version gives the
 * classes and interfaces without a suffix (`TlsRouteSpec`), the others carry theirs (`TlsRouteV1Alpha2Spec`).
 *
 * Rules of choice: the newest stable version that all supported releases of the mesh read, never a deprecated one while
 * another is read. The Gateway API comes from its experimental channel, whose fields are a superset of the standard one's.
 */
export const emittedVersions = {
  'extensions.istio.io': {
    TrafficExtension: 'v1alpha1',
    WasmPlugin: 'v1alpha1',
  },
  'networking.istio.io': {
    DestinationRule: 'v1',
    EnvoyFilter: 'v1alpha3',
    Gateway: 'v1',
    ProxyConfig: 'v1beta1',
    ServiceEntry: 'v1',
    Sidecar: 'v1',
    VirtualService: 'v1',
    WorkloadEntry: 'v1',
    WorkloadGroup: 'v1',
  },
  'security.istio.io': {
    AuthorizationPolicy: 'v1',
    PeerAuthentication: 'v1',
    RequestAuthentication: 'v1',
  },
  'telemetry.istio.io': {
    Telemetry: 'v1',
  },
  'gateway.networking.k8s.io': {
    BackendTLSPolicy: 'v1',
    Gateway: 'v1',
    GatewayClass: 'v1',
    GRPCRoute: 'v1',
    HTTPRoute: 'v1',
    ListenerSet: 'v1',
    // v1 is younger than some supported releases of the Gateway API; v1beta1 is in all and the version that is stored.
    ReferenceGrant: 'v1beta1',
    TCPRoute: 'v1alpha2',
    // Linkerd watches v1alpha2 only, although the Gateway API deprecates it.
    TLSRoute: { default: 'v1', byDataPlane: { linkerd: 'v1alpha2' } },
    UDPRoute: 'v1alpha2',
  },
  'gateway.networking.x-k8s.io': {
    XBackendTrafficPolicy: 'v1alpha1',
    XMesh: 'v1alpha1',
  },
  'linkerd.io': {
    ServiceProfile: 'v1alpha2',
  },
  'multicluster.linkerd.io': {
    Link: 'v1alpha3',
  },
  'policy.linkerd.io': {
    AuthorizationPolicy: 'v1alpha1',
    EgressNetwork: 'v1alpha1',
    HTTPLocalRateLimitPolicy: 'v1alpha1',
    HTTPRoute: 'v1beta3',
    MeshTLSAuthentication: 'v1alpha1',
    NetworkAuthentication: 'v1alpha1',
    Server: 'v1beta3',
    ServerAuthorization: 'v1beta1',
  },
  'workload.linkerd.io': {
    ExternalWorkload: 'v1beta1',
  },
};

/** The bundles that only imports/schemas holds: their kinds get their types from another bundle. */
export const schemaOnlyBundles = ['gateway-api-1.5.1-standard'];

/** The versions of a kind that some data plane writes, the default first; undefined for a kind that the table lacks. */
export function versionsOf(group, kind) {
  const entry = emittedVersions[group]?.[kind];
  if (entry === undefined || typeof entry === 'string') return entry && [entry];
  return [...new Set([entry.default, ...Object.values(entry.byDataPlane)])];
}
