// Talks to jsii's kernel as Python, Java, Go and C# do: JSON lines over standard input and output.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

export class JsiiKernel {
  requests = 0;
  #child;
  #lines;
  #stderr = '';

  static async start(env) {
    const kernel = new JsiiKernel(env);
    await kernel.#answer(); // hello
    return kernel;
  }

  constructor(env) {
    const program = createRequire(import.meta.url).resolve('@jsii/runtime/bin/jsii-runtime');
    this.#child = spawn(process.execPath, [program], { env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', ...env } });
    this.#child.stderr.on('data', (data) => { this.#stderr += data; });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  load = (name, version, tarball) => this.#ask({ api: 'load', name, version, tarball });
  create = (fqn, ...args) => this.#ask({ api: 'create', fqn, args });
  invoke = async (objref, method, ...args) => (await this.#ask({ api: 'invoke', objref, method, args })).result;
  callStatic = async (fqn, method, ...args) => (await this.#ask({ api: 'sinvoke', fqn, method, args })).result;
  get = async (objref, property) => (await this.#ask({ api: 'get', objref, property })).value;
  getStatic = async (fqn, property) => (await this.#ask({ api: 'sget', fqn, property })).value;

  stop() {
    this.#child.stdin.end(`${JSON.stringify({ exit: 0 })}\n`);
  }

  async #ask(request) {
    this.requests += 1;
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.#answer();
    if (answer.error) throw new Error(answer.error);
    return answer.ok;
  }

  async #answer() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`the jsii kernel stopped:\n${this.#stderr}`);
    return JSON.parse(value);
  }
}

export const struct = (fqn, data) => ({ '$jsii.struct': { fqn, data } });
export const enumeration = (fqn, member) => ({ '$jsii.enum': `${fqn}/${member}` });
