// Judges every manifest by Kubernetes' own validation, and compares the check engine with it on mutants of them
// (conformance/README.md).
//
//   npm run conformance                 the manifests below dist/, which `npm run demo` writes
//   npm run conformance -- FOLDER…      the manifests below other folders
//   npm run conformance -- --seed 7 --count 50000      other mutants, and more of them
//   npm run conformance -- --record                    also writes what docs/fidelity.md is made of
//
// CRDs are the original bundles of the folder CRDS_DIR where it is given, and those of imports/schemas; with both, they must
// agree. Objects that must be refused or admitted whatever the examples do stand in conformance/admission/{refused,admitted}.
// Then the library's own checks are compared with Istio's own code, on the same manifests and on broken ones.
import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { notes, readDocuments, readObjects } from './conformance/documents.mjs';
import { compareWithIstio } from './conformance/istio.mjs';
import { Judges, crdSources } from './conformance/judges.mjs';
import { findManifestSets } from './conformance/manifest-sets.mjs';
import { reportMutants } from './conformance/mutant-run.mjs';
import { buildJudge, goInstalled } from './lib/admission-judge.mjs';
import { buildIstioJudge } from './lib/istio-judge.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const fixtures = (kind) => {
  const folder = join(root, 'conformance', 'admission', kind);
  return readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort().flatMap((file) => readDocuments(join(folder, file)));
};
const problemsOf = { admit: admissionProblems, refuse: refusalProblems };

/** Every set: its documents with the channel and what is expected of each. */
function collect(folders) {
  const manifestSets = findManifestSets(root, folders).map(({ name, manifests }) => ({
    name,
    expect: 'admit',
    documents: manifests.flatMap(({ file, channel }) => readDocuments(file).map((document) => ({ ...document, channel }))),
  }));
  const withChannel = (document) => ({ ...document, channel: notes(document.text, 'channel')[0] ?? 'standard' });
  return [
    { name: 'objects to admit', fixture: true, expect: 'admit', documents: fixtures('admitted').map(withChannel) },
    { name: 'objects to refuse', fixture: true, expect: 'refuse', documents: fixtures('refused').map(withChannel) },
    ...manifestSets,
  ];
}

function admissionProblems(_document, { verdicts }) {
  return verdicts.flatMap(({ errors }) => errors);
}

/** A wrong object must be refused by every source, with every text that its comments say. */
function refusalProblems(document, { verdicts }) {
  const expected = notes(document.text, 'refused');
  if (expected.length === 0) return ['no comment "# refused: TEXT" says what is wrong with it'];
  return verdicts.flatMap(({ admitted, errors }) => {
    if (admitted) return ['admitted, but must be refused'];
    return expected.filter((text) => !errors.some((error) => error.includes(text)))
      .map((text) => `refused without ${JSON.stringify(text)}: ${errors.join('; ')}`);
  });
}

/** Judges a set and prints a line for each object that is not as it must be, and for each warning. */
async function judgeSet({ name, expect, documents }, judges) {
  const answers = await Promise.all(documents.map(({ text, channel }) => judges.judge(text, channel)));
  let failed = 0;
  for (const [index, answer] of answers.entries()) {
    const document = documents[index];
    const where = `${name}: ${relative(root, document.file)}:${document.line}: ${document.name}`;
    const problems = [...new Set([...problemsOf[expect](document, answer), ...answer.differences])];
    if (problems.length > 0) {
      failed += 1;
      console.log(`FAIL ${where}: ${problems.join('; ')}`);
    } else if (expect === 'admit') {
      for (const warning of answer.verdicts[0].warnings ?? []) console.log(`warning ${where}: ${warning}`);
    }
  }
  return failed;
}

/** Judges a set, prints what came of it and returns how many of its objects failed. */
async function reportSet(set, judges) {
  const failed = await judgeSet(set, judges);
  const channels = [...new Set(set.documents.map(({ channel }) => channel))].join(' and ');
  const done = set.expect === 'admit' ? 'admitted' : 'refused as expected';
  console.log(`${set.name}: ${set.documents.length - failed} of ${set.documents.length} ${done} (Gateway API channel: ${channels})`);
  return failed;
}

/** The sets of objects that Istio's code is asked about: those that a server takes. */
function istioSets(sets) {
  return sets.filter(({ expect }) => expect === 'admit').map(({ name, fixture, documents }) => ({
    name, fixture, objects: documents.flatMap(({ text }) => readObjects(text)),
  }));
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

async function main(folders, mutants, record) {
  if (!goInstalled()) {
    if (process.env.CI) throw new Error('Go is not installed, and CI must not skip this.');
    console.log('conformance: skipped, Go is not installed');
    return;
  }
  const sets = collect(folders);
  const sources = crdSources(root);
  const total = sets.reduce((sum, { documents }) => sum + documents.length, 0);
  const judges = new Judges(sources);
  const marks = [performance.now()];
  let failures = 0;
  let differences = 0;
  try {
    buildJudge();
    marks.push(performance.now());
    await judges.start(new Set(sets.flatMap(({ documents }) => documents.map(({ channel }) => channel))));
    marks.push(performance.now());
    for (const set of sets) failures += await reportSet(set, judges);
    marks.push(performance.now());
    const documents = sets.filter(({ expect }) => expect === 'admit').flatMap((set) => set.documents);
    differences = await reportMutants({ ...mutants, documents, judges });
  } finally {
    await judges.close();
  }
  const [build, load, judging] = marks.slice(1).map((mark, index) => mark - marks[index]);
  console.log(`CRDs of ${sources.map(({ name }) => name).join(' and ')}: judge built in ${seconds(build)}, `
    + `CRDs loaded in ${seconds(load)}, ${total} objects in ${seconds(judging)} (${(judging / total).toFixed(2)} ms each).`);
  if (!sets.some(({ fixture, documents }) => !fixture && documents.length > 0)) {
    const where = folders.map((folder) => relative(root, folder) || '.').join(', ');
    throw new Error(`There is no manifest in ${where}: run \`npm run demo\` first.`);
  }
  buildIstioJudge();
  const fromIstio = await compareWithIstio({ root, sets: istioSets(sets), record });
  const failed = failures + differences;
  console.log(`conformance: ${total + mutants.count - failed} passed, ${failed} failed, ${fromIstio} differences from Istio`);
  if (failed + fromIstio > 0) process.exitCode = 1;
}

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '5000' }, record: { type: 'boolean', default: false } },
  });
  const folders = positionals.length > 0 ? positionals.map((folder) => resolve(folder)) : [join(root, 'dist')];
  const [seed, count] = [values.seed, values.count].map(Number);
  if (![seed, count].every((number) => Number.isSafeInteger(number) && number >= 0)) throw new Error('--seed and --count take whole numbers.');
  await main(folders, { seed, count }, values.record);
} catch (error) {
  console.error(`conformance: ${error.message}`);
  process.exitCode = 1;
}
