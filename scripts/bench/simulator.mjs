// The simulator: requests a second without and with their traces, how that grows with the app, and reachability.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { table } from './table.mjs';

const script = (name) => fileURLToPath(new URL(`simulator/${name}.mjs`, import.meta.url));
/** The heap that reachability has to do with. */
const HEAP_MB = 900;

function inProcess(name, options, flags = []) {
  return JSON.parse(execFileSync(process.execPath, [...flags, script(name), JSON.stringify(options)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** `verdict(met, what)` remembers what was missed. */
export function benchSimulator({ quick, meshes, targets, verdict, mb, times }) {
  const services = quick ? 200 : 1_000;
  const seconds = quick ? 0.5 : 2;
  const perSecond = (rate) => `${Math.round(rate)}/s`;
  console.log(`\nSimulated requests to ${services} services, in processor time; target: at least ${perSecond(targets.rate)} without traces\n`);
  const measured = meshes.map((mesh) => ({ mesh, ...inProcess('requests', { mesh, services, seconds }) }));
  console.log(table(['', 'mesh objects', 'verdicts', 'target', 'with traces', 'ratio', 'indexing'], measured.map(({ mesh, objects, verdicts, traced, indexMs }) => [
    mesh, String(objects), perSecond(verdicts), verdict(verdicts >= targets.rate, `simulated requests on ${mesh} (${perSecond(verdicts)})`), perSecond(traced), times(traced / verdicts), `${indexMs.toFixed(0)} ms`,
  ])));
  if (meshes.includes('gateway-api')) console.log('\nOf gateway-api, an HTTPRoute and a NetworkPolicy for each service are all that its intents come to.');
  growth({ sizes: quick ? [50, 200] : [100, 400, 1_600], seconds, verdict, times });
  reach({ services, meshes, targets, verdict, mb });
}

/** In a balanced index, time goes with the logarithm of the number of objects. Equally many requests are asked each time: more of them would only fall out of the processor's caches. */
function growth({ sizes, seconds, verdict, times }) {
  const each = sizes.map((services) => ({ services, ...inProcess('requests', { mesh: 'istio-sidecar', services, seconds, pairs: 2 * sizes[0] }) }));
  const [first, last] = [each[0], each[each.length - 1]];
  const [grown, allowed] = [first.verdicts / last.verdicts, Math.log(last.objects) / Math.log(first.objects)];
  console.log(`\nTime of a request on istio-sidecar: ${each.map(({ objects, verdicts }) => `${(1e6 / verdicts).toFixed(1)} µs among ${objects} objects`).join(', ')}: `
    + `${times(grown)}; target: at most the ratio of the logarithms, ${times(allowed)}, ${verdict(grown <= allowed, `growth of a request (${times(grown)})`)}`);
}

function reach({ services, meshes, targets, verdict, mb }) {
  console.log(`\nReachability of ${services} services with a heap of ${HEAP_MB} MB, in processor time; target: at most ${targets.reachSeconds} s and ${mb(targets.reachMb)}\n`);
  console.log(table(['', 'workloads', 'connections', 'time', 'target', 'memory', 'target'], meshes.map((mesh) => {
    const { workloads, connections, ms, mb: used } = inProcess('reachability', { mesh, services }, [`--max-old-space-size=${HEAP_MB}`]);
    return [
      mesh, String(workloads), String(connections), `${(ms / 1000).toFixed(1)} s`, verdict(ms <= targets.reachSeconds * 1000, `reachability of ${mesh} (${(ms / 1000).toFixed(1)} s)`),
      mb(used), verdict(used <= targets.reachMb, `memory of reachability of ${mesh} (${mb(used)})`),
    ];
  })));
}
