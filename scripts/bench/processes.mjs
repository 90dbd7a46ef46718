// Measures in fresh processes, and compares what they wrote.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function loadTime(runs) {
  return median(Array.from({ length: runs }, () => inProcess('load.cjs').ms));
}

/**
 * Both programs in turn, each run the other one first, so that what else the machine does hits both. Ratios are those of neighbours in time.
 * Throws if the two do not write the same objects.
 */
export function compare(library, raw, runs) {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mesh-bench-'));
  const programs = { library: { ...library, program: 'library' }, raw: { ...raw, program: 'raw' } };
  try {
    const pairs = Array.from({ length: runs }, (_, i) => {
      const pair = {};
      for (const name of i % 2 ? ['raw', 'library'] : ['library', 'raw']) {
        pair[name] = inProcess('child.mjs', JSON.stringify({ ...programs[name], outdir: join(folder, name) }));
      }
      return pair;
    });
    const objects = sameObjects(join(folder, 'library'), join(folder, 'raw'));
    const middle = (measure) => Object.fromEntries(['ms', 'cpuMs', 'mb'].map((unit) => [unit, median(pairs.map((pair) => measure(pair, unit)))]));
    return {
      objects,
      library: middle((pair, unit) => pair.library[unit]),
      raw: middle((pair, unit) => pair.raw[unit]),
      ratio: middle((pair, unit) => pair.library[unit] / pair.raw[unit]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inProcess(name, ...args) {
  return JSON.parse(execFileSync(process.execPath, [script(name), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** Both are written by cdk8s with their keys sorted, so equal objects are equal text. Returns how many there are. */
function sameObjects(ours, theirs) {
  const [library, raw] = [documents(ours), documents(theirs)];
  const [librarySet, rawSet] = [new Set(library), new Set(raw)];
  const only = [
    ...library.filter((text) => !rawSet.has(text)).slice(0, 1).map((text) => `only by the library:\n${text}`),
    ...raw.filter((text) => !librarySet.has(text)).slice(0, 1).map((text) => `only by the raw program:\n${text}`),
  ];
  if (only.length > 0 || library.length !== raw.length) {
    throw new Error(`the two programs do not write the same objects (${library.length} and ${raw.length})\n${only.join('\n')}`);
  }
  return library.length;
}

function documents(folder) {
  return readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^---\n/m)).map((text) => text.trim()).filter(Boolean);
}
