// Where the time of a check goes, in a process of its own: `node phases.mjs FOLDER` prints processor milliseconds by phase, and by rule, as JSON.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const lib = (path) => require(`../../../lib/src/${path}.js`);

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const phases = {};
async function timed(name, work) {
  const before = cpuMs();
  const result = await work();
  phases[name] = cpuMs() - before;
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
    const before = cpuMs();
    analyse(set, [rule]);
    rules[rule.id] = cpuMs() - before;
  }
});
const places = [];
const { findings, summary } = check(set, { locate: (...place) => void places.push(place) });
await timed('looking places up', () => places.forEach((place) => manifests.locate(...place)));
await timed('printing', () => FORMATTERS.json({ findings, summary, inputErrors: [], files: [], failOn: 'error', version: '', colours: false, lineText: () => undefined }));
process.stdout.write(JSON.stringify({ phases, rules }));
