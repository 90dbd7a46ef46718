// Simulated requests in a process of their own: `node requests.mjs '{"mesh", "services"}'` prints figures as JSON. Everything is asked once before,
// so that what is worked out once is no part of it.
import { MeshSimulator } from 'cdk8s-mesh';
import { application } from './application.mjs';

const { mesh, services, whole } = JSON.parse(process.argv[2]);
const SECONDS = 2;

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const { app, calls } = application(mesh, services, !whole);
const before = cpuMs();
const sim = MeshSimulator.fromApp(app);
const indexing = cpuMs() - before;
const callers = calls.map(({ namespace, from, to }) => ({ caller: sim.asServiceAccount(namespace, from), url: `http://${to}.${namespace}/api/items?page=1` }));

/** Requests per second of processor time. */
function rate(ask) {
  for (const one of callers) ask(one);
  for (let warm = cpuMs(); cpuMs() - warm < SECONDS * 500;) for (const one of callers.slice(0, 500)) ask(one);
  const started = cpuMs();
  let count = 0;
  for (; cpuMs() - started < SECONDS * 1000; count += 500) for (let i = 0; i < 500; i += 1) ask(callers[(count + i) % callers.length]);
  return count / ((cpuMs() - started) / 1000);
}

const verdicts = rate(({ caller, url }) => caller.get(url).verdict);
const traced = rate(({ caller, url }) => caller.get(url).trace);
const result = { objects: sim.set?.objects.length, indexing, verdicts, traced, allowed: callers.every(({ caller, url }) => caller.get(url).isAllowed) };
if (whole) {
  const started = cpuMs();
  sim.reachability();
  result.reachabilityMs = cpuMs() - started;
  result.mb = process.resourceUsage().maxRSS / 1024;
}
process.stdout.write(JSON.stringify(result));
