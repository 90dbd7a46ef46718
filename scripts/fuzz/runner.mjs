// A process that runs checks, within bounds of time and memory; one that dies or hangs is replaced.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAX_CPU_MS = 5_000;
/** By then, whatever else the machine does, a run that takes that processor time is over. */
const MAX_MS = 30_000;
const MAX_HEAP_MB = 1024;

export class Runner {
  #child;

  /** What went wrong, as `{ kind, text }`, if anything did. */
  async run(question) {
    this.#child ??= await this.#start();
    const answer = await this.#ask(question);
    if (answer.fault) return answer;
    if (answer.cpuMs > MAX_CPU_MS) return { ...answer, fault: { kind: 'slow', text: `It took ${(answer.cpuMs / 1000).toFixed(1)} s of processor time.` } };
    return answer;
  }

  close() {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #ask(question) {
    const child = this.#child;
    return new Promise((resolve) => {
      const settle = (answer) => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(answer);
      };
      const lost = (fault) => {
        child.kill('SIGKILL');
        this.#child = undefined;
        settle({ fault, cpuMs: 0 });
      };
      const timer = setTimeout(() => lost({ kind: 'hang', text: `It was not over after ${MAX_MS / 1000} s.` }), MAX_MS);
      child.once('message', settle);
      child.once('exit', (code, signal) => lost({ kind: 'death', text: `The process ended (${signal ?? code}); more than ${MAX_HEAP_MB} MiB of heap ends it.` }));
      child.send(question);
    });
  }

  #start() {
    const child = fork(fileURLToPath(new URL('child.mjs', import.meta.url)), {
      execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`], stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    });
    return new Promise((resolve, reject) => {
      child.once('message', () => resolve(child));
      child.once('exit', (code) => reject(new Error(`The process that runs checks ended with ${code} before the first.`)));
    }).finally(() => child.removeAllListeners());
  }
}
