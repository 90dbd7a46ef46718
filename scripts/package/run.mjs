// Runs programs.
import { spawnSync } from 'node:child_process';

export function run(command, args, { cwd, env = {} } = {}) {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  if (error) throw error;
  return { status, stdout, stderr, seconds: (performance.now() - started) / 1000 };
}

/** The same for what must succeed; the error carries what was printed. */
export function mustRun(command, args, options) {
  const result = run(command, args, options);
  if (result.status !== 0) throw new Error(`${[command, ...args].join(' ')} failed:\n${result.stderr || result.stdout}`);
  return result;
}

/** What is not in npm's cache comes from the registry. */
export function npm(args, cwd) {
  return mustRun('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd });
}
