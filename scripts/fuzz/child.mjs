// Runs the whole of a check on what it is sent, one answer for each: `{ cpuMs }`, with `fault` where something was thrown.
import { loadSource } from '../lib/engine.mjs';

const { readManifests } = loadSource('manifest/reading/read-manifests.ts');
const { ManifestSet } = loadSource('manifest/manifest-set.ts');
const { check } = loadSource('check/check.ts');
const { FORMATTERS } = loadSource('cli/formats/formats.ts');

async function run({ bytes, settings }) {
  const manifests = await readManifests(['-'], { standardInput: (async function* () { yield await Buffer.from(bytes, 'base64'); })() });
  const set = new ManifestSet(manifests.objects, settings);
  const { findings, summary } = check(set, { locate: (...place) => manifests.locate(...place) });
  const byRef = new Map(manifests.objects.map((object) => [object.ref, object]));
  for (const [name, format] of Object.entries(FORMATTERS)) {
    const text = format({
      findings, summary: { files: manifests.files, ...summary }, inputErrors: manifests.inputErrors, files: ['-'], failOn: 'info', version: '0', colours: name === 'text',
      lineText: (finding) => byRef.has(finding.object) && finding.line !== null ? manifests.lineText(byRef.get(finding.object), finding.line) : undefined,
    });
    if (name === 'json' || name === 'sarif') JSON.parse(text);
  }
  return { findings: findings.length, inputErrors: manifests.inputErrors.length };
}

/** Where it was thrown, without what differs from one text to the next. */
function faultOf(error) {
  const cause = error?.cause instanceof Error ? error.cause : error;
  const stack = String(cause?.stack ?? cause);
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('node:')).slice(0, 12);
  return { kind: `${cause?.name}: ${frames.slice(0, 2).map((frame) => frame.trim()).join(' < ')}`, text: [`${error?.message ?? error}`, ...frames].join('\n') };
}

process.on('message', (question) => {
  const before = process.cpuUsage();
  run(question).catch((error) => ({ fault: faultOf(error) })).then((answer) => {
    const { user, system } = process.cpuUsage(before);
    process.send({ ...answer, cpuMs: (user + system) / 1000 });
  });
});
process.send({ ready: true });
