// Steps of the conformance run that ask Istio's own code (conformance/istio): its webhook and its analyzers.
import { startIstioJudge } from '../lib/istio-judge.mjs';
import { compareAnalysis } from './analysis.mjs';
import { readDifferences } from './explained.mjs';
import { compareWebhook } from './webhook.mjs';

const SEED = Number(process.env.SEED ?? 1);
const MUTANTS = Number(process.env.MUTANTS ?? 20_000);
const BROKEN_SETS = Number(process.env.BROKEN_SETS ?? 1_000);

/** Of a set for another mesh, istioctl says mostly that it is not in its own. */
const usesIstio = ({ objects }) => objects.some(({ apiVersion, metadata }) => apiVersion.includes('.istio.io/')
  || Object.keys(metadata.labels ?? {}).some((label) => label.startsWith('istio')));

/** Runs both comparisons over sets of objects, `[{ name, fixture, objects }]`, prints them and settles with the number of differences. */
export async function compareWithIstio({ root, sets }) {
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
    const analysis = await compareAnalysis({ root, istio, seed: SEED, count: BROKEN_SETS, explained: explained.analysis, sets: sets.filter((set) => !set.fixture && usesIstio(set)) });
    print('istioctl analyze', analysis, (example) => example);
    for (const [failure, set] of analysis.failures) console.log(`istioctl analyze: ${failure} (${set})`);
    console.log(`istioctl analyze: ${analysis.sets} sets, ${analysis.messages} messages with ${analysis.codes.size} codes, `
      + `${analysis.findings} findings here that bear such a code; seed ${SEED}, ${since(restarted)}`);
    return webhook.differences.size + analysis.differences.size;
  } finally {
    await istio.close();
  }
}

function print(name, { differences, unused }, exampleText) {
  for (const [what, { count, example }] of [...differences].sort(([, a], [, b]) => b.count - a.count)) {
    console.log(`FAIL ${name}: ${what} (${count} times), as ${exampleText(example).replaceAll('\n', ' ')}`);
  }
  for (const entry of unused) console.log(`${name}: an explanation in differences.json is not needed: ${JSON.stringify(entry)}`);
}

const since = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
