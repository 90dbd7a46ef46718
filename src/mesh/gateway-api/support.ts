import type { SupportTarget } from '../../model/data-plane';
import { approximated, Feature, native, unsupported, type Support } from '../../model/feature';
import { speaksHttp, type Protocol } from '../../model/protocol';
import { hasRetry, hasZeroAttempts } from '../shared/gateway-api-fields';
import { onHttpStatuses } from '../shared/status-protocols';

type Answer = (target: SupportTarget) => Support;

const always = (support: Support): Answer => () => support;

/** What only a proxy that reads requests can do. */
const onRequests = (answer: Answer): Answer => target => (speaksHttp(target.protocol) ? answer(target)
  : unsupported(`an HTTPRoute sees no requests on a ${target.protocol} port; `
    + 'declare it as ServicePort.http, http2 or grpc if it speaks that without TLS of its own'));

const withRetries = (support: Support, of: (support: Support, protocol: Protocol) => Support = s => s): Answer => onRequests(({ cluster, protocol }) => (hasRetry(cluster.gatewayApi) ? of(support, protocol)
  : unsupported('HTTPRoute has retries in the experimental channel only; '
    + 'install that and begin the program with Cluster.assign(app, Cluster.of(name, { gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL }))')));

/** An HTTPRoute without retries does not say "none": Istio, for one, makes two then. */
const noRetries: Answer = onRequests(({ cluster }) => {
  if (hasZeroAttempts(cluster.gatewayApi)) return native;
  return unsupported(hasRetry(cluster.gatewayApi)
    ? 'from 1.6 on an HTTPRoute cannot ask for 0 attempts, and one that does not speak of retries leaves them to the implementation; '
      + 'use the experimental channel of Gateway API 1.2 to 1.5, or Istio sidecar or Linkerd'
    : 'an HTTPRoute that does not speak of retries leaves them to the implementation; install the experimental channel of Gateway API 1.2 to 1.5 '
      + 'and begin the program with Cluster.assign(app, Cluster.of(name, { gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL })), or use Istio sidecar or Linkerd');
});

/** Why requests cannot be told apart where calls are let in. */
export const ON_REQUESTS = 'a NetworkPolicy sees addresses and ports, and no requests';

const MTLS = 'there is no mutual TLS to ask for on the plain Gateway API';

/** What an implementation of the Gateway API for meshes (GAMMA) can be told, whichever it is. */
export const SUPPORT: Readonly<Record<Feature, Answer>> = {
  [Feature.ENROLMENT]: always(approximated('there is nothing to enrol: for which pods the routes act is up to the implementation, '
    + 'and is set up there')),
  [Feature.WORKLOAD_OPT_OUT]: always(unsupported(
    'the Gateway API has no mark for pods that stay out; '
      + 'leave it out and put the mark of the implementation on the pod template, or use Istio or Linkerd')),
  [Feature.WEIGHTED_SPLIT]: ({ protocol }) => (speaksHttp(protocol) ? native : unsupported(
    `routes for a ${protocol} port are not in every version and channel of the Gateway API; `
      + 'use Istio sidecar with ServicePort.tcp, or declare the port as ServicePort.http, http2 or grpc if it speaks that without TLS of its own')),
  [Feature.MATCH_PATH]: onRequests(always(native)),
  [Feature.MATCH_METHOD]: onRequests(always(native)),
  [Feature.MATCH_HEADER]: onRequests(always(native)),
  [Feature.MATCH_QUERY]: onRequests(always(native)),
  [Feature.MATCH_REGEX]: onRequests(always(approximated('the dialect of regular expressions is up to the implementation; '
    + 'so is the place of a path expression among the rules: one that overlaps a rule with another effect, such as the catch-all, is refused'))),
  [Feature.REQUEST_TIMEOUT]: onRequests(always(native)),
  [Feature.PER_TRY_TIMEOUT]: withRetries(native),
  [Feature.RETRIES]: withRetries(native),
  [Feature.NO_RETRIES]: noRetries,
  [Feature.RETRY_ON_CONNECTION]: withRetries(approximated(
    'a route with retries should retry whenever no connection was made, it broke or an attempt took too long; '
      + 'these cannot be told apart, and an implementation may do less')),
  [Feature.RETRY_ON_HTTP_STATUS]: withRetries(approximated(
    'server errors are 500, 502, 503 and 504, the codes that every implementation knows, and other codes may be ignored; '
      + 'broken connections should be retried too'), onHttpStatuses),
  [Feature.RETRY_ON_GRPC_STATUS]: always(unsupported('an HTTPRoute retries on HTTP status codes only, and a GRPCRoute never; '
    + 'use RetryOn.CONNECT_FAILURE, or Istio or Linkerd')),
  [Feature.REQUEST_LIMITS]: always(unsupported('the Gateway API has no limits for what is in flight; '
    + 'use Istio sidecar, or limit connections in the application')),
  [Feature.EJECTION]: always(unsupported('the Gateway API does not put failing endpoints aside; '
    + 'use Istio or Linkerd, and a readiness probe in any case')),
  [Feature.MTLS_STRICT]: always(unsupported(`${MTLS}; use Istio or Linkerd`)),
  [Feature.MTLS_PERMISSIVE]: always(unsupported(`${MTLS}, and pods take plaintext as it is; leave \`mtls\` out, or use Istio or Linkerd`)),
  [Feature.MTLS_EXCEPTION]: always(unsupported(`${MTLS}, so no port needs an exception from it; leave it out, or use Istio or Linkerd`)),
  [Feature.DEFAULT_DENY]: always(approximated('it is a NetworkPolicy in each namespace that the App declares on the Gateway API, '
    + 'other namespaces stay as they are; it holds if the network plugin of the cluster enforces NetworkPolicies, and never for a pod\'s own node, from where probes come')),
  [Feature.ALLOW_IDENTITY]: always(approximated('callers are told by the labels and namespace of their pods, and not by an identity that they prove: '
    + 'who may label pods there gets in, and pods of the account that the App does not know do not; '
    + 'it is a NetworkPolicy, which the network plugin of the cluster has to enforce, with port ranges (endPort) for the ports that no list rules, '
    + 'and which never holds for a pod\'s own node, from where probes come')),
  [Feature.ALLOW_REQUEST]: always(unsupported(`${ON_REQUESTS}; leave methods, paths and grpcMethods out, or use Istio or Linkerd`)),
  [Feature.ALLOW_IP_RANGE]: always(approximated('it is up to the network plugin whether the addresses of pods count, '
    + 'and whether an address is compared before or after a load balancer or the node has rewritten it')),
};
