import type { Labels } from '../manifest/selectors';

/** A request to be simulated, as request files hold it. */
export interface SimulatedRequest {
  readonly name?: string;
  readonly from: RequestCaller;
  /** "http://cart.shop:7070/cart/1", "grpc://host:port/package.Service/Method", "tcp://host:port", "tls://…", "https://…". */
  readonly to: string;
  /** Default GET; gRPC always POST. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The Gateway whose address a caller from outside uses. */
  readonly through?: { readonly namespace: string; readonly name: string };
  /** Addressed to pods of the URL's service that hold these labels, not to the service. The URL's port is the pods'. */
  readonly directTo?: Labels;
  /** Where the connection goes, if not where the URL's host resolves to. */
  readonly address?: string;
  /** Claims of a JWT on the request. */
  readonly token?: Readonly<Record<string, unknown>>;
  readonly tokenState?: 'valid' | 'expired' | 'badSignature';
  readonly tokenIn?: { readonly header?: string; readonly prefix?: string; readonly param?: string };
  /** What the backend is taken to answer; default: 200 at once. */
  readonly backend?: { readonly status?: number; readonly delay?: string; readonly headers?: Readonly<Record<string, string>> };
}

/** Who sends it: pods, the kubelet, or somebody outside the cluster. */
export interface RequestCaller {
  readonly namespace?: string;
  /** Default: that of the pods that match `labels`, else "default". */
  readonly serviceAccount?: string;
  readonly labels?: Labels;
  /** Default: worked out from labels and annotations. */
  readonly enrolled?: boolean;
  readonly ip?: string;
  readonly kubelet?: boolean;
  readonly clientCertificate?: { readonly issuer?: string; readonly subject?: string };
}
