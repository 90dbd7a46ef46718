// Measures the library against the classes of `cdk8s import`, which write the same objects in the same run, `cdk8s-mesh check` against
// `istioctl analyze`, and the simulator without traces against itself with them.
//
//   npm run bench                    minutes
//   npm run bench -- --quick         small sizes, few runs
//   npm run bench -- --check         of check alone
//   npm run bench -- --simulator     of the simulator alone
//
// Each measurement is a process of its own. Figures depend on the machine, so a missed target is printed, and no failure; that the two programs
// write different objects is one.
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { benchCheck } from './bench/check.mjs';
import { compare, loadTime } from './bench/processes.mjs';
import { benchSimulator } from './bench/simulator.mjs';
import { table } from './bench/table.mjs';
import { tarball } from './bench/tarball.mjs';

const quick = process.argv.includes('--quick');
const MESHES = ['istio-sidecar', 'istio-ambient', 'linkerd', 'gateway-api'];
const MAX_RATIO = 1.2;
const MAX_LOAD_MS = 60;
const MAX_TARBALL_KB = 1500;
/** The exponent of linear growth is 1; what does not grow at all, warming up for example, makes it less. */
const MAX_EXPONENT = 1.1;
const CHECK = { ratio: 0.5, exponent: MAX_EXPONENT, startMs: 200, memoryMb: 300 };
const SIMULATOR = { rate: 50_000, reachSeconds: 30, reachMb: 1024 };
const only = ['check', 'simulator'].find((part) => process.argv.includes(`--${part}`));
const missed = [];

const verdict = (met, what) => {
  if (!met) missed.push(what);
  return met ? 'met' : 'MISSED';
};
const ms = (value) => `${value.toFixed(0)} ms`;
const mb = (value) => `${value.toFixed(0)} MB`;
const times = (value) => `${value.toFixed(2)} ×`;

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}${quick ? ', quick' : ''}\n`);
if (!only) {
  equalCharts();
  manyCharts();
  loadAndSize();
}
if (only !== 'simulator') benchCheck({ quick, targets: CHECK, verdict, ms, mb, times });
if (only !== 'check') benchSimulator({ quick, meshes: MESHES, targets: SIMULATOR, verdict, mb, times });
console.log(missed.length === 0 ? '\nAll targets were met.' : `\nMissed:\n  ${missed.join('\n  ')}`);
if (loadavg()[0] > cpus().length) console.log(`\nThe machine had more to do than this (load ${loadavg()[0].toFixed(1)}): the ratio of processor times (CPU) is the steadier one.`);

/** Declaring and writing services with timeout, retries and breaker, and a canary on every fifth; the same number of `Chart`s on both sides. */
function equalCharts() {
  const rows = [];
  for (const services of quick ? [100] : [100, 1000]) {
    for (const perChart of [services, 10]) {
      for (const mesh of MESHES) {
        const options = { mesh, services, perChart };
        const { objects, library, raw, ratio } = compare(options, options, quick ? 3 : services > 100 ? 5 : 9);
        const where = `${mesh}, ${services} services in ${perChart === services ? 'one chart' : `${services / perChart} charts`}`;
        rows.push([
          where, String(objects), ms(library.ms), ms(raw.ms), times(ratio.ms), verdict(ratio.ms <= MAX_RATIO, `time of ${where} (${times(ratio.ms)})`), times(ratio.cpuMs),
          mb(library.mb), mb(raw.mb), times(ratio.mb), verdict(ratio.mb <= MAX_RATIO, `memory of ${where} (${times(ratio.mb)})`),
        ]);
      }
    }
  }
  console.log(`Synth at equal charts, against the classes of cdk8s import; target: at most ${times(MAX_RATIO)}\n`);
  console.log(table(['', 'objects', 'time', 'raw', 'ratio', 'target', 'CPU', 'memory', 'raw', 'ratio', 'target'], rows));
}

/** A chart for each service, five objects in each. */
function manyCharts() {
  const sizes = quick ? [100, 200, 400] : [250, 500, 1000];
  const measured = sizes.map((services) => {
    const options = { mesh: 'istio-sidecar', services, perChart: 1 };
    return { services, ...compare({ ...options, meshCharts: true }, options, quick ? 3 : 5) };
  });
  const rows = measured.map(({ services, objects, library, raw, ratio }) => [
    `${services} charts`, String(objects), ms(library.ms), ms(raw.ms), times(ratio.ms),
    services < sizes[2] ? '' : verdict(ratio.ms < 1, `MeshChart against Chart at ${services} charts (${times(ratio.ms)})`), times(ratio.cpuMs),
    mb(library.mb), mb(raw.mb),
  ]);
  const [first, last] = [measured[0], measured[measured.length - 1]];
  const exponent = (program) => Math.log(last[program].ms / first[program].ms) / Math.log(last.services / first.services);
  console.log('\nMeshChart against cdk8s import in Charts, a chart for each service of Istio sidecar; target: faster at the largest size, and linear growth\n');
  console.log(table(['', 'objects', 'MeshChart', 'Chart', 'ratio', 'target', 'CPU', 'memory', 'raw'], rows));
  console.log(`\nTime grows with the number of charts to the power of ${exponent('library').toFixed(2)} (Chart: ${exponent('raw').toFixed(2)}); target: at most ${MAX_EXPONENT}, `
    + verdict(exponent('library') <= MAX_EXPONENT, `growth with MeshChart (${exponent('library').toFixed(2)})`));
}

function loadAndSize() {
  const load = loadTime(quick ? 5 : 15);
  const { size, bundled } = tarball(fileURLToPath(new URL('..', import.meta.url)));
  const kB = (bytes) => `${Math.round(bytes / 1000)} kB`;
  console.log(`\n${table(['', 'measured', 'at most', 'target'], [
    ['loading the library beside cdk8s', ms(load), `${MAX_LOAD_MS} ms`, verdict(load <= MAX_LOAD_MS, `load (${ms(load)})`)],
    ['tarball', kB(size), `${MAX_TARBALL_KB} kB`, verdict(size <= MAX_TARBALL_KB * 1000, `tarball (${kB(size)})`)],
    ...bundled.map((library) => [`  of it about, bundled: ${library.name}`, kB(library.size), '', '']),
  ])}`);
}
