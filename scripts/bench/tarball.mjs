// The size of the package, and what its bundled libraries add.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export function tarball(root) {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const [{ size, files }] = JSON.parse(output);
  const byLibrary = new Map();
  for (const { path } of files) {
    const library = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    if (library) byLibrary.set(library, [...(byLibrary.get(library) ?? []), join(root, path)]);
  }
  const bundled = [...byLibrary].map(([name, paths]) => ({ name, size: gzipSync(Buffer.concat(paths.map((path) => readFileSync(path)))).length }));
  return { size, bundled };
}
