// The folders that the package is installed into.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './run.mjs';

const programs = fileURLToPath(new URL('programs/', import.meta.url));

/**
 * An app as `cdk8s init typescript-app` makes it, from the template of the cdk8s-cli, with the newest of everything that the template leaves open.
 * Its tests are left out: they would bring jest.
 */
export function typescriptApp(root, folder, tarball) {
  const template = join(root, 'node_modules', 'cdk8s-cli', 'templates', 'typescript-app');
  const { dependencies, devDependencies, ...rest } = JSON.parse(readFileSync(join(template, 'package.json'), 'utf8').replaceAll('{{ $base }}', 'app'));
  const newest = (versions) => Object.fromEntries(Object.entries(versions)
    .filter(([name]) => !/jest/.test(name))
    .map(([name, version]) => [name, version.includes('{{') ? 'latest' : version]));
  install(folder, { ...rest, dependencies: { ...newest(dependencies), 'cdk8s-mesh': `file:${tarball}` }, devDependencies: newest(devDependencies) });
  for (const file of ['tsconfig.json', 'cdk8s.yaml']) copyFileSync(join(template, file), join(folder, file));
  copyPrograms(folder, ['main.ts', 'plus.ts', 'wrong.ts', 'plain.cjs', 'shop.cjs', 'main.cjs', 'main.mjs', 'simulate.cjs']);
}

/** A package of plain Node programs, with the oldest peers that the library takes. */
export function nodeApp(folder, tarball, peers) {
  install(folder, { name: 'app', version: '1.0.0', private: true, dependencies: { ...peers, 'cdk8s-mesh': `file:${tarball}` } });
  copyPrograms(folder, ['shop.cjs', 'main.cjs', 'main.mjs', 'simulate.cjs']);
}

export function installedVersion(folder, name) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}

function install(folder, manifest) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  npm(['install', '--strict-peer-deps'], folder);
}

export function copyPrograms(folder, names) {
  for (const name of names) copyFileSync(join(programs, name), join(folder, name));
}
