// Where the time of a check goes, in a process of its own: `node phases.mjs FOLDER` prints processor milliseconds by phase, and by rule, as JSON.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const started = process.cpuUsage();
const lib = (path) => require(`../../../lib/src/${path}.js`);

const phases = {};
async function timed(name, work) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  phases[name] = (user + system) / 1000;
  return result;
}

const { readManifests, ManifestSet, admit, analyse, RULES, FORMATTERS, check } = await timed('loading', () => ({
  ...lib('manifest/reading/read-manifests'), ...lib('manifest/manifest-set'), ...lib('admission/admit'), ...lib('analysis/analyse'), ...lib('analysis/registry'),
  ...lib('cli/formats/formats'), ...lib('check/check'),
}));
const manifests = await timed('reading', () => readManifests([process.argv[2]]));
const set = await timed('indexing', () => new ManifestSet(manifests.objects));
await timed('admission', () => admit(set));
// The first rule that asks for a view works it out.
const rules = {};
await timed('analysis', () => {
  for (const rule of RULES) {
    const before = process.cpuUsage();
    analyse(set, [rule]);
    rules[rule.id] = process.cpuUsage(before).user / 1000;
  }
});
const known = { ...process.cpuUsage(started) };
const { findings, summary } = await timed('twice', () => check(set, { locate: (...place) => manifests.locate(...place) }));
// Admission and analysis once more, warm; what is left of it is looking places up.
delete phases.twice;
await timed('printing', () => FORMATTERS.json({ findings, summary, inputErrors: [], files: [], failOn: 'error', version: '', colours: false, lineText: () => undefined }));
process.stdout.write(JSON.stringify({ phases, rules, known: known.user / 1000 }));
