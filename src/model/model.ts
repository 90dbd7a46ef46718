import type { DataPlane } from './data-plane';
import type { MatchModel } from './match';
import type { Protocol } from './protocol';
import type { StringMap } from './resource';
import type { DeclaredCall } from './doors';
import type { RetryModel } from './retries';
import type { AccountModel, AllowListModel, MeshWideModel, MtlsExceptionModel, MtlsModeName } from './security';

/** What a cluster has once. */
export interface ClusterModel {
  /** Empty for the one unnamed cluster of an App that names none. */
  readonly name: string;
  readonly trustDomain: string;
  readonly clusterDomain: string;
  readonly rootNamespace: string;
  readonly gatewayApi: { readonly version: string; readonly channel: 'standard' | 'experimental' };
}

/** The cluster of an App that names none. */
export const UNNAMED_CLUSTER: ClusterModel = {
  name: '', trustDomain: 'cluster.local', clusterDomain: 'cluster.local', rootNamespace: 'istio-system',
  gatewayApi: { version: '1.5', channel: 'standard' },
};

export interface NamespaceModel {
  readonly cluster: ClusterModel;
  readonly name: string;
  readonly path: string;
  readonly dataPlane: DataPlane;
  /** Whether the App makes the Namespace object (else it lives elsewhere and is taken as enrolled). */
  created: boolean;
  /** What was said for the namespace as a whole; undefined: nothing. */
  mtls?: MtlsModeName;
  defaultDeny: boolean;
  readonly meshWide: MeshWideModel;
  /** In order of declaration; renderers sort by name. */
  readonly services: ServiceModel[];
  readonly workloads: WorkloadModel[];
}

export interface ContainerPortModel {
  readonly name?: string;
  readonly number: number;
  readonly protocol: Protocol;
}

export interface NamedPortModel {
  readonly name: string;
  readonly number: number;
}

/** How the kubelet asks whether a pod is well. */
export type ProbeModel =
  | { readonly kind: 'http'; readonly port: number; readonly path: string; readonly https: boolean }
  | { readonly kind: 'grpc'; readonly port: number; readonly service?: string }
  | { readonly kind: 'tcp'; readonly port: number };

/** Pods, their identity, ports and probes: what policies act on. */
export interface WorkloadModel {
  readonly namespace: NamespaceModel;
  readonly name: string;
  readonly path: string;
  /** Select exactly these pods, all versions of them; never rewritten by a release controller. */
  policyLabels: StringMap;
  readonly account: AccountModel;
  ports: readonly ContainerPortModel[];
  probes: readonly ProbeModel[];
  /** Whether nobody said which probes there are, so that `probes` is empty for want of knowledge. */
  readonly probesUnknown?: boolean;
  /** Container ports by name, also of those that do not say what they speak; known where the App holds the object of the pods. */
  namedPorts?: readonly NamedPortModel[];
  /** False if the pods stay out of the mesh of their namespace. */
  readonly enrolled: boolean;
  /** Whether the App holds the object with the pod template, so that labels and annotations can be put on the pods. */
  readonly podsReachable: boolean;
  /** Whether nothing may be sent to the pods but what a list lets in, whatever the namespace says. */
  readonly defaultDeny: boolean;
  /** False if somebody took the probes out of the mesh's care, so that they reach the pods as any request does. */
  probesRewritten: boolean;
  /** Services in front of these pods. */
  readonly services: ServiceModel[];
  readonly calls: CallModel[];
  readonly allowLists: AllowListModel[];
  readonly mtlsExceptions: MtlsExceptionModel[];
}

export interface ServicePortModel {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: Protocol;
}

/** An edge of the call graph. Empty lists mean "all". */
export interface CallModel {
  readonly path: string;
  readonly callee: ServiceModel;
  readonly ports: readonly number[];
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  /** `package.Service/Method`, or `package.Service` for all its methods. */
  readonly grpcMethods: readonly string[];
}

/** A part of a workload's pods that traffic can be sent to. */
export type VersionModel =
  | { readonly name: string; readonly kind: 'labels'; readonly labels: StringMap }
  | { readonly name: string; readonly kind: 'service'; readonly service: ServiceModel };

/** What an intent is, whoever declared it. */
export interface Intent {
  /** Construct path of the intent, for messages. */
  readonly path: string;
  /** The Service ports that it is for; never empty. */
  readonly ports: readonly number[];
}

export interface SplitIntent extends Intent {
  /** Weights add up to 100. A version with `match` gets the requests that match any of them, whatever its weight. */
  readonly shares: readonly { readonly version: VersionModel; readonly weight: number; readonly match: readonly MatchModel[] }[];
}

export interface TimeoutIntent extends Intent {
  readonly requestMs: number;
}

export interface RetryIntent extends Intent {
  readonly retries: RetryModel;
}

export interface LimitsModel {
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  readonly maxRequests?: number;
}

export interface EjectionModel {
  readonly consecutiveErrors: number;
  readonly intervalMs: number;
  readonly baseEjectionMs: number;
  readonly maxEjectionPercent: number;
}

/** A circuit breaker holds for the whole service, whatever the port. */
export interface BreakerIntent {
  readonly path: string;
  readonly limits?: LimitsModel;
  readonly ejection?: EjectionModel;
}

export interface ServiceModel {
  readonly namespace: NamespaceModel;
  readonly name: string;
  readonly path: string;
  ports: readonly ServicePortModel[];
  /** Labels of the pods that the Kubernetes Service selects. */
  selector: StringMap;
  readonly workload?: WorkloadModel;
  /**
   * `created`: the App makes the Kubernetes Service through this library; `patched`: another construct of the App makes it;
   * `external`: it lives elsewhere and nothing can be put on it.
   */
  readonly origin: 'created' | 'patched' | 'external';
  /** Labels and annotations that a Service which others make is known to carry. */
  knownLabels: StringMap;
  knownAnnotations: StringMap;
  readonly splits: SplitIntent[];
  readonly timeouts: TimeoutIntent[];
  readonly retries: RetryIntent[];
  readonly breakers: BreakerIntent[];
  /** Declared calls to the service. */
  readonly callers: DeclaredCall[];
  /** Services that send traffic here as to one of their versions. */
  readonly versionOf: { readonly service: ServiceModel; readonly path: string }[];
}

/** The full DNS name: short names are resolved differently by every component. */
export function host(service: ServiceModel, name: string = service.name): string {
  return `${name}.${service.namespace.name}.svc.${service.namespace.cluster.clusterDomain}`;
}
