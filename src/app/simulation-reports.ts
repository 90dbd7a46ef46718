/** Pods that may call and be called. */
export interface ReachableWorkload {
  /** "shop/Deployment/cart". */
  readonly workloadId: string;
  /** Their namespace. */
  readonly namespace: string;
  /** Their service account. */
  readonly serviceAccount: string;
  /** Their labels. */
  readonly labels: { [key: string]: string };
  /** The data plane that they take part in, or "none". */
  readonly enrolled: string;
}

/** Some of the requests to a port: one of the methods, one of the paths, one of the hosts, and all headers. Empty lists mean all. */
export interface RequestFilter {
  /** HTTP methods. */
  readonly methods: string[];
  /** Paths; `*` stands for anything, and `~` stands before a regular expression. */
  readonly paths: string[];
  /** Hosts, likewise. */
  readonly hosts: string[];
  /** Headers and their values, likewise. */
  readonly headers: { [name: string]: string };
  /** Query parameters and their values, likewise. */
  readonly query: { [name: string]: string };
  /** Claims of a valid token and their values, likewise; of nested claims the names with "][" between them. */
  readonly claims: { [name: string]: string };
}

/** How much of what a caller sends to a port arrives. */
export enum Reach {
  /** Everything. */
  ALL = 'all',
  /** Some requests, or it depends on what the manifests do not say. */
  SOME = 'some',
  /** Nothing. */
  NONE = 'none',
}

/** What one caller may send to pods through one port of a service. */
export interface ReachableConnection {
  /** A workload, "namespace/*" for pods that no manifest declares, "namespace/ServiceAccount/name" for those that a policy names, "outside", or "outside through edge/public", a Gateway. */
  readonly caller: string;
  /** The workload that is called. */
  readonly target: string;
  /** "cart.shop"; through a Gateway, the host that is asked for. */
  readonly service: string;
  /** Port of the service. */
  readonly port: number;
  /** "HTTP", "GRPC", "TLS" or "TCP". */
  readonly protocol: string;
  /** How much arrives. */
  readonly allowed: Reach;
  /** Where some requests arrive: those that do. */
  readonly only: RequestFilter[];
  /** Where all others arrive: those that do not. */
  readonly excluded: RequestFilter[];
  /**
   * "mtls", "tls" or "plaintext".
   * @default - nothing arrives
   */
  readonly transport?: string;
  /** Whether the manifests leave open what becomes of some request. */
  readonly isIndeterminate: boolean;
}

/** Who may call whom. */
export interface ReachabilityReport {
  /** All workloads. */
  readonly workloads: ReachableWorkload[];
  /** Every caller, port and workload. */
  readonly connections: ReachableConnection[];
}

/** Something that means another thing than before. */
export interface MeshChange {
  /** "opened", "closed", "destinations", "transport-weakened", "timeout", "retries" and others. */
  readonly kind: string;
  /** "cart.shop"; through a Gateway, the host that is asked for. */
  readonly service: string;
  /** Port of the service. */
  readonly port: number;
  /** Whom it concerns. */
  readonly callers: string[];
  /** Requests that it concerns, as "GET /cart/any"; empty: all that were looked at. */
  readonly requests: string[];
  /** How it was. */
  readonly before: string;
  /** How it is. */
  readonly after: string;
}

/** A request of which two meshes make different things. */
export interface MeshDifference {
  /** "verdict"; or, of requests that both let in, "destinations", "timeout", "retries", "answer" and others. */
  readonly kind: string;
  /** "cart.shop"; through a Gateway, the host that is asked for. */
  readonly service: string;
  /** Port of the service. */
  readonly port: number;
  /** Who calls. */
  readonly caller: string;
  /** "GET /cart/any". */
  readonly request: string;
  /** Verdict and reason on this side, or what becomes of the request. */
  readonly here: string;
  /** Verdict and reason on the other side, or what becomes of the request. */
  readonly there: string;
  /**
   * What the data planes said of the feature when they were asked for it.
   * @default - nothing declares the difference
   */
  readonly declaredBy?: string;
}

/** Whether two meshes mean the same. */
export interface EquivalenceReport {
  /** How many requests were put to both. */
  readonly requests: number;
  /** Whether there is no difference but what the data planes declare. */
  readonly isEquivalent: boolean;
  /** Every difference. */
  readonly differences: MeshDifference[];
  /** What the data planes declare that makes some of the differences, each once. */
  readonly declared: string[];
}

/** Which rules of an object requests have exercised. */
export interface CoveredObject {
  /** "VirtualService shop/cart". */
  readonly subject: string;
  /** Whether it took part in any request. */
  readonly used: boolean;
  /** Places of rules that applied. */
  readonly exercised: number[];
  /** Places of rules that did not. */
  readonly missed: number[];
}

/** Which routes, rules and policies requests have exercised. */
export interface CoverageReport {
  /** How many there are. */
  readonly rules: number;
  /** How many were exercised. */
  readonly exercised: number;
  /** Object by object. */
  readonly objects: CoveredObject[];
}
