import type { ApiObject } from 'cdk8s';
import type { MeshNamespace } from '../namespace/mesh-namespace';
import type { ContainerPort, ServicePort } from './ports';
import type { Probe } from './probe';
import type { Workload } from './workload';

/** How a Service is reached. */
export enum ServiceType {
  /** From inside the cluster. */
  CLUSTER_IP = 'ClusterIP',
  /** Also on a port of every node. */
  NODE_PORT = 'NodePort',
  /** Also through a load balancer of the infrastructure. Who comes in that way has no identity in the mesh. */
  LOAD_BALANCER = 'LoadBalancer',
}

/** A service that is made here. */
export interface MeshServiceProps {
  /** Where it runs. */
  readonly namespace: MeshNamespace;

  /** Its ports, and what they speak. */
  readonly ports: ServicePort[];

  /**
   * Name of the Service.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * How the Service is reached.
   * @default ServiceType.CLUSTER_IP
   */
  readonly type?: ServiceType;

  /**
   * The pods behind it, if another service or `Workload.of` has declared them: a second door to the same pods.
   * @default - pods of its own, described by the properties below
   */
  readonly workload?: Workload;

  /**
   * Labels that select its pods, all versions of them.
   * @default - { app: name }
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * The ServiceAccount that its pods run under: their identity in the mesh.
   * @default - the service's name
   */
  readonly serviceAccountName?: string;

  /**
   * Whether the ServiceAccount is made here.
   * @default true
   */
  readonly createServiceAccount?: boolean;

  /**
   * Ports of the containers that the Service does not lead to.
   * @default - none
   */
  readonly containerPorts?: ContainerPort[];

  /**
   * Probes of its containers.
   * @default - unknown
   */
  readonly probes?: Probe[];

  /**
   * Whether nothing may be sent to the pods but what a ServiceAllowList lets in, whatever holds in their namespace. Probes go on working.
   * @default false
   */
  readonly defaultDeny?: boolean;
}

/** A service whose Kubernetes Service is made by another construct of the App. */
export interface MeshServiceObjectAttributes {
  /** The Service: of cdk8s-plus, an imported class, Helm, Include. */
  readonly apiObject: ApiObject;

  /** Where it runs. */
  readonly namespace: MeshNamespace;

  /** The pods behind it. */
  readonly workload: Workload;

  /**
   * What its ports speak.
   * @default - read from the object: `appProtocol`, else the port's name
   */
  readonly ports?: ServicePort[];
}

/** A service that lives elsewhere; nothing is made for it but what intents need. */
export interface MeshServiceAttributes {
  /** Name of the Service. */
  readonly name: string;

  /** Where it runs. */
  readonly namespace: MeshNamespace;

  /** Its ports, and what they speak. */
  readonly ports: ServicePort[];

  /**
   * Labels that select its pods.
   * @default - unknown; then its versions can only be Services of their own
   */
  readonly podLabels?: { readonly [key: string]: string };

  /**
   * The ServiceAccount of its pods.
   * @default - unknown; then it declares no calls, and is no caller that can be let in
   */
  readonly serviceAccountName?: string;

  /**
   * Probes of its containers.
   * @default - unknown
   */
  readonly probes?: Probe[];

  /**
   * Labels that the Service is known to carry.
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations that the Service is known to carry.
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}
