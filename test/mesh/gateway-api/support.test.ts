import { gatewayApi } from '../../../src/mesh/gateway-api/data-plane';
import { Feature, SupportLevel } from '../../../src/model/feature';
import { Protocol, speaksHttp } from '../../../src/model/protocol';
import { aCluster } from '../../support/model';

type Channel = 'standard' | 'experimental';
const VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6'];
const answer = (feature: Feature, version = '1.5', channel: Channel = 'standard', protocol = Protocol.HTTP) =>
  gatewayApi().support(feature, { cluster: aCluster({ gatewayApi: { version, channel } }), protocol });
const level = (...args: Parameters<typeof answer>) => answer(...args).level;
const { NATIVE, APPROXIMATED, UNSUPPORTED } = SupportLevel;

const SECURITY = [
  Feature.MTLS_STRICT, Feature.MTLS_PERMISSIVE, Feature.MTLS_EXCEPTION, Feature.DEFAULT_DENY, Feature.ALLOW_IDENTITY, Feature.ALLOW_REQUEST, Feature.ALLOW_IP_RANGE,
];
const ON_REQUESTS = Object.values(Feature).filter(f => ![
  Feature.ENROLMENT, Feature.WORKLOAD_OPT_OUT, Feature.REQUEST_LIMITS, Feature.EJECTION, Feature.RETRY_ON_GRPC_STATUS, ...SECURITY,
].includes(f));

it('every feature has an answer, and says in words what differs or what to do instead', () => {
  for (const feature of Object.values(Feature)) for (const protocol of Object.values(Protocol)) for (const version of VERSIONS) {
    for (const channel of ['standard', 'experimental'] as const) {
      const support = answer(feature, version, channel, protocol);
      if (support.level === APPROXIMATED) expect(support.difference).toMatch(/^\S.*[^.\s]$/);
      if (support.level === UNSUPPORTED) expect(support.alternative).toMatch(/use |declare |begin |leave /);
    }
  }
});

it.each([Feature.WEIGHTED_SPLIT, Feature.MATCH_PATH, Feature.MATCH_METHOD, Feature.MATCH_HEADER, Feature.MATCH_QUERY, Feature.REQUEST_TIMEOUT])(
  '%s is native on every version and channel, for ports whose requests can be seen', feature => {
    for (const version of VERSIONS) for (const channel of ['standard', 'experimental'] as const) for (const protocol of Object.values(Protocol)) {
      expect(level(feature, version, channel, protocol)).toBe(speaksHttp(protocol) ? NATIVE : UNSUPPORTED);
    }
  });

it.each(ON_REQUESTS)('%s needs a port whose requests can be seen', feature => {
  for (const protocol of [Protocol.HTTPS, Protocol.TLS, Protocol.TCP]) {
    expect(answer(feature, '1.5', 'experimental', protocol)).toEqual({ level: UNSUPPORTED, alternative: expect.stringMatching(new RegExp(`${protocol} port.*ServicePort\\.http`)) });
  }
});

it('regular expressions are the implementation\'s', () => {
  expect(answer(Feature.MATCH_REGEX)).toEqual({ level: APPROXIMATED, difference: expect.stringMatching(/dialect.*implementation.*place.*refused/) });
});

it.each([
  [Feature.RETRIES, NATIVE], [Feature.PER_TRY_TIMEOUT, NATIVE], [Feature.RETRY_ON_CONNECTION, APPROXIMATED], [Feature.RETRY_ON_HTTP_STATUS, APPROXIMATED],
] as const)('%s needs the experimental channel', (feature, there) => {
  for (const version of VERSIONS) {
    expect(level(feature, version, 'experimental')).toBe(there);
    expect(answer(feature, version, 'standard')).toEqual({ level: UNSUPPORTED, alternative: expect.stringMatching(/Cluster\.assign\(app, .*GatewayApiChannel\.EXPERIMENTAL/) });
  }
});

it('no retries at all can be asked for in the experimental channel up to 1.5', () => {
  for (const version of VERSIONS) expect(level(Feature.NO_RETRIES, version, 'experimental')).toBe(version === '1.6' ? UNSUPPORTED : NATIVE);
  expect(answer(Feature.NO_RETRIES, '1.6', 'experimental')).toMatchObject({ alternative: expect.stringMatching(/from 1\.6 on.*0 attempts.*use the experimental channel of Gateway API 1\.2 to 1\.5/) });
  for (const version of VERSIONS) expect(answer(Feature.NO_RETRIES, version)).toMatchObject({ level: UNSUPPORTED, alternative: expect.stringMatching(/leaves them to the implementation.*GatewayApiChannel\.EXPERIMENTAL/) });
});

it('what the Gateway API has no words for is not supported', () => {
  for (const feature of [Feature.RETRY_ON_GRPC_STATUS, Feature.REQUEST_LIMITS, Feature.EJECTION, Feature.WORKLOAD_OPT_OUT]) {
    for (const channel of ['standard', 'experimental'] as const) expect(level(feature, '1.6', channel, Protocol.GRPC)).toBe(UNSUPPORTED);
  }
});

it('nothing is enrolled, and that is said', () => {
  expect(answer(Feature.ENROLMENT)).toEqual({ level: APPROXIMATED, difference: expect.stringContaining('nothing to enrol') });
});
