import type { SupportTarget } from '../../../model/data-plane';
import { approximated, Feature, native, unsupported } from '../../../model/feature';
import type { Support } from '../../../model/feature';
import type { Protocol } from '../../../model/protocol';
import { speaksHttp } from '../../../model/protocol';
import type { RetryCondition } from '../../../model/retries';
import { hasRetry, hasZeroAttempts } from '../../shared/gateway-api-fields';
import { onGrpcStatuses, onHttpStatuses } from '../../shared/status-protocols';
import { conditionRefusal } from './retries';

type Answer = (target: SupportTarget) => Support;

const always: Answer = () => native;

/** What only a proxy that reads requests can do. */
const onRequests = (answer: Answer): Answer => target => (speaksHttp(target.protocol) ? answer(target)
  : unsupported(`a waypoint sees no requests on a ${target.protocol} port; declare it as ServicePort.http, http2 or grpc if it speaks that without TLS of its own`));

const SET_CHANNEL = 'begin the program with Cluster.assign(app, Cluster.of(name, { gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL }))';

const withRetries = (support: Support, of: (support: Support, protocol: Protocol) => Support = s => s): Answer => onRequests(({ cluster, protocol, condition }) => (hasRetry(cluster.gatewayApi)
  ? (condition && refused(condition)) ?? of(support, protocol)
  : unsupported(`a waypoint retries as HTTPRoutes say, and these have retries in the experimental channel only; install that and ${SET_CHANNEL}, or use Istio sidecar`)));

function refused(condition: RetryCondition): Support | undefined {
  const refusal = conditionRefusal(condition);
  return refusal === undefined ? undefined : unsupported(refusal);
}

/** A waypoint that is not told about retries makes two. */
const noRetries: Answer = onRequests(({ cluster: { gatewayApi } }) => {
  if (hasZeroAttempts(gatewayApi)) return native;
  return unsupported(hasRetry(gatewayApi)
    ? `HTTPRoutes of Gateway API ${gatewayApi.version} cannot ask for 0 attempts, and Istio makes two retries if they ask for nothing; `
      + 'install the experimental channel of Gateway API 1.5 and set gatewayApiVersion: "1.5" on the Cluster, or use Istio sidecar'
    : 'Istio makes two retries unless an HTTPRoute asks for 0 attempts, which takes the experimental channel of Gateway API 1.2 to 1.5; '
      + `install that and ${SET_CHANNEL}, or use Istio sidecar`);
});

/** The supported versions of Istio do not differ in any of these. */
const ANSWERS: Readonly<Record<Feature, Answer>> = {
  [Feature.ENROLMENT]: always,
  [Feature.WORKLOAD_OPT_OUT]: always,
  [Feature.WEIGHTED_SPLIT]: ({ protocol }) => (speaksHttp(protocol) ? native : unsupported(
    `a waypoint splits requests, and sees none on a ${protocol} port; use Istio sidecar, or declare the port as ServicePort.http, http2 or grpc if it speaks that without TLS of its own`)),
  [Feature.MATCH_PATH]: onRequests(always),
  [Feature.MATCH_METHOD]: onRequests(always),
  [Feature.MATCH_HEADER]: onRequests(always),
  [Feature.MATCH_QUERY]: onRequests(always),
  [Feature.MATCH_REGEX]: onRequests(() => approximated(
    'a waypoint tries regular expressions on paths behind path prefixes and rules without a path, wherefore one that overlaps such a rule with another effect is refused; '
    + 'on headers and query parameters they are taken exactly')),
  [Feature.REQUEST_TIMEOUT]: onRequests(always),
  [Feature.PER_TRY_TIMEOUT]: withRetries(native),
  [Feature.RETRIES]: withRetries(approximated(
    'whatever the conditions, Istio also retries when no connection was made, a stream was refused, or the gRPC status is "unavailable" or "cancelled"')),
  [Feature.NO_RETRIES]: noRetries,
  [Feature.RETRY_ON_CONNECTION]: withRetries(approximated(
    'connections that cannot be made and refused streams are retried together, and in any case; a connection that breaks ("reset") is no condition here, and is refused')),
  [Feature.RETRY_ON_HTTP_STATUS]: withRetries(approximated(
    'server errors are the registered codes 500 to 508, 510 and 511; other codes that are not registered are refused'), onHttpStatuses),
  [Feature.RETRY_ON_GRPC_STATUS]: withRetries(approximated(
    'the statuses "unavailable" and "cancelled" are retried together, and in any case; other statuses are refused'), onGrpcStatuses),
  [Feature.REQUEST_LIMITS]: ({ protocol }) => approximated('each replica of the waypoint counts for itself, and each version apart, so that all callers together may have a multiple in flight; '
    + 'callers that skip the waypoint are not counted'
    + (speaksHttp(protocol) ? '' : '; requests are not seen on this port, so connections only')),
  [Feature.EJECTION]: always,
  [Feature.MTLS_STRICT]: always,
  [Feature.MTLS_PERMISSIVE]: always,
  [Feature.MTLS_EXCEPTION]: always,
  [Feature.DEFAULT_DENY]: always,
  [Feature.ALLOW_IDENTITY]: always,
  [Feature.ALLOW_REQUEST]: onRequests(() => approximated('a waypoint looks into the requests, so these have to come through a Service: '
    + 'what skips waypoints (calls to the address of a pod, sidecars, ingress gateways) is refused where a list asks for requests')),
  [Feature.ALLOW_IP_RANGE]: () => approximated('addresses are seen at the pods only, and not by a waypoint: a range on a port to which a Service leads through one is refused'),
};

export function support(feature: Feature, target: SupportTarget): Support {
  return ANSWERS[feature](target);
}
