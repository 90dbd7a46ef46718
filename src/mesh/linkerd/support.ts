import type { SupportTarget } from '../../model/data-plane';
import { approximated, Feature, native, unsupported, type Support } from '../../model/feature';
import { Protocol, speaksHttp } from '../../model/protocol';
import type { InboundPolicy } from './inbound-policy';

type Answer = (target: SupportTarget) => Support;

const always = (support: Support): Answer => () => support;

const DECLARE = 'declare the port as ServicePort.http, http2 or grpc if it speaks that without TLS of its own';

/** What only a proxy that reads requests can do; on gRPC ports maybe otherwise. */
const onRequests = (http: Support, grpc: Support = http): Answer => ({ protocol }) => {
  if (!speaksHttp(protocol)) return unsupported(`Linkerd sees no requests on a ${protocol} port; ${DECLARE}`);
  return protocol === Protocol.GRPC ? grpc : http;
};

const REGEX = 'Linkerd reads expressions as Rust does: what means something else there is refused, '
  + 'and in query values \\d, \\w, \\s and \\b also know letters and digits beyond ASCII';

const PROBED = 'HTTP and gRPC probes come in plaintext: what they ask, by exact port, method and path, is answered to whoever asks it from the probe networks; '
  + 'and any TCP probe succeeds';

/** What Linkerd can be told. The answers are the same for 2.18, 2.19 and 2.20, and for every version and channel of the Gateway API from 1.2 on. */
export const SUPPORT: Readonly<Record<Feature, Answer>> = {
  [Feature.ENROLMENT]: always(native),
  [Feature.WORKLOAD_OPT_OUT]: always(native),
  [Feature.WEIGHTED_SPLIT]: ({ protocol }) => (speaksHttp(protocol) ? native : unsupported(
    `on Linkerd only HTTP and gRPC ports are split, and this is a ${protocol} port; use Istio sidecar, or ${DECLARE}`)),
  [Feature.MATCH_PATH]: onRequests(native),
  [Feature.MATCH_METHOD]: onRequests(native, unsupported('every gRPC call is a POST; leave the method out, or match the path "/package.Service/Method"')),
  [Feature.MATCH_HEADER]: onRequests(native, approximated(
    'a match on headers alone takes an HTTPRoute, under which gRPC statuses are not looked at: beside retries or ejection it is refused unless it names the gRPC service too')),
  [Feature.MATCH_QUERY]: onRequests(native, unsupported('gRPC calls have no query; match a header instead')),
  [Feature.MATCH_REGEX]: onRequests(approximated(REGEX), approximated(
    `${REGEX}; of a gRPC call only headers: its path is the exact "/package.Service/Method" or the prefix "/package.Service"`)),
  [Feature.REQUEST_TIMEOUT]: onRequests(native),
  [Feature.PER_TRY_TIMEOUT]: onRequests(approximated(
    'it counts until the response headers arrive; an attempt that takes longer is retried whatever the conditions; '
    + 'the last attempt has no limit of its own, so set a RequestTimeout too')),
  [Feature.RETRIES]: onRequests(approximated(
    'beside the conditions, Linkerd retries when no endpoint was ready and when an endpoint refused an HTTP/2 stream; '
    + 'requests with more than 64 KiB of body are not retried; another attempt may go to another version')),
  [Feature.NO_RETRIES]: onRequests(native),
  [Feature.RETRY_ON_CONNECTION]: onRequests(unsupported(
    'Linkerd does not retry when a connection breaks, and where none can be made a request waits for an endpoint anyway; '
    + 'retry on statuses instead, such as RetryOn.GATEWAY_ERRORS, or RetryOn.grpc(GrpcStatus.UNAVAILABLE) on gRPC ports')),
  [Feature.RETRY_ON_HTTP_STATUS]: onRequests(native, unsupported('the HTTP status of a gRPC answer is 200; use RetryOn.grpc with gRPC statuses')),
  [Feature.RETRY_ON_GRPC_STATUS]: onRequests(unsupported(
    'Linkerd looks at gRPC statuses on gRPC ports only; declare the port as ServicePort.grpc, or retry on HTTP statuses'), native),
  [Feature.REQUEST_LIMITS]: always(unsupported('Linkerd has no limits for what is in flight; use Istio sidecar, or limit connections in the application')),
  [Feature.EJECTION]: onRequests(approximated(
    'each client\'s proxy puts an endpoint aside at once after that many failures in a row (5xx answers; on gRPC ports failed statuses); interval has no counterpart, '
    + 'nor has maxEjectionPercent, so that all endpoints may be out; the time doubles from baseEjectionTime up to 5 minutes, or baseEjectionTime if that is longer, '
    + 'with up to half as much again at random. A Service that is not in the App needs the annotations balancer.linkerd.io/failure-accrual: consecutive, '
    + '…-consecutive-max-failures, …-consecutive-min-penalty and …-consecutive-max-penalty')),
  [Feature.MTLS_STRICT]: always(approximated(PROBED)),
  [Feature.MTLS_PERMISSIVE]: always(native),
  [Feature.MTLS_EXCEPTION]: always(native),
  [Feature.DEFAULT_DENY]: always(approximated(PROBED)),
  [Feature.ALLOW_IDENTITY]: always(native),
  [Feature.ALLOW_REQUEST]: ({ protocol }) => (speaksHttp(protocol) ? approximated(
    `paths are compared as they are sent, so an application that resolves "..", "//" or encoded characters has to do without; ${PROBED}`)
    : unsupported(`Linkerd sees no requests on a ${protocol} port; ${DECLARE}`)),
  [Feature.ALLOW_IP_RANGE]: always(native),
};

/** By how much the installed policy closes pods for which nothing is said. */
const CLOSES: Readonly<Partial<Record<Feature, readonly InboundPolicy[]>>> = {
  [Feature.MTLS_STRICT]: ['all-authenticated', 'deny'],
  [Feature.MTLS_PERMISSIVE]: ['all-unauthenticated'],
  [Feature.DEFAULT_DENY]: ['deny'],
};

/**
 * No object holds for a whole mesh, and namespaces that the App does not make have what Linkerd was installed with: for the whole mesh only that
 * can be asked which it was installed with.
 */
export function linkerdSupport(feature: Feature, target: SupportTarget, installed: InboundPolicy | undefined): Support {
  const closing = target.meshWide ? CLOSES[feature] : undefined;
  if (!closing || (installed && closing.includes(installed))) return SUPPORT[feature](target);
  return unsupported(`what holds for a whole mesh is a value that Linkerd is installed with; set proxy.defaultInboundPolicy: ${closing[0]} in its Helm values `
    + `and say so with Mesh.linkerd({ defaultInboundPolicy }), or give each MeshNamespace its own \`mtls\` and \`defaultDeny\``);
}
