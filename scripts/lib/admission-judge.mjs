// Kubernetes' own validation as an oracle: starts the Go program of conformance/admission and asks it about one object after
// another. Build it once (`buildJudge`, or `npm run conformance`), then start as many judges as there are sets of CRDs.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const source = join(root, 'conformance', 'admission');

/** Where the judge stands once it is built. */
export const judgeBinary = join(root, '.build', 'admission');

export function goInstalled() {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Builds the judge: minutes the first time, under a second when nothing changed. */
export function buildJudge() {
  mkdirSync(dirname(judgeBinary), { recursive: true });
  execFileSync('go', ['build', '-ldflags=-s -w', '-o', judgeBinary, '.'], { cwd: source, stdio: ['ignore', 'inherit', 'inherit'] });
}

/**
 * Starts a judge that knows the core kinds and the kinds of the CRD files given (YAML streams or JSON lists).
 * Questions may be asked without waiting for the answers before; `close` waits for the last one.
 */
export function startJudge({ crds }) {
  if (!existsSync(judgeBinary)) throw new Error('The admission judge is not built: run `npm run conformance` first.');
  const child = spawn(judgeBinary, ['--crds', ...crds], { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = [];
  let complaint = '';
  let ended;

  child.stderr.on('data', (text) => { complaint += text; });
  child.stdin.on('error', () => undefined); // the exit below says why
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id: _id, ...verdict } = JSON.parse(line);
    waiting.shift().resolve(verdict);
  });
  const exit = new Promise((resolve) => {
    const end = (reason) => {
      ended = new Error(`The admission judge ended (${reason})${complaint && `: ${complaint.trim()}`}`);
      for (const { reject } of waiting.splice(0)) reject(ended);
      resolve();
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(signal ?? `exit code ${code}`));
  });

  const ask = (question) => new Promise((resolve, reject) => {
    if (ended) {
      reject(ended);
      return;
    }
    waiting.push({ resolve, reject });
    child.stdin.write(`${JSON.stringify(question)}\n`);
  });

  return {
    judge: (object) => ask({ object }),
    judgeYaml: (yaml) => ask({ yaml }),
    close: () => {
      child.stdin.end();
      return exit;
    },
  };
}
