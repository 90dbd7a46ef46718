// Writes the pages that the library's own answers make: API.md, docs/capabilities.md, docs/errors.md, docs/rules.md,
// docs/fidelity.md from the last recorded conformance run, and the generated parts
// of docs/data-planes.md and docs/zero-trust.md.
//
//   npm run docs               after `npm run build`
//   npm run docs -- --check    changes nothing; fails if a page would change
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readAssembly } from './lib/assembly.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** jsii-docgen's page about the public API. */
function apiReference() {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    const { resolve } = createRequire(import.meta.url);
    const docgen = join(dirname(resolve('jsii-docgen/package.json')), 'bin', 'jsii-docgen');
    execFileSync(process.execPath, [docgen, '--output', join(folder, 'API.md')], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    return readFileSync(join(folder, 'API.md'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const handWritten = (page) => readFileSync(join(root, 'docs', page), 'utf8');

/** Every page with what it should say. */
async function generate() {
  const compiled = (module) => import(pathToFileURL(join(root, 'lib', 'src', module)).href);
  const [{ capabilities }, { errors }, { rules }, { fidelity }, { fill }, parts, { shop }, { closedShop }] = await Promise.all([
    import('./docs/capabilities.mjs'), import('./docs/errors.mjs'), import('./docs/rules.mjs'), import('./docs/fidelity.mjs'), import('./docs/markdown.mjs'),
    import('./docs/parts.mjs'), import('./docs/small-program.mjs'), import('./docs/zero-trust-program.mjs'),
  ]);
  const [{ default: { ERROR_IDS } }, { default: { CROSSINGS } }, { default: { RULE_GROUPS } }] = await Promise.all([
    compiled('model/errors.js'), compiled('model/crossing.js'), compiled('analysis/registry.js'),
  ]);
  return {
    'API.md': apiReference(),
    'docs/capabilities.md': capabilities(readAssembly(root)),
    'docs/errors.md': errors(ERROR_IDS),
    'docs/rules.md': rules(RULE_GROUPS, join(root, 'test', 'analysis', 'examples')),
    'docs/fidelity.md': fidelity(JSON.parse(readFileSync(join(root, 'conformance', 'istio', 'fidelity.json'), 'utf8'))),
    'docs/data-planes.md': fill(handWritten('data-planes.md'), {
      crossing: parts.crossingMatrix(CROSSINGS),
      program: parts.programText('small-program.mjs'), objects: parts.objectTable(shop), manifests: parts.manifests(shop),
    }),
    'docs/zero-trust.md': fill(handWritten('zero-trust.md'), {
      program: parts.programText('zero-trust-program.mjs'), objects: parts.objectTable(closedShop),
      manifests: parts.manifests(closedShop, ['Namespace', 'Service', 'ServiceAccount', 'Gateway']),
    }),
  };
}

async function main() {
  const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
  if (!existsSync(join(root, '.jsii'))) throw new Error('There is no .jsii: run `npm run build` first.');
  const pages = await generate();
  const present = (page) => (existsSync(join(root, page)) ? readFileSync(join(root, page), 'utf8') : undefined);
  const changed = Object.keys(pages).filter((page) => present(page) !== pages[page]);
  if (check && changed.length > 0) throw new Error(`These pages differ from what \`npm run docs\` writes:\n${changed.map((page) => `  ${page}`).join('\n')}`);
  mkdirSync(join(root, 'docs'), { recursive: true });
  for (const page of changed) writeFileSync(join(root, page), pages[page]);
  console.log(`${Object.keys(pages).length} pages, ${changed.length} changed.`);
}

try {
  await main();
} catch (error) {
  console.error(`docs: ${error.message}`);
  process.exitCode = 1;
}
