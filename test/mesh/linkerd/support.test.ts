import { linkerd } from '../../../src/mesh/linkerd/data-plane';
import { Feature, SupportLevel } from '../../../src/model/feature';
import { Protocol } from '../../../src/model/protocol';
import { aCluster, EXPERIMENTAL } from '../../support/model';
import { plane } from './rendered';

const ask = (feature: Feature, protocol = Protocol.HTTP) => plane.support(feature, { cluster: aCluster(), protocol });
const levels = (protocol: Protocol) => Object.fromEntries(Object.values(Feature).map(f => [f, ask(f, protocol).level]));
const [N, A, U] = [SupportLevel.NATIVE, SupportLevel.APPROXIMATED, SupportLevel.UNSUPPORTED];

it('HTTP ports', () => {
  const http = {
    'enrolment': N, 'workload-opt-out': N, 'weighted-split': N, 'match-path': N, 'match-method': N, 'match-header': N, 'match-query': N, 'match-regex': A,
    'request-timeout': N, 'per-try-timeout': A, 'retries': A, 'no-retries': N, 'retry-on-connection': U, 'retry-on-http-status': N, 'retry-on-grpc-status': U,
    'request-limits': U, 'ejection': A,
    'mtls-strict': A, 'mtls-permissive': N, 'mtls-exception': N, 'default-deny': A, 'allow-identity': N, 'allow-request': A, 'allow-ip-range': N,
  };
  expect(levels(Protocol.HTTP)).toEqual(http);
  expect(levels(Protocol.HTTP2)).toEqual(http);
});

it('gRPC ports: no methods, no query, gRPC statuses instead of HTTP ones', () => {
  expect(levels(Protocol.GRPC)).toEqual({
    ...levels(Protocol.HTTP), 'match-method': U, 'match-header': A, 'match-query': U, 'retry-on-http-status': U, 'retry-on-grpc-status': N,
  });
});

it.each([Protocol.TCP, Protocol.TLS, Protocol.HTTPS])('%s ports: enrolment, and who may connect', protocol => {
  const given: Record<string, SupportLevel> = { 'enrolment': N, 'workload-opt-out': N, 'mtls-strict': A, 'mtls-permissive': N, 'mtls-exception': N, 'default-deny': A, 'allow-identity': N, 'allow-ip-range': N };
  for (const [feature, level] of Object.entries(levels(protocol))) expect([feature, level]).toEqual([feature, given[feature] ?? U]);
});

it('neither the version nor the Gateway API of the cluster changes an answer', () => {
  const clusters = [aCluster(), EXPERIMENTAL, aCluster({ gatewayApi: { version: '1.2', channel: 'standard' } })];
  for (const feature of Object.values(Feature)) {
    for (const protocol of Object.values(Protocol)) {
      const answers = ['2.18', '2.19', '2.20'].flatMap(version => clusters.map(cluster => linkerd({ version }).support(feature, { cluster, protocol })));
      expect(new Set(answers.map(a => JSON.stringify(a))).size).toBe(1);
    }
  }
});

it('the words say what differs, and what to write instead', () => {
  expect(ask(Feature.EJECTION)).toMatchObject({ difference: expect.stringMatching(/interval .* maxEjectionPercent,.* doubles .* 5 minutes,.* annotations/) });
  expect(ask(Feature.PER_TRY_TIMEOUT)).toMatchObject({ difference: expect.stringMatching(/last attempt .* RequestTimeout/) });
  expect(ask(Feature.RETRIES)).toMatchObject({ difference: expect.stringMatching(/64 KiB/) });
  expect(ask(Feature.RETRY_ON_CONNECTION)).toMatchObject({ alternative: expect.stringMatching(/RetryOn\.GATEWAY_ERRORS/) });
  expect(ask(Feature.REQUEST_LIMITS)).toMatchObject({ alternative: expect.stringMatching(/Istio sidecar/) });
  expect(ask(Feature.MATCH_METHOD, Protocol.GRPC)).toMatchObject({ alternative: expect.stringMatching(/POST.*path/) });
  expect(ask(Feature.MATCH_HEADER, Protocol.GRPC)).toMatchObject({ difference: expect.stringMatching(/names the gRPC service/) });
  expect(ask(Feature.WEIGHTED_SPLIT, Protocol.TCP)).toMatchObject({ alternative: expect.stringMatching(/tcp port; use Istio sidecar, or declare/) });
});
