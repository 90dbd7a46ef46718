// Go programs that answer JSON lines: how they are built, and how they are asked.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export function goInstalled() {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Where the program of a folder of conformance/ stands once it is built. */
export function binaryOf(name) {
  return join(root, '.build', name);
}

/** Builds it: minutes the first time, seconds when nothing changed. */
export function buildProgram(name) {
  const binary = binaryOf(name);
  mkdirSync(dirname(binary), { recursive: true });
  execFileSync('go', ['build', '-ldflags=-s -w', '-o', binary, '.'], {
    cwd: join(root, 'conformance', name), stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/**
 * Starts a built program. `ask` gives it one line and settles with its answer, `id` left out; questions may be asked without
 * waiting for the answers before. `close` waits for the last one.
 */
export function startProgram(binary, args = [], env = {}) {
  const name = `The ${basename(binary)} judge`;
  if (!existsSync(binary)) throw new Error(`${name} is not built: run \`npm run conformance\` first.`);
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const waiting = [];
  let complaint = '';
  let ended;

  child.stderr.on('data', (text) => { complaint += text; });
  child.stdin.on('error', () => undefined); // the exit below says why
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id: _id, ...answer } = JSON.parse(line);
    waiting.shift().resolve(answer);
  });
  const exit = new Promise((resolve) => {
    const end = (reason) => {
      ended = new Error(`${name} ended (${reason})${complaint && `: ${complaint.trim()}`}`);
      for (const { reject } of waiting.splice(0)) reject(ended);
      resolve();
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(signal ?? `exit code ${code}`));
  });

  return {
    ask: (question) => new Promise((resolve, reject) => {
      if (ended) {
        reject(ended);
        return;
      }
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(question)}\n`);
    }),
    close: () => {
      child.stdin.end();
      return exit;
    },
  };
}
