// Writes imports/ from the CustomResourceDefinitions that cdk8s.yaml lists and from the OpenAPI document of Kubernetes.
//
//   npm run import              regenerates imports/*.ts and imports/schemas/*.json
//   npm run import -- --check   changes nothing; fails if regenerating would change a file
//
// Each bundle is read from NAME.yaml in the folder CRDS_DIR, else downloaded from its address. The check does without bundles
// that cannot be had: it takes their schemas as they stand and says "skipped: …" — but not when CI and CRDS_DIR are set.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { schemaOnlyBundles } from './emitted-versions.mjs';
import { listBundles, readBundle } from './import/bundles.mjs';
import { compactDefinition, formatJson } from './import/compact.mjs';
import { kubernetesSchemas, readKubernetes } from './import/kubernetes.mjs';
import { generateTypes, reduce } from './import/types.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'imports');

/** Every generated file, name (relative to imports/) to text; and the bundles that could not be had, with the reason. */
async function generate({ check }) {
  const folder = process.env.CRDS_DIR && resolve(process.env.CRDS_DIR);
  if (folder && !existsSync(folder)) throw new Error(`CRDS_DIR is ${folder}, which does not exist.`);
  const files = {};
  const missing = [];
  const typed = [];
  const bundles = listBundles(root);
  const answers = await Promise.all(bundles.map((bundle) => readBundle(bundle, folder)));
  for (const [index, { name }] of bundles.entries()) {
    const file = `schemas/${name}.json`;
    const { crds, missing: reason } = answers[index];
    if (reason) missing.push(`${name}: ${reason}.`);
    if (reason && !(check && existsSync(join(target, file)))) continue;
    const definitions = crds
      ? crds.map(compactDefinition).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      : JSON.parse(readFileSync(join(target, file), 'utf8'));
    files[file] = `${formatJson(definitions)}\n`;
    if (!schemaOnlyBundles.includes(name)) typed.push(...definitions);
  }
  const kubernetes = readKubernetes(root);
  if (kubernetes.missing) missing.push(`kubernetes: ${kubernetes.missing}.`);
  for (const [file, text] of kubernetesFiles(kubernetes)) files[file] = text;
  if (missing.length > 0 && (!check || (process.env.CI && folder))) throw new Error(missing.join('\n'));
  return { files: { ...files, ...generateTypes(reduce(typed)) }, missing };
}

/** Where the document cannot be had, what stands there stays. */
function kubernetesFiles({ name, openapi }) {
  if (openapi) return [[`schemas/${name}.json`, `${formatJson(kubernetesSchemas(openapi))}\n`]];
  return present().filter((file) => file.startsWith('schemas/kubernetes-')).map((file) => [file, readFileSync(join(target, file), 'utf8')]);
}

function present() {
  if (!existsSync(target)) return [];
  return readdirSync(target, { recursive: true }).map((file) => file.replaceAll('\\', '/')).filter((file) => /\.(ts|json)$/.test(file));
}

/** The files that are wrong, lacking or left over. */
function differences(files) {
  const content = (file) => (existsSync(join(target, file)) ? readFileSync(join(target, file), 'utf8') : undefined);
  return [...new Set([...Object.keys(files), ...present()])].sort().filter((file) => content(file) !== files[file]);
}

function write(files, changed) {
  for (const file of changed) {
    if (files[file] === undefined) {
      rmSync(join(target, file));
    } else {
      mkdirSync(dirname(join(target, file)), { recursive: true });
      writeFileSync(join(target, file), files[file]);
    }
  }
}

async function main() {
  const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
  const { files, missing } = await generate({ check });
  for (const reason of missing) console.log(`skipped: ${reason}`);
  const changed = differences(files);
  if (check && changed.length > 0) {
    throw new Error(`These files differ from what \`npm run import\` writes:\n${changed.map((file) => `  imports/${file}`).join('\n')}`);
  }
  if (!check) write(files, changed);
  console.log(`${Object.keys(files).length} files in imports/, ${check ? 'none' : changed.length} changed.`);
}

try {
  await main();
} catch (error) {
  console.error(`import: ${error.message}`);
  process.exitCode = 1;
}
