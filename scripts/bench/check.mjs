// `cdk8s-mesh check` against `istioctl analyze` on the same files.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { istioctl } from './check/istioctl.mjs';
import { inTurn, memory } from './check/measure.mjs';
import { writeMeshObjects } from './check/mesh-objects.mjs';
import { table } from './table.mjs';

const bin = fileURLToPath(new URL('../../lib/src/cli/bin.js', import.meta.url));
const phases = fileURLToPath(new URL('check/phases.mjs', import.meta.url));
const SLOWEST_RULES = 12;

/** `verdict(met, what)` remembers what was missed. */
export function benchCheck({ quick, targets, verdict, ms, mb, times }) {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mesh-bench-check-'));
  try {
    const sizes = quick ? [1_000, 5_000] : [1_000, 10_000, 50_000];
    const folderOf = (size) => join(folder, String(size));
    for (const size of sizes) writeMeshObjects(folderOf(size), size);
    const check = (target) => [process.execPath, bin, 'check', target, '--format', 'json'];
    const judge = istioctl();
    const measured = sizes.map((size) => ({
      size,
      ...inTurn([check(folderOf(size)), ...judge ? [[judge, 'analyze', '--use-kube=false', '-A', folderOf(size)]] : []], quick ? 3 : size > 10_000 ? 3 : 7),
    }));
    console.log(`\ncheck against istioctl analyze, which asks no schema and no CEL rule; target: at most ${times(targets.ratio)} of its time\n`);
    console.log(table(['objects', 'check', 'CPU', 'istioctl', 'CPU', 'ratio', 'of CPU', 'target'], measured.map(({ size, each: [ours, theirs], ratios: [, ratio] }) => [
      String(size), ms(ours.ms), ms(ours.cpuMs), ...theirs ? [ms(theirs.ms), ms(theirs.cpuMs), times(ratio.ms), times(ratio.cpuMs), verdict(ratio.cpuMs <= targets.ratio, `check of ${size} objects (${times(ratio.cpuMs)} of istioctl's CPU)`)]
        : ['without Go', '', '', '', ''],
    ])));
    const [first, last] = [measured[measured.length - 2], measured[measured.length - 1]];
    const exponent = Math.log(last.each[0].cpuMs / first.each[0].cpuMs) / Math.log(last.size / first.size);
    console.log(`\nProcessor time grows with the number of objects to the power of ${exponent.toFixed(2)}; target: at most ${targets.exponent}, ${verdict(exponent <= targets.exponent, `growth of check (${exponent.toFixed(2)})`)}`);

    const one = join(folder, 'one.yaml');
    writeFileSync(one, 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n');
    const start = inTurn([check(one), [process.execPath, '-e', '0']], quick ? 5 : 15).differences[1];
    const more = memory([bin, 'check', folderOf(sizes[1]), '--format', 'json']) - memory(['-e', '0']);
    console.log(`\n${table(['over node -e 0', 'measured', 'at most', 'target'], [
      ['start, with one object', `${ms(start.ms)}, CPU ${ms(start.cpuMs)}`, ms(targets.startMs), verdict(start.cpuMs <= targets.startMs, `start of check (${ms(start.cpuMs)})`)],
      [`memory for ${sizes[1]} objects`, mb(more), mb(targets.memoryMb), verdict(more <= targets.memoryMb, `memory of check (${mb(more)})`)],
    ])}`);
    whereItGoes(folderOf(sizes[1]), sizes[1], ms);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function whereItGoes(folder, size, ms) {
  const { phases: byPhase, rules } = JSON.parse(execFileSync(process.execPath, [phases, folder], { encoding: 'utf8' }));
  const slowest = Object.entries(rules).sort(([, a], [, b]) => b - a);
  console.log(`\nWhere the processor time of ${size} objects goes\n`);
  console.log(table(['', 'CPU'], [
    ...Object.entries(byPhase).map(([name, time]) => [name, ms(time)]),
    ...slowest.slice(0, SLOWEST_RULES).map(([name, time]) => [`  rule ${name}`, ms(time)]),
    [`  the other ${slowest.length - SLOWEST_RULES} rules`, ms(slowest.slice(SLOWEST_RULES).reduce((sum, [, time]) => sum + time, 0))],
  ]));
}
