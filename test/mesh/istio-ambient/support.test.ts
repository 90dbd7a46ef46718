import { Feature, SupportLevel } from '../../../src/model/feature';
import { Protocol } from '../../../src/model/protocol';
import { istioAmbient } from '../../../src/mesh/istio/ambient/data-plane';
import { defaultWaypoint } from '../../../src/mesh/istio/ambient/waypoint-model';
import { aCluster } from '../../support/model';
import { ambient } from './rendered';

const on = (version: string, channel: 'standard' | 'experimental') => aCluster({ gatewayApi: { version, channel } });
const ask = (feature: Feature, protocol: Protocol = Protocol.HTTP, cluster = on('1.5', 'standard')) => ambient().support(feature, { cluster, protocol });
const level = (...args: Parameters<typeof ask>) => ask(...args).level;
const { NATIVE, APPROXIMATED, UNSUPPORTED } = SupportLevel;

const HTTP = [Protocol.HTTP, Protocol.HTTP2, Protocol.GRPC];
const OTHERS = [Protocol.HTTPS, Protocol.TLS, Protocol.TCP];
const VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6'];
const ON_CONNECTIONS = [
  Feature.ENROLMENT, Feature.WORKLOAD_OPT_OUT, Feature.REQUEST_LIMITS, Feature.EJECTION,
  Feature.MTLS_STRICT, Feature.MTLS_PERMISSIVE, Feature.MTLS_EXCEPTION, Feature.DEFAULT_DENY, Feature.ALLOW_IDENTITY, Feature.ALLOW_IP_RANGE,
];

test.each([
  [Feature.ENROLMENT, NATIVE], [Feature.WORKLOAD_OPT_OUT, NATIVE], [Feature.WEIGHTED_SPLIT, NATIVE], [Feature.MATCH_PATH, NATIVE], [Feature.MATCH_METHOD, NATIVE],
  [Feature.MATCH_HEADER, NATIVE], [Feature.MATCH_QUERY, NATIVE], [Feature.MATCH_REGEX, APPROXIMATED], [Feature.REQUEST_TIMEOUT, NATIVE],
  [Feature.REQUEST_LIMITS, APPROXIMATED], [Feature.EJECTION, NATIVE],
  [Feature.MTLS_STRICT, NATIVE], [Feature.MTLS_PERMISSIVE, NATIVE], [Feature.MTLS_EXCEPTION, NATIVE], [Feature.DEFAULT_DENY, NATIVE], [Feature.ALLOW_IDENTITY, NATIVE],
  [Feature.ALLOW_REQUEST, APPROXIMATED], [Feature.ALLOW_IP_RANGE, APPROXIMATED],
])('%s is %s on ports that speak HTTP, whatever the Gateway API', (feature, expected) => {
  for (const protocol of HTTP) for (const version of VERSIONS) for (const channel of ['standard', 'experimental'] as const) expect(level(feature, protocol, on(version, channel))).toBe(expected);
});

test.each([
  [Feature.RETRIES, APPROXIMATED], [Feature.PER_TRY_TIMEOUT, NATIVE], [Feature.RETRY_ON_CONNECTION, APPROXIMATED],
  [Feature.RETRY_ON_HTTP_STATUS, APPROXIMATED], [Feature.RETRY_ON_GRPC_STATUS, APPROXIMATED],
])('%s needs the experimental channel, and is %s there', (feature, expected) => {
  for (const version of VERSIONS) {
    const protocol = feature === Feature.RETRY_ON_HTTP_STATUS ? Protocol.HTTP : Protocol.GRPC;
    expect(level(feature, protocol, on(version, 'experimental'))).toBe(expected);
    expect(ask(feature, protocol, on(version, 'standard'))).toMatchObject({ level: UNSUPPORTED, alternative: expect.stringContaining('begin the program with Cluster.assign(app, Cluster.of(name, { gatewayApiChannel: GatewayApiChannel.EXPERIMENTAL }))') });
  }
});

test('no retries at all need the experimental channel of a Gateway API that admits 0 attempts', () => {
  for (const version of ['1.2', '1.3', '1.4', '1.5']) expect(level(Feature.NO_RETRIES, Protocol.HTTP, on(version, 'experimental'))).toBe(NATIVE);
  expect(ask(Feature.NO_RETRIES, Protocol.HTTP, on('1.6', 'experimental'))).toMatchObject({ level: UNSUPPORTED, alternative: expect.stringMatching(/gatewayApiVersion: "1.5"/) });
  for (const version of VERSIONS) {
    expect(ask(Feature.NO_RETRIES, Protocol.HTTP, on(version, 'standard'))).toMatchObject({ level: UNSUPPORTED, alternative: expect.stringContaining('GatewayApiChannel.EXPERIMENTAL') });
  }
});

test.each(Object.values(Feature).filter(f => !ON_CONNECTIONS.includes(f)))('%s needs a port on which requests are seen', feature => {
  for (const protocol of OTHERS) {
    expect(ask(feature, protocol, on('1.5', 'experimental'))).toMatchObject({ level: UNSUPPORTED, alternative: expect.stringContaining('ServicePort.http') });
  }
});

test('a split of connections has Istio sidecar as its alternative', () => {
  expect(ask(Feature.WEIGHTED_SPLIT, Protocol.TCP)).toMatchObject({ alternative: expect.stringContaining('Istio sidecar') });
});

test('limits say whose they are, and on which ports requests do not count', () => {
  expect(ask(Feature.REQUEST_LIMITS)).toMatchObject({ difference: expect.stringMatching(/each replica of the waypoint counts for itself, and each version apart/) });
  expect(ask(Feature.REQUEST_LIMITS, Protocol.TCP)).toMatchObject({ level: APPROXIMATED, difference: expect.stringMatching(/connections only/) });
  for (const protocol of OTHERS) expect(level(Feature.EJECTION, protocol)).toBe(NATIVE);
});

test('lists say what does not come through a waypoint, and what is not seen there', () => {
  expect(ask(Feature.ALLOW_REQUEST)).toMatchObject({ difference: expect.stringMatching(/have to come through a Service.*address of a pod, sidecars, ingress gateways/) });
  for (const protocol of [...HTTP, ...OTHERS]) expect(ask(Feature.ALLOW_IP_RANGE, protocol)).toMatchObject({ difference: expect.stringMatching(/a range on a port to which a Service leads through one is refused/) });
});

test('retries say which conditions Istio adds, and which are refused', () => {
  const experimental = on('1.5', 'experimental');
  expect(ask(Feature.RETRIES, Protocol.HTTP, experimental)).toMatchObject({ difference: expect.stringMatching(/no connection was made.*stream was refused.*"unavailable" or "cancelled"/) });
  expect(ask(Feature.RETRY_ON_CONNECTION, Protocol.HTTP, experimental)).toMatchObject({ difference: expect.stringContaining('"reset"') });
  expect(ask(Feature.RETRY_ON_GRPC_STATUS, Protocol.GRPC, experimental)).toMatchObject({ difference: expect.stringContaining('other statuses are refused') });
});

test('the version of Istio changes no answer', () => {
  const newer = istioAmbient({ version: '1.31', waypoint: defaultWaypoint });
  for (const feature of Object.values(Feature)) {
    for (const protocol of [...HTTP, ...OTHERS]) for (const channel of ['standard', 'experimental'] as const) {
      expect(newer.support(feature, { cluster: on('1.5', channel), protocol })).toEqual(ask(feature, protocol, on('1.5', channel)));
    }
  }
});
