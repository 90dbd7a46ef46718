import { LinkerdInboundPolicy, Mesh } from '../../../../src';
import { manifests } from '../../../support/app';
import { accessOn } from '../../../support/simulated-access';
import { LINKERD_PROGRAMS } from '../../../security/linkerd-programs';
import { requestsOf, type Program } from '../../../security/program';
import { PROGRAMS } from '../../../security/programs';

const evaluate = accessOn('linkerd');

function check({ table, build }: Program, mesh: Mesh): void {
  const app = build(mesh);
  app.synthYaml();
  const objects = manifests(app);
  const lines = table.filter(row => !row.on || row.on.includes('linkerd')).flatMap(row => requestsOf(row, objects).map(({ caller, expected, request }) => {
    const where = `${caller} → ${row.to} ${row.is ?? 'bytes'} ${row.via ?? ''}`;
    return { expected: `${where}: ${expected}`, actual: `${where}: ${evaluate(objects, request)}` };
  }));
  expect(lines.map(l => l.actual)).toEqual(lines.map(l => l.expected));
}

test.each(LINKERD_PROGRAMS.map(p => [p.name, p] as const))('%s', (_, program) => {
  const { installed, probeNetworks } = program;
  for (const version of ['2.18', '2.19', '2.20']) {
    check(program, Mesh.linkerd({ version, ...(installed && { defaultInboundPolicy: installed }), ...(probeNetworks && { probeNetworks }) }));
  }
});

/** Linkerd, installed as the program asks of the whole mesh. */
function installedFor({ build }: Program): Mesh {
  const meshes = Object.values(LinkerdInboundPolicy).map(defaultInboundPolicy => Mesh.linkerd({ defaultInboundPolicy }));
  return meshes.find(mesh => !refusal(() => build(mesh)).includes('proxy.defaultInboundPolicy'))!;
}

const meshWide = PROGRAMS.filter(({ build }) => refusal(() => build(Mesh.linkerd()).synthYaml()).includes('proxy.defaultInboundPolicy'));
const podsOutOfReach = (program: Program) => refusal(() => program.build(installedFor(program)).synthYaml()).includes('default-inbound-policy: deny');

test.each(meshWide.filter(p => !podsOutOfReach(p)).map(p => [p.name, p] as const))('the whole mesh: %s', (_, program) => {
  check(program, installedFor(program));
});

test('single pods that are to deny by default are refused, if they are out of reach', () => {
  expect(meshWide.filter(podsOutOfReach).map(p => p.name)).toEqual(['default deny of a workload in an exempt namespace']);
});

function refusal(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    return String(error);
  }
}
