import { Feature, SupportLevel } from '../../../src/model/feature';
import { Protocol } from '../../../src/model/protocol';
import { istioSidecar } from '../../../src/mesh/istio/sidecar/data-plane';
import { aCluster, EXPERIMENTAL } from '../../support/model';
import { mesh } from './rendered';

const ask = (feature: Feature, protocol: Protocol, plane = mesh) => plane.support(feature, { cluster: aCluster(), protocol });
const HTTP = [Protocol.HTTP, Protocol.HTTP2, Protocol.GRPC];
const OTHERS = [Protocol.HTTPS, Protocol.TLS, Protocol.TCP];
const APPROXIMATED = [Feature.RETRY_ON_HTTP_STATUS];
const SECURITY = [Feature.MTLS_STRICT, Feature.MTLS_PERMISSIVE, Feature.MTLS_EXCEPTION, Feature.DEFAULT_DENY, Feature.ALLOW_IDENTITY, Feature.ALLOW_IP_RANGE];
const ON_CONNECTIONS = [Feature.ENROLMENT, Feature.WORKLOAD_OPT_OUT, Feature.WEIGHTED_SPLIT, Feature.REQUEST_LIMITS, Feature.EJECTION, ...SECURITY];

/** On what of HTTP a status condition can be. */
const of = (feature: Feature) => (feature === Feature.RETRY_ON_HTTP_STATUS ? [Protocol.HTTP, Protocol.HTTP2] : feature === Feature.RETRY_ON_GRPC_STATUS ? [Protocol.GRPC] : HTTP);

test.each(Object.values(Feature))('%s is answered on ports that speak HTTP', feature => {
  for (const protocol of of(feature)) {
    expect(ask(feature, protocol).level).toBe(APPROXIMATED.includes(feature) ? SupportLevel.APPROXIMATED : SupportLevel.NATIVE);
  }
});

test.each(Object.values(Feature).filter(f => !ON_CONNECTIONS.includes(f)))('%s needs a port on which requests are seen', feature => {
  for (const protocol of OTHERS) {
    expect(ask(feature, protocol)).toMatchObject({ level: SupportLevel.UNSUPPORTED, alternative: expect.stringContaining('ServicePort.http') });
  }
});

test('connections are split, but not those with TLS of the application\'s own', () => {
  expect(ask(Feature.WEIGHTED_SPLIT, Protocol.TCP).level).toBe(SupportLevel.NATIVE);
  for (const protocol of [Protocol.HTTPS, Protocol.TLS]) {
    expect(ask(Feature.WEIGHTED_SPLIT, protocol)).toMatchObject({ level: SupportLevel.UNSUPPORTED, alternative: expect.stringContaining('ServicePort.tcp') });
  }
});

test('ejection, enrolment and who may connect hold whatever the port speaks', () => {
  for (const protocol of OTHERS) {
    for (const feature of [Feature.EJECTION, Feature.ENROLMENT, Feature.WORKLOAD_OPT_OUT, ...SECURITY]) expect(ask(feature, protocol).level).toBe(SupportLevel.NATIVE);
  }
});

test('limits say whose they are, and on which ports requests do not count', () => {
  expect(ask(Feature.REQUEST_LIMITS, Protocol.HTTP).level).toBe(SupportLevel.NATIVE);
  expect(ask(Feature.REQUEST_LIMITS, Protocol.TCP)).toMatchObject({ difference: expect.stringMatching(/connections are limited, requests are not/) });
});

test('retries on status say which conditions Istio adds', () => {
  expect(ask(Feature.RETRY_ON_HTTP_STATUS, Protocol.HTTP)).toMatchObject({ difference: expect.stringMatching(/connection failed or broke/) });
});

test('neither the version of Istio nor the Gateway API of the cluster changes an answer', () => {
  const newer = istioSidecar({ version: '1.31' });
  for (const feature of Object.values(Feature)) {
    for (const protocol of [...HTTP, ...OTHERS]) {
      expect(ask(feature, protocol, newer)).toEqual(ask(feature, protocol));
      expect(mesh.support(feature, { cluster: EXPERIMENTAL, protocol })).toEqual(ask(feature, protocol));
    }
  }
});

test('statuses of the other protocol are refused', () => {
  expect(ask(Feature.RETRY_ON_HTTP_STATUS, Protocol.GRPC)).toMatchObject({ level: SupportLevel.UNSUPPORTED, alternative: expect.stringContaining('RetryOn.grpc') });
  expect(ask(Feature.RETRY_ON_GRPC_STATUS, Protocol.HTTP)).toMatchObject({ level: SupportLevel.UNSUPPORTED, alternative: expect.stringContaining('RetryOn.status') });
});
