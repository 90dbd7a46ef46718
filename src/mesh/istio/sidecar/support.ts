import type { SupportTarget } from '../../../model/data-plane';
import { approximated, Feature, native, unsupported } from '../../../model/feature';
import type { Support } from '../../../model/feature';
import { Protocol, speaksHttp } from '../../../model/protocol';
import { onGrpcStatuses, onHttpStatuses } from '../../shared/status-protocols';

type Answer = (protocol: Protocol) => Support;

const always: Answer = () => native;

/** What only a proxy that reads requests can do. */
const onRequests = (answer: Support | Answer): Answer => protocol => (speaksHttp(protocol) ? (typeof answer === 'function' ? answer(protocol) : answer)
  : unsupported(`a sidecar sees no requests on a ${protocol} port; `
    + 'declare it as ServicePort.http, http2 or grpc if it speaks that without TLS of its own'));

/** The supported versions of Istio do not differ in any of these. */
const ANSWERS: Readonly<Record<Feature, Answer>> = {
  [Feature.ENROLMENT]: always,
  [Feature.WORKLOAD_OPT_OUT]: always,
  // Connections with TLS of the application's own are told apart by server name, and only those that ask for the Service's full name would be split.
  [Feature.WEIGHTED_SPLIT]: protocol => (speaksHttp(protocol) || protocol === Protocol.TCP ? native
    : unsupported('sidecars route TLS of the application\'s own by server name; declare the port as ServicePort.tcp, '
      + 'and connections are split whatever name they ask for')),
  [Feature.MATCH_PATH]: onRequests(native),
  [Feature.MATCH_METHOD]: onRequests(native),
  [Feature.MATCH_HEADER]: onRequests(native),
  [Feature.MATCH_QUERY]: onRequests(native),
  [Feature.MATCH_REGEX]: onRequests(native),
  [Feature.REQUEST_TIMEOUT]: onRequests(native),
  [Feature.PER_TRY_TIMEOUT]: onRequests(native),
  [Feature.RETRIES]: onRequests(native),
  [Feature.NO_RETRIES]: onRequests(native),
  [Feature.RETRY_ON_CONNECTION]: onRequests(native),
  [Feature.RETRY_ON_HTTP_STATUS]: onRequests(protocol => onHttpStatuses(approximated(
    'server errors and gateway errors also mean that no answer came, because the connection failed or broke; single status codes are taken exactly'), protocol)),
  [Feature.RETRY_ON_GRPC_STATUS]: onRequests(protocol => onGrpcStatuses(native, protocol)),
  [Feature.REQUEST_LIMITS]: protocol => (speaksHttp(protocol) ? native : approximated('requests are not seen on this port: connections are limited, requests are not')),
  [Feature.EJECTION]: always,
  [Feature.MTLS_STRICT]: always,
  [Feature.MTLS_PERMISSIVE]: always,
  [Feature.MTLS_EXCEPTION]: always,
  [Feature.DEFAULT_DENY]: always,
  [Feature.ALLOW_IDENTITY]: always,
  [Feature.ALLOW_REQUEST]: onRequests(native),
  [Feature.ALLOW_IP_RANGE]: always,
};

export function support(feature: Feature, { protocol }: SupportTarget): Support {
  return ANSWERS[feature](protocol);
}
