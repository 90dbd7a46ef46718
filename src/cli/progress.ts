import type { SingleBar } from 'cli-progress';
import type { Io } from './io';

/** Work that is over by then shows nothing. */
const PATIENCE_MS = 1_000;

/** A bar on the terminal that standard error is, if there is one and the work takes its time. */
export class Progress {
  private readonly started = performance.now();
  private bar: SingleBar | undefined;
  private shown = -1;

  public constructor(private readonly io: Io) {}

  /** From 0 to 1; `doing` stands beside the bar. */
  public update(share: number, doing: string): void {
    const { stderr } = this.io;
    const percent = Math.floor(Math.min(Math.max(share, 0), 1) * 100);
    if (stderr.isTTY !== true || percent === this.shown || performance.now() - this.started < PATIENCE_MS) return;
    this.shown = percent;
    this.bar ??= startedBar(stderr);
    this.bar.update(percent, { doing });
  }

  public end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}

function startedBar(stream: NodeJS.WritableStream): SingleBar {
  const { SingleBar: Bar } = require('cli-progress') as typeof import('cli-progress');
  const bar = new Bar({ stream, format: '{bar} {percentage}% {doing}', clearOnComplete: true, hideCursor: true, barsize: 30, barCompleteChar: '█', barIncompleteChar: '░' });
  bar.start(100, 0, { doing: '' });
  return bar;
}
