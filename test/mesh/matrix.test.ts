import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { goInstalled, judgeBinary, startJudge } from '../../scripts/lib/admission-judge.mjs';
import type { AdmissionJudge } from '../../scripts/lib/admission-judge.mjs';
import { Feature, Mesh, MeshReport, Protocol, SupportLevel } from '../../src';
import { DATA_PLANES } from '../../src/model/data-plane';
import type { Manifest } from '../support/app';
import { manifests } from '../support/app';
import { meaningOf } from '../support/meaning';
import { accessTo } from '../support/meaning/access';
import type { Channel } from '../support/shop-in';
import { CHANNELS, clusterOf, shopIn } from '../support/shop-in';
import type { Cell } from './matrix/row';
import { PORT } from './matrix/row';
import { ROWS } from './matrix/rows';

/** Every feature on every data plane, in both channels of the Gateway API and for every protocol: native, approximated or refused as declared. */

interface FullCell extends Cell {
  readonly feature: Feature;
  readonly channel: Channel;
}

const cells = Object.values(Feature).flatMap(feature => DATA_PLANES.flatMap(plane => CHANNELS.flatMap(channel =>
  Object.values(Protocol).map((protocol): FullCell => ({ feature, plane, channel, protocol })))));
const answer = ({ feature, plane, channel, protocol }: FullCell) => Mesh.fromName(plane).support(feature, { cluster: clusterOf(channel), protocol });
const title = ({ feature, plane, channel, protocol }: FullCell) => [feature, plane, channel, protocol] as const;

/** What is said of pods or of who may call is never left out: a program that goes on without it would be open where it is meant to be closed. */
const NEVER_OMITTED = [
  Feature.WORKLOAD_OPT_OUT, Feature.MTLS_STRICT, Feature.MTLS_PERMISSIVE, Feature.MTLS_EXCEPTION, Feature.DEFAULT_DENY,
  Feature.ALLOW_IDENTITY, Feature.ALLOW_REQUEST, Feature.ALLOW_IP_RANGE,
];

/** Intents on requests are refused on other ports before a data plane is asked. */
const ON_REQUESTS = Object.values(Feature).filter(feature => ![
  Feature.ENROLMENT, Feature.WEIGHTED_SPLIT, Feature.REQUEST_LIMITS, Feature.EJECTION, ...NEVER_OMITTED.filter(f => f !== Feature.ALLOW_REQUEST),
].includes(feature));
const HTTP_PROTOCOLS = [Protocol.HTTP, Protocol.HTTP2, Protocol.GRPC];

const NEEDS_RETRIES = [Feature.PER_TRY_TIMEOUT, Feature.RETRY_ON_CONNECTION, Feature.RETRY_ON_HTTP_STATUS, Feature.RETRY_ON_GRPC_STATUS];

/** Conditions of another protocol than the port's are nobody's. */
function otherProtocol({ feature, protocol }: FullCell): boolean {
  return (ON_REQUESTS.includes(feature) && !HTTP_PROTOCOLS.includes(protocol))
    || (feature === Feature.RETRY_ON_HTTP_STATUS && protocol === Protocol.GRPC) || (feature === Feature.RETRY_ON_GRPC_STATUS && protocol !== Protocol.GRPC);
}

const able = cells.filter(cell => !answer(cell).isUnsupported && !otherProtocol(cell));
const unable = cells.filter(cell => answer(cell).isUnsupported || otherProtocol(cell));

function program(cell: FullCell) {
  const shop = shopIn(Mesh.fromName(cell.plane), cell.channel);
  ROWS[cell.feature].ask(shop, cell);
  return shop;
}

/** Whether pods take part in the mesh is said by labels and annotations, not by routes. */
function meaning(cell: FullCell, objects: readonly Manifest[]): string[] {
  const told = (metadata: Manifest = {}) => [
    ...Object.entries(metadata.labels ?? {}).filter(([key]) => key.includes('istio')).map(([k, v]) => `label ${k}: ${v}`),
    ...Object.entries(metadata.annotations ?? {}).filter(([key]) => key.includes('linkerd')).map(([k, v]) => `annotation ${k}: ${v}`),
  ];
  const only = (kind: string) => objects.find(o => o.kind === kind)!;
  if (cell.feature === Feature.ENROLMENT) return told(only('Namespace').metadata);
  if (cell.feature === Feature.WORKLOAD_OPT_OUT) return told(only('Job').spec.template.metadata);
  const { access } = ROWS[cell.feature];
  return access ? accessTo(cell.plane, objects, access.namespace, access.sent(cell)) : meaningOf(cell.plane, objects);
}

test('no data plane says that it can do what no construct can ask of it', () => {
  expect(cells.filter(cell => otherProtocol(cell) && !answer(cell).isUnsupported).map(cell => title(cell).join(' '))).toEqual([]);
});

describe('native and approximated cells', () => {
  test.each(able.map(cell => [...title(cell), cell] as const))('%s on %s (%s) for %s means what was asked', (_f, _p, _c, _protocol, cell) => {
    const { app } = program(cell);
    app.synthYaml();
    expect(meaning(cell, manifests(app))).toEqual(ROWS[cell.feature].means(cell));
  });

  test.each(able.map(cell => [...title(cell), cell] as const))('%s on %s (%s) for %s is in the report with its words', (_f, _p, _c, _protocol, cell) => {
    const { level, difference } = answer(cell);
    const entries = MeshReport.of(program(cell).app).features.filter(f => f.feature === cell.feature);
    expect(entries).toEqual([{
      feature: cell.feature, mesh: cell.plane, cluster: cell.channel, level, omitted: false, ...(difference !== undefined && { difference }), paths: [`shop/${ROWS[cell.feature].asker}`],
    }]);
    expect(difference === undefined).toBe(level === SupportLevel.NATIVE);
  });

  // Where it is not built, `npm run conformance` builds it; CI must not skip it.
  const judged = Boolean(process.env['CI']) || (goInstalled() && existsSync(judgeBinary));
  (judged ? describe : describe.skip)('are admitted by the API server', () => {
    const folder = join(__dirname, '../../imports/schemas');
    const judges = new Map<Channel, AdmissionJudge>();
    const of = (channel: Channel) => readdirSync(folder).filter(file => !file.startsWith('kubernetes-')).filter(file => !file.startsWith('gateway-api-') || file.endsWith(`-${channel}.json`)).map(file => join(folder, file));

    beforeAll(async () => {
      for (const channel of CHANNELS) judges.set(channel, startJudge({ crds: of(channel) }));
      await Promise.all([...judges.values()].map(judge => judge.judgeYaml('{}')));
    }, 60_000);
    afterAll(() => Promise.all([...judges.values()].map(judge => judge.close())));

    test.each(CHANNELS)('with the %s channel of the Gateway API', async channel => {
      const asked = able.filter(cell => cell.channel === channel).flatMap(cell => manifests(program(cell).app).map(object => ({ cell: title(cell).join(' '), object })));
      const verdicts = await Promise.all(asked.map(({ object }) => judges.get(channel)!.judge(object)));
      const refused = asked.flatMap(({ cell, object }, i) => (verdicts[i]!.admitted ? [] : [`${cell}: ${object.kind} ${object.metadata.name}: ${verdicts[i]!.errors.join('; ')}`]));
      expect(refused).toEqual([]);
    }, 60_000);
  });
});

describe('unsupported cells', () => {
  function refusal(cell: FullCell): string {
    try {
      program(cell);
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing thrown';
  }

  test.each(unable.filter(cell => !otherProtocol(cell)).map(cell => [...title(cell), cell] as const))('%s on %s (%s) for %s says what is declared', (_f, _p, _c, _protocol, cell) => {
    const { feature, plane, protocol } = cell;
    // What cannot be without retries is refused with them.
    const asked = NEEDS_RETRIES.includes(feature) && unable.some(c => c.feature === Feature.RETRIES && c.plane === plane && c.channel === cell.channel && c.protocol === protocol)
      ? Feature.RETRIES : feature;
    const never = NEVER_OMITTED.includes(feature);
    const where = never ? '' : ` on port ${PORT} (${protocol}) of service "cart"`;
    const leave = never ? '' : '; or leave it out there with whenUnsupported: WhenUnsupported.OMIT';
    expect(refusal(cell)).toBe(`[shop/${ROWS[feature].asker}] ${plane} does not support ${asked}${where}: ${answer({ ...cell, feature: asked }).alternative}${leave}`);
  });

  test.each(unable.filter(otherProtocol).map(cell => [...title(cell), cell] as const))('%s on %s (%s) for %s names the protocol', (feature, _p, _c, protocol, cell) => {
    if (feature === Feature.ALLOW_REQUEST) expect(refusal(cell)).toContain(`need ports that speak HTTP, and the entry is for ${PORT} (${protocol})`);
    else expect(refusal(cell)).toContain(protocol === Protocol.GRPC ? 'port 7070 speaks gRPC' : `port 7070 speaks ${protocol}`);
  });
});
