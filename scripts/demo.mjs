// Synthesises the Online Boutique for every data plane with the cdk8s-cli, as a user would, into dist/<mesh>, and prints what each gave.
//
//   npm run demo
//   GATEWAY_API_CHANNEL=experimental npm run demo     for clusters with the experimental channel of the Gateway API
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';
import { summary } from './demo/summary.mjs';

const MESHES = ['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const example = join(root, 'examples', 'online-boutique');
const cli = join(dirname(createRequire(import.meta.url).resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');

/** Runs `cdk8s synth`; settles with its exit code and all that it printed. */
function synth(mesh) {
  const env = { ...process.env, MESH: mesh, CDK8S_CHECK_UPGRADE: 'false' };
  const child = spawn(process.execPath, [cli, 'synth', '--output', join(root, 'dist', mesh)], { cwd: example, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ mesh, code, output: Buffer.concat(output).toString() }));
  });
}

/** What `dist/<mesh>` holds: the objects of all manifests, and the report. */
function read(mesh) {
  const folder = join(root, 'dist', mesh);
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.yaml'));
  const objects = files.flatMap((file) => yaml.loadAll(readFileSync(join(folder, file), 'utf8')));
  return { mesh, folder: relative(root, folder), objects, report: JSON.parse(readFileSync(join(folder, 'mesh-report.json'), 'utf8')) };
}

const runs = await Promise.all(MESHES.map(synth));
const failed = runs.filter(({ code }) => code !== 0);
for (const { mesh, code, output } of failed) console.error(`demo: cdk8s synth failed for ${mesh} (exit code ${code}):\n${output.trimEnd()}\n`);
if (failed.length > 0) process.exitCode = 1;
else console.log(summary(MESHES.map(read), { colour: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR }));
