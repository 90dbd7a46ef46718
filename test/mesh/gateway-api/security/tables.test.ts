import { Mesh } from '../../../../src';
import { gatewayApiPrograms } from '../../../security/gateway-api-programs';
import { requestsOf } from '../../../security/program';
import { manifests } from '../../../support/app';
import { accessOn } from '../../../support/simulated-access';

const evaluate = accessOn('gateway-api');

beforeAll(() => { jest.spyOn(process.stderr, 'write').mockReturnValue(true); });
afterAll(() => jest.restoreAllMocks());

it.each(gatewayApiPrograms.map(program => [program.name, program] as const))('%s', (_name, program) => {
  const app = program.build(Mesh.gatewayApi());
  app.synthYaml();
  const objects = manifests(app);
  const lines = program.table.flatMap(row => requestsOf(row, objects).map(({ caller, expected, request }) => {
    const where = `${caller} → ${row.to} ${row.is ?? 'bytes'}`;
    return { expected: `${where}: ${expected}`, actual: `${where}: ${evaluate(objects, request)}` };
  }));
  expect(lines.map(l => l.actual)).toEqual(lines.map(l => l.expected));
});
