/** What is read of the objects of other constructs: the parts that the library looks at, all of which may be missing. */

export interface ObjectJson<Spec = unknown> {
  readonly kind: string;
  readonly metadata?: MetadataJson;
  readonly spec?: Spec;
}

interface MetadataJson {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ServiceSpecJson {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly ServicePortJson[];
}

export interface ServicePortJson {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  /** Absent: TCP. */
  readonly protocol?: string;
  readonly appProtocol?: string;
}

/** Of whatever makes pods: a Deployment, a CronJob, a Pod. */
export interface PodMakerSpecJson extends PodSpecJson {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly template?: PodTemplateJson;
  readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateJson } };
}

export interface PodTemplateJson {
  readonly metadata?: MetadataJson;
  readonly spec?: PodSpecJson;
}

export interface PodSpecJson {
  readonly serviceAccountName?: string;
  readonly hostNetwork?: boolean;
  readonly containers?: readonly ContainerJson[];
  readonly initContainers?: readonly ContainerJson[];
}

export interface ContainerJson {
  readonly restartPolicy?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
  readonly readinessProbe?: ProbeJson;
  readonly livenessProbe?: ProbeJson;
  readonly startupProbe?: ProbeJson;
}

export interface ProbeJson {
  readonly httpGet?: { readonly port: number | string; readonly path?: string; readonly scheme?: string };
  readonly grpc?: { readonly port: number; readonly service?: string };
  readonly tcpSocket?: { readonly port: number | string };
}
