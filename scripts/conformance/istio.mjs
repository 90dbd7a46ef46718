// Steps of the conformance run that ask Istio's own code (conformance/istio): its webhook, its analyzers and what it makes of the proxies.
import { startIstioJudge } from '../lib/istio-judge.mjs';
import { compareAnalysis } from './analysis.mjs';
import { readDifferences } from './explained.mjs';
import { recordRun } from './simulator/record.mjs';
import { compareSimulator } from './simulator/run.mjs';
import { compareWebhook } from './webhook.mjs';

const SEED = Number(process.env.SEED ?? 1);
const MUTANTS = Number(process.env.MUTANTS ?? 20_000);
const MESHES = Number(process.env.MESHES ?? 200);
const REQUESTS = 50;
const BROKEN_SETS = Number(process.env.BROKEN_SETS ?? 1_000);

/** Compares sets of objects, `[{ name, fixture, objects }]`, and random meshes, prints differences and settles with the number of differences. */
export async function compareWithIstio({ root, sets, record }) {
  const explained = readDifferences(root);
  const istio = startIstioJudge();
  try {
    const started = performance.now();
    const webhook = await compareWebhook({
      root, istio, seed: SEED, count: MUTANTS, explained: explained.webhook, objects: sets.flatMap(({ objects }) => objects),
    });
    print('istiod\'s webhook', webhook, ({ where, says, object }) => `${where}: ${says}: ${JSON.stringify(object.spec).slice(0, 1000)}`);
    console.log(`istiod's webhook: ${webhook.counted} objects, of which it refuses ${webhook.refused}; seed ${SEED}, ${since(started)}`);

    const restarted = performance.now();
    const analysis = await compareAnalysis({ root, istio, seed: SEED, count: BROKEN_SETS, explained: explained.analysis, sets: sets.filter(({ fixture }) => !fixture) });
    print('istioctl analyze', analysis, (example) => example);
    for (const [failure, set] of analysis.failures) console.log(`istioctl analyze: ${failure} (${set})`);
    console.log(`istioctl analyze: ${analysis.sets} sets, ${analysis.messages} messages with ${analysis.codes.size} codes, `
      + `${analysis.findings} findings here that bear such a code; seed ${SEED}, ${since(restarted)}`);

    const simulated = await compareSimulator({ meshes: MESHES, seed: SEED, requests: REQUESTS });
    if (record) recordRun(root, { seed: SEED, requests: REQUESTS, outcomes: simulated });
    return webhook.differences.sorts.length + analysis.differences.sorts.length + simulated.reduce((sum, { disagreements }) => sum + disagreements, 0);
  } finally {
    await istio.close();
  }
}

function print(name, { differences, unused }, exampleText) {
  for (const { sort, count, examples } of differences.sorts) {
    console.log(`FAIL ${name}: ${sort} (${count} times)`);
    for (const example of examples) console.log(`    ${exampleText(example).replaceAll('\n', ' ')}`);
  }
  for (const entry of unused) console.log(`${name}: an explanation in differences.json is not needed: ${JSON.stringify(entry)}`);
}

const since = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
