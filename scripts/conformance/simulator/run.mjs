// The simulator against the components themselves, on random meshes. By hand, after `npm run conformance` has built the judges:
//
//   node scripts/conformance/simulator/run.mjs --area sidecar-routes --meshes 200 --requests 50 --seed 1
//
// `--keep` writes each disagreement, made small, to test/simulator/judged, where it stays as a test.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fetchEnvoy } from '../../lib/envoy.mjs';
import { AREAS } from './areas.mjs';
import { keepCase, smaller } from './judged-case.mjs';
import { recordRun } from './record.mjs';
import { disagreement, kept, setOf, simulate } from './simulate.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const SHRUNK = 5;

/**
 * Compares one area on `meshes` random meshes. Settles with how many requests were compared, of how many the judge could say nothing, and the
 * disagreements, the first few made small.
 */
export async function compareArea(area, { meshes, seed, requests }) {
  const judge = await area.start();
  const found = { compared: 0, unanswered: 0, disagreements: [], verdicts: {} };
  try {
    for (let at = seed; at < seed + meshes; at += 1) {
      const mesh = area.mesh(at, requests);
      const objects = kept(mesh.objects);
      const set = setOf(objects);
      const expected = await judge.ask(objects, mesh.requests);
      for (const [index, expect] of expected.entries()) {
        if (expect === undefined) {
          found.unanswered += 1;
          continue;
        }
        found.compared += 1;
        const request = mesh.requests[index];
        const result = simulate(set, request);
        found.verdicts[result.verdict ?? 'error'] = (found.verdicts[result.verdict ?? 'error'] ?? 0) + 1;
        const where = disagreement(result, expect);
        if (where.length > 0) found.disagreements.push({ seed: at, objects: mesh.objects, request, expect, where });
      }
    }
    for (const one of found.disagreements.slice(0, SHRUNK)) Object.assign(one, await smaller(one, (objects, list) => judge.ask(objects, list)));
  } finally {
    await judge.close();
  }
  return found;
}

/** Every area, each with a line of what came of it; settles with what each found. */
export async function compareSimulator({ meshes, seed, requests, areas = AREAS, keep = false }) {
  const outcomes = [];
  for (const area of areas) {
    if (area.needsEnvoy && !fetchEnvoy()) {
      console.log(`${area.title}: skipped, Envoy cannot be fetched`);
      continue;
    }
    const started = performance.now();
    const count = Math.ceil(meshes * (area.share ?? 1));
    const { compared, unanswered, disagreements, verdicts } = await compareArea(area, { meshes: count, seed, requests });
    for (const one of disagreements.slice(0, SHRUNK)) {
      console.log(`FAIL ${area.title}: seed ${one.seed}: ${JSON.stringify(one.where)}: ${JSON.stringify(one.request)}`);
      if (keep) console.log(`    kept as ${keepCase(root, `${area.name}-${one.seed}`, one)}`);
      else console.log(`    ${JSON.stringify(one.objects.filter(({ kind }) => kind !== 'Namespace'))}`);
    }
    const said = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`).join(', ');
    console.log(`${area.title}: ${compared} requests (${said}), ${disagreements.length} disagreements, ${unanswered} that ${area.judge} says nothing of; `
      + `${((performance.now() - started) / 1000).toFixed(1)} s`);
    outcomes.push({ name: area.name, meshes: count, compared, unanswered, disagreements: disagreements.length });
  }
  return outcomes;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: {
    area: { type: 'string', multiple: true }, seed: { type: 'string', default: '1' }, meshes: { type: 'string', default: '200' },
    requests: { type: 'string', default: '50' }, keep: { type: 'boolean', default: false }, record: { type: 'boolean', default: false },
  } });
  const areas = values.area ? AREAS.filter(({ name }) => values.area.includes(name)) : AREAS;
  const [meshes, seed, requests] = [values.meshes, values.seed, values.requests].map(Number);
  const outcomes = await compareSimulator({ meshes, seed, requests, areas, keep: values.keep });
  if (values.record) recordRun(root, { seed, requests, outcomes });
  if (outcomes.some(({ disagreements }) => disagreements > 0)) process.exitCode = 1;
}
