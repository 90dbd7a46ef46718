/** Names of the data planes, as in `cdk8s-mesh.dev` reports and on the command line; `none`: plain Kubernetes. */
export type DataPlaneName = 'istio-sidecar' | 'istio-ambient' | 'linkerd' | 'gateway-api' | 'none';

/** What manifests do not say of the cluster that they are for. */
export interface ClusterSettings {
  /** Data plane of namespaces whose enrolment the manifests do not show. Default: none. */
  readonly mesh: DataPlaneName;
  /** Data planes of single namespaces that say nothing themselves. */
  readonly enrolled: Readonly<Record<string, DataPlaneName>>;
  /** Default: what mesh configuration in the manifests says, else the cluster domain. */
  readonly trustDomain: string | undefined;
  readonly clusterDomain: string;
  /** Namespace of istiod and of policies for the whole mesh. */
  readonly rootNamespace: string;
  /** "major.minor" of each. */
  readonly istioVersion: string;
  readonly gatewayApiVersion: string;
  readonly linkerdVersion: string;
  /** Channel of the Gateway API CRDs that the cluster has installed. */
  readonly gatewayApiChannel: 'standard' | 'experimental';
}

export const DEFAULT_SETTINGS: ClusterSettings = {
  mesh: 'none',
  enrolled: {},
  trustDomain: undefined,
  clusterDomain: 'cluster.local',
  rootNamespace: 'istio-system',
  istioVersion: '1.30',
  gatewayApiVersion: '1.5',
  linkerdVersion: '2.20',
  gatewayApiChannel: 'standard',
};

export const MESHES = ['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'] as const;

export const CHANNELS = ['standard', 'experimental'] as const;

const VERSION = /^v?(\d+\.\d+)(?:\.\d+)?(?:[-+].*)?$/;

/** "1.30" of "1.30", "v1.30.3"; nothing of what is no version. */
export function minorVersion(text: string): string | undefined {
  return VERSION.exec(text)?.[1];
}
