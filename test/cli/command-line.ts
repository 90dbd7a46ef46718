import { Writable } from 'node:stream';
import { run } from '../../src/cli/main';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface World {
  readonly folder?: string;
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  readonly terminal?: boolean;
}

class Sink extends Writable {
  public text = '';

  public constructor(public readonly isTTY: boolean) {
    super();
  }

  public override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs a command line in this process. */
export async function commandLine(argv: readonly string[], { folder = '.', stdin = '', env = {}, terminal = false }: World = {}): Promise<Outcome> {
  const [stdout, stderr] = [new Sink(terminal), new Sink(terminal)];
  const code = await run(argv, { stdin: (async function* () { yield await Promise.resolve(stdin); })(), stdout, stderr, env, folder });
  return { code, out: stdout.text, err: stderr.text };
}
