/**
 * What can be asked of a data plane. A feature is here exactly if a construct asks for it; every data plane answers for each one
 * (`Mesh.support`), so that one program can serve all meshes.
 */
export enum Feature {
  /** Pods of a namespace take part in the mesh. */
  ENROLMENT = 'enrolment',
  /** Single workloads of an enrolled namespace stay out of the mesh. */
  WORKLOAD_OPT_OUT = 'workload-opt-out',
  /** Traffic of a service is shared among versions by weight. */
  WEIGHTED_SPLIT = 'weighted-split',
  /** Requests are told apart by their path (exact, or a prefix of whole segments). */
  MATCH_PATH = 'match-path',
  /** Requests are told apart by their HTTP method. */
  MATCH_METHOD = 'match-method',
  /** Requests are told apart by the exact value of a header. */
  MATCH_HEADER = 'match-header',
  /** Requests are told apart by the exact value of a query parameter. */
  MATCH_QUERY = 'match-query',
  /** Paths, header values or query values are compared with a regular expression or a prefix of the value. */
  MATCH_REGEX = 'match-regex',
  /** A limit for the whole request, all attempts included. */
  REQUEST_TIMEOUT = 'request-timeout',
  /** A limit for each attempt. */
  PER_TRY_TIMEOUT = 'per-try-timeout',
  /** Additional attempts after the first. */
  RETRIES = 'retries',
  /** No attempt after the first, not even those that the mesh makes by default. */
  NO_RETRIES = 'no-retries',
  /** Retries when no connection could be made, or it broke. */
  RETRY_ON_CONNECTION = 'retry-on-connection',
  /** Retries on HTTP status codes of the answer. */
  RETRY_ON_HTTP_STATUS = 'retry-on-http-status',
  /** Retries on gRPC status codes of the answer. */
  RETRY_ON_GRPC_STATUS = 'retry-on-grpc-status',
  /** How many connections and requests each caller may have in flight to each version of a service. */
  REQUEST_LIMITS = 'request-limits',
  /** Endpoints that keep failing are put aside for a while. */
  EJECTION = 'ejection',
  /** Pods take mutual TLS only, so that every caller has an identity. */
  MTLS_STRICT = 'mtls-strict',
  /** Pods take plaintext beside mutual TLS. */
  MTLS_PERMISSIVE = 'mtls-permissive',
  /** Single container ports take plaintext although their namespace takes mutual TLS only. */
  MTLS_EXCEPTION = 'mtls-exception',
  /** Nothing may be sent to pods but what an allow-list lets in. */
  DEFAULT_DENY = 'default-deny',
  /** Callers are let in by who they are. */
  ALLOW_IDENTITY = 'allow-identity',
  /** Callers are let in for some methods, paths or gRPC methods only. */
  ALLOW_REQUEST = 'allow-request',
  /** Callers are let in by their IP address. */
  ALLOW_IP_RANGE = 'allow-ip-range',
}

/** How well a data plane does what a feature asks. */
export enum SupportLevel {
  /** Exactly as described. */
  NATIVE = 'native',
  /** With a difference, which the answer puts into words. */
  APPROXIMATED = 'approximated',
  /** Not at all; the answer names the alternative. */
  UNSUPPORTED = 'unsupported',
}

/** A data plane's answer for one feature. The type makes an answer without its words impossible. */
export type Support =
  | { readonly level: SupportLevel.NATIVE }
  | { readonly level: SupportLevel.APPROXIMATED; readonly difference: string }
  | { readonly level: SupportLevel.UNSUPPORTED; readonly alternative: string };

export const native: Support = { level: SupportLevel.NATIVE };
export const approximated = (difference: string): Support => ({ level: SupportLevel.APPROXIMATED, difference });
export const unsupported = (alternative: string): Support => ({ level: SupportLevel.UNSUPPORTED, alternative });
