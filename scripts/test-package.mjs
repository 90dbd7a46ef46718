// Packs the library and uses it as others will: from a TypeScript app by `cdk8s synth`, from plain Node programs, through jsii's kernel, from Python.
//
//   npm run test:package
//
// Other packages come from the caches of npm and pip, else from the registries. Works in a temporary folder, and takes it away.
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedVersion, nodeApp, typescriptApp } from './package/apps.mjs';
import { Checks } from './package/checks.mjs';
import { checkJsii } from './package/jsii-program.mjs';
import { checkNode } from './package/node-programs.mjs';
import { checkPython } from './package/python-program.mjs';
import { checkTarball, pack } from './package/tarball.mjs';
import { checkTypescript } from './package/typescript-programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'cdk8s-mesh-package-'));
const folder = (name) => {
  mkdirSync(join(temporary, name));
  return join(temporary, name);
};
const checks = new Checks();
const started = performance.now();
const versions = (app, names) => names.map((name) => `${name} ${installedVersion(app, name)}`).join(', ');

try {
  const packed = pack(root, folder('tarball'));
  await checks.part('The tarball', () => checkTarball(checks, root, packed));

  const [newest, oldest] = [folder('newest'), folder('oldest')];
  let shops = {};
  await checks.part('A fresh TypeScript app', () => {
    typescriptApp(root, newest, packed.file);
    checks.figure(versions(newest, ['cdk8s', 'constructs', 'cdk8s-cli', 'cdk8s-plus-33', 'typescript', 'ts-node']));
    shops = checkTypescript(checks, newest);
  });
  await checks.part('Plain Node with the newest peers', () => checkNode(checks, newest, shops));
  // Development is pinned to them.
  const { peerDependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const oldestPeers = Object.fromEntries(Object.keys(peerDependencies).map((name) => [name, devDependencies[name]]));
  await checks.part('Plain Node with the oldest peers', () => {
    nodeApp(oldest, packed.file, oldestPeers);
    checks.figure(versions(oldest, Object.keys(oldestPeers)));
    checkNode(checks, oldest, shops);
  });
  await checks.part('Other languages, through jsii', () => checkJsii(checks, { app: newest, packed, folder: folder('peers'), expected: shops }));
  await checks.part('Python with the oldest peers, from a wheel', () => checkPython(checks, {
    library: join(oldest, 'node_modules', packed.name), peers: oldestPeers, folder: folder('python'), expected: shops,
  }));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

const skipped = checks.skipped > 0 ? `, ${checks.skipped} skipped` : '';
console.log(`\n${checks.passed} passed, ${checks.failed} failed${skipped} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
process.exitCode = checks.failed === 0 ? 0 : 1;
