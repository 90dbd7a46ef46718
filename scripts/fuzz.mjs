// Mutates real manifests and checks them: whatever they are, the answer is findings and input errors. An exception, a run of more than 5 s or of
// more than 1 GiB of heap is a failure, printed with the seed of its run.
//
//   npm run fuzz                                  a minute
//   npm run fuzz -- --seconds 600 --seed 7
//   npm run fuzz -- --seed 12345 --runs 1         the run of that seed again
import { writeFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from './conformance/mutants/random.mjs';
import { corpus } from './fuzz/corpus.mjs';
import { minimised } from './fuzz/minimise.mjs';
import { mutateObjects } from './fuzz/object-mutations.mjs';
import { Runner } from './fuzz/runner.mjs';
import { mutateText } from './fuzz/text-mutations.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, runs: { type: 'string', default: 'Infinity' } } });
const [seconds, seed, maxRuns] = [values.seconds, values.seed, values.runs].map(Number);
if ([seconds, seed, maxRuns].some(Number.isNaN)) throw new Error('--seconds, --seed and --runs take numbers.');
const MAX_DOCUMENTS = 40;
const MESHES = [undefined, 'istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'];
const folder = fileURLToPath(new URL('../.build/fuzz/', import.meta.url));

const sets = corpus();
const runner = new Runner();
const failures = new Map();
const counts = { runs: 0, findings: 0, inputErrors: 0, slowest: 0, slowestSeed: seed };
const end = performance.now() + seconds * 1000;

for (; counts.runs < maxRuns && performance.now() < end; counts.runs += 1) {
  const runSeed = seed + counts.runs;
  const { fault, cpuMs, findings = 0, inputErrors = 0 } = await runner.run(questionOf(runSeed));
  counts.findings += findings;
  counts.inputErrors += inputErrors > 0 ? 1 : 0;
  if (cpuMs > counts.slowest) Object.assign(counts, { slowest: cpuMs, slowestSeed: runSeed });
  if (!fault) continue;
  const known = failures.get(fault.kind);
  if (known) known.count += 1;
  else failures.set(fault.kind, { seed: runSeed, count: 1, ...fault });
}

for (const failure of failures.values()) await tell(failure);
runner.close();
console.log(`${counts.runs} runs from seed ${seed} on: ${counts.findings} findings, ${counts.inputErrors} runs with input errors, the slowest ${Math.round(counts.slowest)} ms (seed ${counts.slowestSeed}), ${failures.size} failures.`);
process.exitCode = failures.size === 0 && counts.runs > 0 ? 0 : 1;

/** What one run checks. All of it follows from the seed. */
function questionOf(runSeed) {
  const random = seededRandom(runSeed);
  const documents = [random.pick(sets), ...random.chance(0.3) ? [random.pick(sets)] : []].flatMap((set) => some(set.documents, random));
  const objects = random.chance(0.5) ? mutateObjects(documents, random) : undefined;
  const bytes = objects === undefined ? mutateText(documents.join('\n---\n'), random) : Buffer.from(objects);
  return { bytes: bytes.toString('base64'), settings: { mesh: random.pick(MESHES), gatewayApiChannel: random.pick(['standard', 'experimental']) } };
}

function some(documents, random) {
  const start = random.below(Math.max(1, documents.length - MAX_DOCUMENTS));
  return documents.slice(start, start + 1 + random.below(MAX_DOCUMENTS));
}

async function tell({ kind, text, seed: runSeed, count }) {
  const question = questionOf(runSeed);
  const smallest = await minimised(Buffer.from(question.bytes, 'base64'), async (bytes) => {
    const { fault } = await runner.run({ ...question, bytes: bytes.toString('base64') });
    return fault?.kind === kind;
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${runSeed}.yaml`, smallest);
  console.log(`FAILED (${count} times), seed ${runSeed}, ${JSON.stringify(question.settings)}: ${text}\n\nby .build/fuzz/${runSeed}.yaml, ${smallest.length} bytes:\n${smallest.toString().slice(0, 2_000)}\n`);
}
