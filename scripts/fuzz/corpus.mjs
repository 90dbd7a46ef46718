// Real manifests to start from, as documents of sets.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `dist/` stands where the demo was run. */
const FOLDERS = ['dist', 'test/analysis/examples', 'conformance/istio/sets', 'conformance/admission'];

/** Each folder or file with manifests is a set: `{ name, documents }`. */
export function corpus() {
  const sets = FOLDERS.map((folder) => join(root, folder)).filter((folder) => existsSync(folder)).flatMap((folder) => filesBelow(folder))
    .map((file) => ({ name: file.slice(root.length), documents: readFileSync(file, 'utf8').split(/^---$/m).filter((text) => /\S/.test(text)) }))
    .filter(({ documents }) => documents.length > 0);
  if (sets.length === 0) throw new Error('There is nothing to start from.');
  return sets;
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name)).map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}
