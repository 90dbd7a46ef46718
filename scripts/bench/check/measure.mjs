// Time, processor time and memory of a command.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../processes.mjs';

const usage = fileURLToPath(new URL('usage.cjs', import.meta.url));

/** One run: `{ ms, cpuMs }`. Both commands end with another code than 0 where they find something. */
export function once(command, args) {
  const { stderr, error } = spawnSync('bash', ['-c', 'TIMEFORMAT=$\'\\n%R %U %S\'; time "$@" > /dev/null 2>&1', 'bash', command, ...args], { encoding: 'utf8' });
  if (error) throw error;
  const [real, user, system] = stderr.trim().split('\n').at(-1).split(' ').map((text) => Number(text.replace(',', '.')) * 1000);
  return { ms: real, cpuMs: user + system };
}

/** Commands in turn, so that what else the machine does hits all: the median of each, and of the ratios of the first to the others. */
export function inTurn(commands, runs) {
  const rounds = Array.from({ length: runs }, () => commands.map(([command, ...args]) => once(command, args)));
  const middle = (measure) => ({ ms: median(rounds.map((round) => measure(round, 'ms'))), cpuMs: median(rounds.map((round) => measure(round, 'cpuMs'))) });
  return {
    each: commands.map((_, i) => middle((round, unit) => round[i][unit])),
    ratios: commands.map((_, i) => middle((round, unit) => round[0][unit] / round[i][unit])),
    differences: commands.map((_, i) => middle((round, unit) => round[0][unit] - round[i][unit])),
  };
}

/** Peak memory of a Node program in MB. */
export function memory(args) {
  const file = join(tmpdir(), `cdk8s-mesh-usage-${process.pid}`);
  spawnSync(process.execPath, ['--require', usage, ...args], { env: { ...process.env, BENCH_USAGE: file }, stdio: 'ignore' });
  return Number(readFileSync(file, 'utf8')) / 1024;
}
