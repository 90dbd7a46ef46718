import { Mesh, MeshDefaults } from '../../src';
import { manifests, MESHES } from '../support/app';
import { accessOn } from '../support/simulated-access';
import { requestsOf, shopOn } from './program';
import { PROGRAMS } from './programs';

test('every mechanism has a program, and no two have one name', () => {
  expect(PROGRAMS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(PROGRAMS.map(p => p.name)).size).toBe(PROGRAMS.length);
  for (const program of PROGRAMS) expect(program.table.flatMap(row => [...(row.allowed ?? []), ...(row.refused ?? [])]).length).toBeGreaterThan(0);
});

describe.each(MESHES)('%s', name => {
  const evaluate = accessOn(name);
  const mesh = Mesh.fromName(name);

  test.each(PROGRAMS.map(p => [p.name, p] as const))('%s', (_name, program) => {
    const words = program.refusedOn?.[name];
    if (words) {
      expect(() => program.build(mesh).synthYaml()).toThrow(words);
      return;
    }
    const app = program.build(mesh);
    app.synthYaml();
    const objects = manifests(app);
    const lines = program.table.filter(row => !row.on || row.on.includes(name)).flatMap(row => requestsOf(row, objects).map(({ caller, expected, request }) => {
      const where = [caller, '→', row.to, row.is ?? 'bytes', row.via ?? '', JSON.stringify(row.labels ?? {})].join(' ');
      return { expected: `${where}: ${expected}`, actual: `${where}: ${evaluate(objects, request)}` };
    }));
    expect(lines.map(l => l.actual)).toEqual(lines.map(l => l.expected));
  });
});

test.each(MESHES)('%s: the root namespace cannot be exempt', name => {
  const { chart } = shopOn(Mesh.fromName(name));
  const defaults = () => new MeshDefaults(chart, 'defaults', { mesh: Mesh.fromName(name), defaultDeny: true, exempt: ['istio-system'] });
  expect(defaults).toThrow(/root namespace/);
});
