// The project's own check engine for scripts, from the sources as they stand: nothing has to be built before.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(import.meta.url);
const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, sourceMaps: 'inline' };

/** A module of src/, compiled as it is loaded. */
export function loadSource(path) {
  const { transformSync } = require('@swc/core');
  require.extensions['.ts'] ??= (module, filename) => {
    module._compile(transformSync(readFileSync(filename, 'utf8'), { ...options, filename }).code, filename);
  };
  return require(join(root, 'src', path));
}
