import type { Duration } from 'cdk8s';

/** Which part of an App is simulated. */
export interface MeshSimulatorOptions {
  /**
   * Name of the cluster, of an App for several.
   * @default - the only one
   */
  readonly cluster?: string;
}

/**
 * What manifests in files do not say of the cluster that they are for: what the options of the command line say, and the configuration file. What is
 * said here comes before that file.
 */
export interface ManifestOptions {
  /**
   * The configuration file.
   * @default - cdk8s-mesh.yaml or .cdk8s-mesh.yaml in the working folder, if there is one
   */
  readonly config?: string;

  /**
   * Data plane of namespaces whose enrolment the manifests do not show: "istio-sidecar", "istio-ambient", "linkerd" or "gateway-api". Nothing in
   * manifests shows a mesh of the last.
   * @default - none
   */
  readonly mesh?: string;

  /**
   * Trust domain of the mesh.
   * @default - what mesh configuration in the manifests says, else the cluster's domain
   */
  readonly trustDomain?: string;

  /**
   * DNS domain of the cluster.
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;

  /**
   * Namespace of istiod and of policies for the whole mesh.
   * @default "istio-system"
   */
  readonly rootNamespace?: string;

  /**
   * Version of Istio.
   * @default "1.30"
   */
  readonly istioVersion?: string;

  /**
   * Version of Linkerd.
   * @default "2.20"
   */
  readonly linkerdVersion?: string;

  /**
   * Version of the Gateway API that is installed.
   * @default "1.5"
   */
  readonly gatewayApiVersion?: string;

  /**
   * Channel of the Gateway API that is installed: "standard" or "experimental". What only the experimental one has is else left out.
   * @default "standard"
   */
  readonly schemas?: string;
}

/** Who calls. */
export interface SimulatedCallerOptions {
  /** Namespace of the caller's pods. */
  readonly namespace: string;

  /**
   * Their service account.
   * @default - that of the pods that match the labels, else "default"
   */
  readonly serviceAccount?: string;

  /**
   * Their labels.
   * @default - those of the pods under the service account
   */
  readonly labels?: { [key: string]: string };

  /**
   * Whether they take part in the mesh.
   * @default - what labels and annotations of pods and namespace say
   */
  readonly enrolled?: boolean;

  /**
   * Their address.
   * @default - not known, unless the manifests hold the running pod
   */
  readonly ip?: string;
}

/** A caller outside the cluster and the mesh. */
export interface OutsideCallerOptions {
  /**
   * Its address.
   * @default - not known: what depends on it is indeterminate
   */
  readonly ip?: string;

  /**
   * Issuer of the client certificate that it presents.
   * @default - none
   */
  readonly certificateIssuer?: string;

  /**
   * Subject of the client certificate that it presents.
   * @default - none
   */
  readonly certificateSubject?: string;
}

/** In which state a token is. */
export enum TokenState {
  /** Signed by its issuer, and in time. */
  VALID = 'valid',
  /** Out of time. */
  EXPIRED = 'expired',
  /** Signed by somebody else. */
  BAD_SIGNATURE = 'badSignature',
}

/** A JSON web token on a request. */
export interface SimulatedToken {
  /** Claim `iss`. */
  readonly issuer: string;

  /**
   * Claim `sub`.
   * @default - none
   */
  readonly subject?: string;

  /**
   * Claim `aud`.
   * @default - none
   */
  readonly audiences?: string[];

  /**
   * Further claims that are text.
   * @default - none
   */
  readonly claims?: { [name: string]: string };

  /**
   * Further claims that are lists of texts: "groups", for one.
   * @default - none
   */
  readonly listClaims?: { [name: string]: string[] };

  /**
   * In which state it is.
   * @default TokenState.VALID
   */
  readonly state?: TokenState;

  /**
   * The header that holds it.
   * @default "Authorization"
   */
  readonly header?: string;

  /**
   * What stands before it in the header.
   * @default "Bearer " in the default header, else nothing
   */
  readonly prefix?: string;

  /**
   * The query parameter that holds it, in the place of a header.
   * @default - a header
   */
  readonly queryParameter?: string;
}

/** What the backend is taken to answer. */
export interface SimulatedBackend {
  /**
   * Status code.
   * @default 200
   */
  readonly status?: number;

  /**
   * How long it takes.
   * @default - no time
   */
  readonly delay?: Duration;

  /**
   * Headers of the answer.
   * @default - none
   */
  readonly headers?: { [name: string]: string };
}

/** What a request says beside its URL. */
export interface SimulatedRequestOptions {
  /**
   * HTTP method; gRPC always uses POST.
   * @default - that of the method that was called, else "GET"
   */
  readonly method?: string;

  /**
   * Headers. `host` sets the Host header; the URL then only says where the connection goes.
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * Labels of pods of the service, which the caller addresses in its place. The port is then theirs.
   * @default - the service is addressed
   */
  readonly directTo?: { [key: string]: string };

  /**
   * Address that the connection goes to.
   * @default - where the host of the URL resolves
   */
  readonly address?: string;

  /**
   * A token on the request.
   * @default - none
   */
  readonly token?: SimulatedToken;

  /**
   * What the backend is taken to answer.
   * @default - status 200 at once
   */
  readonly backend?: SimulatedBackend;
}
