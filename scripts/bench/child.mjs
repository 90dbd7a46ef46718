// One synth in a process of its own: `node child.mjs '<JSON>'`. Prints time, processor time and peak memory as JSON; the manifests stay in `outdir`.
import { performance } from 'node:perf_hooks';

const { program, outdir, ...options } = JSON.parse(process.argv[2]);
const { App } = await import('cdk8s');
const { build } = await import(`./${program}-program.mjs`);

const started = performance.now();
const before = process.cpuUsage();
const app = new App({ outdir });
build(app, options);
app.synth();
const ms = performance.now() - started;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000, mb: process.resourceUsage().maxRSS / 1024 }));
