// Simulated requests in a process of their own: `node requests.mjs '{"mesh", "services", "pairs"}'` prints figures as JSON. Everything is asked once
// before, so that what is worked out once is no part of it. `pairs`: of how many callers and callees; all of them where it is left out.
import { Testing } from 'cdk8s';
import { MeshSimulator } from 'cdk8s-mesh';
import { application } from './application.mjs';
import { cpuMs } from './cpu.mjs';

const { mesh, services, seconds, pairs } = JSON.parse(process.argv[2]);
const CORE = new Set(['v1', 'apps/v1']);

const { app, calls } = application(mesh, services, true);
const objects = app.charts.flatMap((chart) => Testing.synth(chart)).filter(({ apiVersion }) => !CORE.has(apiVersion)).length;
const before = cpuMs();
const sim = MeshSimulator.fromApp(app);
const indexMs = cpuMs() - before;
const step = pairs ? Math.ceil(calls.length / pairs) : 1;
const asked = calls.filter((_call, index) => index % step === 0).map(({ namespace, from, to }) => ({ caller: sim.asServiceAccount(namespace, from), url: `http://${to}.${namespace}/api/items?page=1` }));

/** Requests per second of processor time. */
function rate(ask) {
  for (const one of asked) ask(one);
  const started = cpuMs();
  let count = 0;
  for (; cpuMs() - started < seconds * 1000; count += 500) for (let i = 0; i < 500; i += 1) ask(asked[(count + i) % asked.length]);
  return count / ((cpuMs() - started) / 1000);
}

rate(({ caller, url }) => caller.get(url).verdict); // until the program runs as fast as it will
const verdicts = rate(({ caller, url }) => caller.get(url).verdict);
const traced = rate(({ caller, url }) => caller.get(url).trace);
const refused = asked.filter(({ caller, url }) => !caller.get(url).isAllowed).length;
if (refused > 0) throw new Error(`${refused} of ${asked.length} requests are not allowed`);
process.stdout.write(JSON.stringify({ objects, indexMs, verdicts, traced }));
