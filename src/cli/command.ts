import type { Command } from 'commander';
import type { ExitCode, Io } from './io';

/**
 * One command of the command line. `define` says what it takes; what it does is loaded when it is run, so that the others, and help, do not
 * wait for it.
 */
export interface CliCommand {
  define(command: Command): Command;
  readonly name: string;
  run(paths: readonly string[], options: Readonly<Record<string, unknown>>, io: Io): Promise<ExitCode>;
}
