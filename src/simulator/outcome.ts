import type { ManifestObject } from '../manifest/manifest-object';
import type { Service } from '../manifest/services';
import type { Workload } from '../manifest/workloads';
import type { HttpMessage } from './call';
import type { Undecided } from './known';

/** The proxy that says something. */
export type ProxyName = 'istio-sidecar' | 'istio-ztunnel' | 'istio-waypoint' | 'istio-gateway' | 'linkerd' | 'gateway-api' | 'none';

/** What one hop that routes makes of a call: the caller's own proxy, a waypoint, a gateway, or nobody, where the Service itself decides. */
export type RouteOutcome = Forwarded | Answered | Unroutable | Refused | Unknown;

/** What a hop that routes has in common, whatever it does with the call. */
interface Hop {
  readonly proxy: ProxyName;
  /** Null: no route object, the plain service. */
  readonly route: RouteRef | null;
}

export interface RouteRef {
  readonly object: ManifestObject;
  /** Place in the object's list of rules. */
  readonly rule: number;
  readonly ruleName: string | null;
  /** Place among the rule's matches; null where the rule has none. */
  readonly match: number | null;
}

/** Sent on. */
export interface Forwarded extends Hop {
  readonly kind: 'forward';
  /** Shares add up to 100. */
  readonly targets: readonly Target[];
  readonly mirrors: readonly Mirror[];
  /** As it goes on; undefined where it is not HTTP to this hop. */
  readonly http: HttpMessage | undefined;
  readonly response: ResponseChanges;
  /** Milliseconds; undefined: none. */
  readonly timeoutMs: number | undefined;
  readonly retries: RetriesInForce | undefined;
  readonly fault: Fault | undefined;
}

/** A place that the call may go on to. */
export interface Target {
  /** The Service, where it is one of the manifests'. */
  readonly service: Service | undefined;
  /** How results name it: "cart-v1.shop" for a Service, a host for others, "passthrough" for what is let through unknown. */
  readonly name: string;
  /** The Service's port, or the external host's; the pods' own port where they are addressed directly. */
  readonly port: number;
  readonly version: string | undefined;
  /** In percent. */
  readonly share: number;
  /** Pods that it can end at, with the container port that the call then arrives at (undefined: no container has the named port). */
  readonly endpoints: readonly Endpoint[];
  /** Only pods stand behind its host, a ServiceEntry's, and there are none. */
  readonly empty?: boolean;
  /** What this hop itself does to the connection: mutual TLS where the other side can, TLS of its own, or nothing. */
  readonly connection: Connection;
  /** The objects that say so, where some do. */
  readonly connectionBy?: readonly ManifestObject[];
  /** As this target sees it, where filters differ per target. */
  readonly http?: HttpMessage;
  /** Why nothing can be sent there, and the status that the client then gets. */
  readonly unusable?: { readonly status: number | null; readonly reason: string };
  /** The circuit breaker in force for it. */
  readonly limits?: Readonly<Record<string, unknown>>;
  /** In place of the hop's, where filters differ per target. */
  readonly responseChanges?: ResponseChanges;
}

export interface Endpoint {
  readonly workload: Workload;
  readonly port: number | undefined;
}

/** `auto`: mutual TLS where the endpoint takes part in the mesh and its mode is not DISABLE, as a mesh's clients do by themselves. */
export type Connection = 'auto' | 'mtls' | 'tls' | 'plaintext';

export interface Mirror {
  readonly service: Service | undefined;
  readonly name: string;
  readonly port: number;
  readonly version: string | undefined;
  readonly percent: number;
}

export interface ResponseChanges {
  readonly set: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

export interface RetriesInForce {
  readonly additional: number;
  /** In Envoy's words; statuses as "503". */
  readonly on: readonly string[];
  readonly perTryTimeoutMs: number | undefined;
  readonly from: 'route' | 'default';
}

export interface Fault {
  readonly abort?: { readonly status: number; readonly percent: number };
  readonly delay?: { readonly durationMs: number; readonly percent: number };
}

/** The hop answers itself: a redirect, a direct response, a preflight. */
export interface Answered extends Hop {
  readonly kind: 'answer';
  readonly status: number;
  /** Absolute, without the scheme's default port. */
  readonly location: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: string;
  /** Left out: the route, where there is one. */
  readonly decidedBy?: readonly Decider[];
}

/** No route, no such host, no backend. */
export interface Unroutable extends Hop {
  readonly kind: 'unroutable';
  readonly status: number | null;
  readonly reason: string;
  readonly decidedBy?: readonly Decider[];
}

/** A policy at the hop says no. */
export interface Refused extends Hop {
  readonly kind: 'refused';
  readonly status: number | null;
  readonly grpcStatus?: number;
  readonly reason: string;
  readonly decidedBy: readonly Decider[];
}

/** What the manifests do not say decides. */
export interface Unknown extends Hop {
  readonly kind: 'unknown';
  readonly reason: string;
}

/** An object that decided, and which of its rules. */
export interface Decider {
  readonly object: ManifestObject;
  readonly rule: number | null;
}

/** A connection, and what is said on it, as it arrives at pods. */
export interface Arrival {
  readonly workload: Workload;
  readonly port: number;
  /** The Service that it was addressed to at last; undefined where the pods were addressed. */
  readonly service: Service | undefined;
  readonly servicePort: number | undefined;
  readonly transport: 'mtls' | 'tls' | 'plaintext';
  /** The objects on the sender's side that say so, where some do. */
  readonly transportBy?: readonly ManifestObject[] | undefined;
  /** Whose connection it is: the caller's own, or a waypoint's, a gateway's. Undefined: no identity, or plaintext. */
  readonly peer: Peer | undefined;
  /** What has to be known before anybody can say which identity the connection shows, if any. */
  readonly unsure: Undecided | undefined;
  /** Who makes the connection; it answers 503 to an HTTP caller where that fails. */
  readonly sender: ProxyName;
  /** Undefined: not known. */
  readonly sourceIp: string | undefined;
  /** The caller's address, where a gateway of Istio's passes it on with a request. */
  readonly forwardedFor?: string | undefined;
  /** The kubelet's probes are no ordinary connections to any mesh. */
  readonly kubelet: boolean;
  readonly http: HttpMessage | undefined;
  /** The server name of a TLS connection that the caller itself began. */
  readonly sni: string | undefined;
}

/** An identity of a mesh. */
export interface Peer {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Undefined: the mesh's own. */
  readonly trustDomain?: string | undefined;
  readonly mesh: 'istio' | 'linkerd';
}

/** What pods, with the proxy beside them and the network before them, say to an arrival. */
export type Admission =
  /** `http`: as the application gets the request, where the proxy changes it. */
  | { readonly kind: 'allowed'; readonly proxy: ProxyName; readonly reason: string; readonly decidedBy: readonly Decider[]; readonly http?: HttpMessage }
  /** The proxy lets the caller in, and answers in the place of the application. */
  | { readonly kind: 'answer'; readonly proxy: ProxyName; readonly status: number; readonly location: string | undefined; readonly headers: Readonly<Record<string, string>>; readonly reason: string }
  | { readonly kind: 'denied'; readonly proxy: ProxyName; readonly status: number | null; readonly grpcStatus?: number; readonly reason: string; readonly decidedBy: readonly Decider[] }
  | { readonly kind: 'unroutable'; readonly proxy: ProxyName; readonly status: number | null; readonly reason: string }
  | { readonly kind: 'unknown'; readonly proxy: ProxyName; readonly reason: string };
