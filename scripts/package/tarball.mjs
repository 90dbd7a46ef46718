// Packs the project, and checks what is in the tarball.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unless } from './checks.mjs';
import { npm } from './run.mjs';

const TARGET_KB = 3000;
const REQUIRED = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'API.md', '.jsii', 'lib/src/index.js', 'lib/src/index.d.ts', 'lib/src/cli/bin.js', 'validation/package.json'];
const ALLOWED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|API\.md|\.jsii)$/,
  /^lib\/(src|imports)\/([\w-]+\/)*[\w-]+\.(js|d\.ts)$/,
  /^validation\/package\.json$/,
  /^imports\/schemas\/[\w.-]+\.json$/,
  // Bundled libraries are as their authors publish them.
  /^node_modules\//,
];

export function pack(root, folder) {
  const [{ filename, name, version, size, unpackedSize, files }] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], root).stdout);
  return { file: join(folder, filename), name, version, size, unpackedSize, files };
}

export function checkTarball(checks, root, { size, unpackedSize, files }) {
  const paths = files.map((file) => file.path);
  const sizeOf = (pattern) => files.filter(({ path }) => pattern.test(path)).reduce((sum, file) => sum + file.size, 0);
  const kB = (bytes) => `${Math.round(bytes / 1000)} kB`;
  checks.figure(`${kB(size)} packed (target ${TARGET_KB} kB), ${kB(unpackedSize)} unpacked, ${files.length} files`);
  checks.figure(`unpacked: lib/src ${kB(sizeOf(/^lib\/src\//))}, lib/imports ${kB(sizeOf(/^lib\/imports\//))}, bundled libraries ${kB(sizeOf(/^node_modules\//))}`
    + `, .jsii ${kB(sizeOf(/^\.jsii$/))}, API.md ${kB(sizeOf(/^API\.md$/))}`);

  checks.check(`at most ${TARGET_KB} kB`, unless(size <= TARGET_KB * 1000, `it has ${kB(size)}`));
  checks.check('what a package needs is inside', REQUIRED.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`));
  checks.check('nothing else is: no sources and no tests', paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path))));
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  checks.check('every library that it needs is bundled', Object.keys(dependencies).filter((name) => !paths.includes(`node_modules/${name}/package.json`))
    .map((name) => `${name} is not; add it to bundleDependencies`));
  checks.check('every compiled file has its source', paths.filter((path) => /^lib\/.*\.js$/.test(path))
    .filter((path) => !existsSync(join(root, path.replace(/^lib\//, '').replace(/\.js$/, '.ts'))))
    .map((path) => `${path} is left over from an earlier build; delete lib/ and build again`));
}
