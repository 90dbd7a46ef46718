// The TypeScript of imports/: `cdk8s import`, run on the definitions reduced to the versions that data planes write.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emittedVersions, versionsOf } from '../emitted-versions.mjs';

const TABLE = 'scripts/emitted-versions.mjs';

/** The definitions with the versions that data planes write and no others, the default one first. */
export function reduce(definitions) {
  const reduced = definitions.map((definition) => {
    const { group, names, versions } = definition.spec;
    const wanted = versionsOf(group, names.kind);
    if (!wanted) {
      throw new Error(`${TABLE} has no version for ${group} ${names.kind}; add the one that the data planes write.`);
    }
    const kept = wanted.map((name) => {
      const version = versions.find((candidate) => candidate.name === name);
      if (!version?.served) {
        const served = versions.filter((candidate) => candidate.served).map((candidate) => candidate.name).join(', ');
        throw new Error(`${TABLE} names ${group} ${names.kind} ${name}, which is not served; served: ${served}.`);
      }
      return version;
    });
    return { ...definition, spec: { ...definition.spec, versions: kept } };
  });
  const present = new Set(reduced.map(({ spec }) => `${spec.group} ${spec.names.kind}`));
  for (const [group, kinds] of Object.entries(emittedVersions)) {
    for (const kind of Object.keys(kinds)) {
      if (!present.delete(`${group} ${kind}`)) throw new Error(`${TABLE} names ${group} ${kind}, which no bundle defines.`);
    }
  }
  return reduced;
}

/** The files that `cdk8s import` writes for the definitions, one per group: file name to text. */
export function generateTypes(definitions) {
  const work = mkdtempSync(join(tmpdir(), 'cdk8s-mesh-import-'));
  try {
    writeFileSync(join(work, 'crds.yaml'), definitions.map((definition) => JSON.stringify(definition)).join('\n---\n'));
    mkdirSync(join(work, 'out'));
    execFileSync(process.execPath, [cli(), 'import', 'crds.yaml', '--no-save', '--no-check-upgrade', '-l', 'typescript', '-o', 'out'], {
      cwd: work,
      stdio: 'pipe',
    });
    // Group names hold dots, which would make odd module names.
    return Object.fromEntries(readdirSync(join(work, 'out')).sort()
      .map((file) => [`${file.replace(/\.ts$/, '').replaceAll('.', '-')}.ts`, readFileSync(join(work, 'out', file), 'utf8')]));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function cli() {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve('cdk8s-cli/package.json');
  return join(dirname(manifest), require(manifest).bin.cdk8s);
}
