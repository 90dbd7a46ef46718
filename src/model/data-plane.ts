import type { ErrorId } from './errors';
import type { Feature, Support } from './feature';
import type { ClusterModel, NamespaceModel, ServiceModel, WorkloadModel } from './model';
import type { MeshWideModel } from './security';
import type { Protocol } from './protocol';
import type { Resource, StringMap } from './resource';
import type { RetryCondition } from './retries';

/** The names of the data planes, everywhere. */
export const DATA_PLANES = ['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'] as const;
export type DataPlaneName = (typeof DATA_PLANES)[number];

/** What an answer about support depends on, besides the data plane's own version and options. */
export interface SupportTarget {
  readonly cluster: ClusterModel;
  readonly protocol: Protocol;
  /** The one condition that is asked for, where a feature stands for several. */
  readonly condition?: RetryCondition;
  /** Whether it is asked for all namespaces of the mesh, those that the App does not know among them. */
  readonly meshWide?: boolean;
}

/** What an owner gets: labels and annotations for its own Kubernetes object (Namespace, Service, pod template), and further objects. */
export interface Plan {
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly resources: readonly Resource[];
}

/** Why a data plane cannot hold a service's intents together, though it can each of them. `paths`: the intents at fault. */
export interface Problem {
  readonly id: ErrorId;
  readonly message: string;
  readonly paths: readonly string[];
}

/** An object that somebody else makes, as it would be applied. */
export interface ForeignManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}

/**
 * A data plane: pure functions from the model to what a cluster gets. They read the model and nothing else, and never throw for something
 * that `support` or `problems` could have refused.
 */
export interface DataPlane {
  readonly name: DataPlaneName;
  /** Version of the mesh, `major.minor`; the Gateway API's is the cluster's. */
  readonly version: string;
  support(feature: Feature, target: SupportTarget): Support;
  /** What a Service port says it speaks; undefined: nothing (the data plane treats it as bytes anyway). */
  appProtocol(protocol: Protocol): string | undefined;
  /** Asked after an intent was added and before it is kept. */
  problems(service: ServiceModel): readonly Problem[];
  /** The same for the rules of a workload: lists, exceptions, probes. */
  workloadProblems(workload: WorkloadModel): readonly Problem[];
  /** The same, asked at synth only: what later declarations may still mend. */
  lateProblems(workload: WorkloadModel): readonly Problem[];
  /** Why annotations that others put on the pods, or on their namespace, put rules of the workload out of force. */
  templateProblems(workload: WorkloadModel, pods: StringMap, namespace: StringMap): readonly Problem[];
  /** Why an object of somebody else puts what is rendered for the service out of force, or undefined. */
  overruled(service: ServiceModel, object: ForeignManifest): string | undefined;
  /** Why an object of somebody else lets others in to the pods than the rules of the workload do, or undefined. */
  overruledRules(workload: WorkloadModel, object: ForeignManifest): string | undefined;
  /** Whether requests to the service are acted on by a waypoint, and so skipped by callers that do not use waypoints. */
  usesWaypoint(service: ServiceModel): boolean;
  namespace(model: NamespaceModel): Plan;
  service(model: ServiceModel): Plan;
  workload(model: WorkloadModel): Plan;
  /** What holds for the whole mesh. */
  meshWide(model: MeshWideModel): readonly Resource[];
}
