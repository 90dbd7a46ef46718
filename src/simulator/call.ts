import type { DataPlaneName } from '../manifest/settings';
import type { Labels } from '../manifest/selectors';
import type { Workload } from '../manifest/workloads';

/** Who calls, with everything that proxies may ask of a caller. */
export interface Client {
  readonly kind: 'pod' | 'outside' | 'kubelet';
  /** Undefined outside the cluster. */
  readonly namespace: string | undefined;
  readonly serviceAccount: string | undefined;
  /** Undefined: the mesh's own. */
  readonly trustDomain?: string | undefined;
  readonly labels: Labels;
  /** The caller's pods, where the manifests hold them. */
  readonly workload: Workload | undefined;
  /** Of the proxy beside the caller, `none` where there is none. */
  readonly dataPlane: DataPlaneName;
  /** Undefined where nothing says it: what depends on it is indeterminate. */
  readonly ip: string | undefined;
  readonly certificate: { readonly issuer?: string; readonly subject?: string } | undefined;
}

export type Scheme = 'http' | 'https' | 'grpc' | 'tcp' | 'tls';

/** An HTTP request as one hop sees it. Header names are in lower case; Host is `host`, never among the headers. */
export interface HttpMessage {
  readonly method: string;
  /** As sent: with the port if the client sent one. */
  readonly host: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** "http", or "https" where TLS was terminated in front of the hop. */
  readonly scheme: 'http' | 'https';
  /** Undefined where there is none, or a proxy on the way took it off. */
  readonly token?: Token | undefined;
}

/** A request that was read: where the connection goes, and what is said on it. */
export interface Call {
  readonly client: Client;
  readonly scheme: Scheme;
  /** The URL's host, in lower case, as written. */
  readonly host: string;
  readonly port: number;
  /** Undefined for tcp and tls, and for https: proxies see no more of these than the server name, unless a gateway ends their TLS. */
  readonly http: HttpMessage | undefined;
  /** What `http` is for whoever ends the TLS of an https request. */
  readonly inside: HttpMessage | undefined;
  readonly directTo: Labels | undefined;
  readonly address: string | undefined;
  readonly token: Token | undefined;
  /** The Gateway whose address the caller uses. */
  readonly through: { readonly namespace: string; readonly name: string } | undefined;
  readonly backend: { readonly status: number; readonly delayMs: number; readonly headers: Readonly<Record<string, string>> };
}

export interface Token {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly state: 'valid' | 'expired' | 'badSignature';
  readonly header: string | undefined;
  readonly prefix: string;
  readonly param: string | undefined;
}
