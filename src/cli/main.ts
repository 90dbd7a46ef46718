import { Command, CommanderError } from 'commander';
import type { CliCommand } from './command';
import { CHECK } from './commands/check';
import { DIFF } from './commands/diff';
import { GRAPH } from './commands/graph';
import { REACHABILITY } from './commands/reachability';
import { SIMULATE } from './commands/simulate';
import { ExitCode } from './io';
import type { Io } from './io';
import { ConfigError } from '../check/config-error';
import { CliError } from './cli-error';
import { libraryVersion } from './version';

const COMMANDS: readonly CliCommand[] = [CHECK, SIMULATE, REACHABILITY, GRAPH, DIFF];

/** Runs one command line, without the program's own name; never throws. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = ExitCode.FINE;
  const program = settled(new Command('cdk8s-mesh'), io).version(libraryVersion())
    .description('Proves manifests of service meshes before anything is applied.');
  for (const command of COMMANDS) {
    command.define(settled(program.command(command.name), io)).action(async (paths: string[], options: Record<string, unknown>) => {
      code = await command.run(paths, options, io);
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return failure(error, io);
  }
}

function settled(command: Command, io: Io): Command {
  return command
    .exitOverride()
    .configureOutput({
      writeOut: text => void io.stdout.write(text),
      writeErr: text => void io.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError(`(${command.name() === 'cdk8s-mesh' ? 'cdk8s-mesh --help' : `cdk8s-mesh ${command.name()} --help`} says how it is used)`);
}

function failure(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) {
    // Help and the version are asked for, and come this way, too. Without any command, help is no answer.
    return error.exitCode === 0 ? ExitCode.FINE : ExitCode.FAILED;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.stderr.write(`error: ${error instanceof CliError || error instanceof ConfigError ? message : `Internal error: ${message}. This is a defect of cdk8s-mesh: please report it.`}\n`);
  return ExitCode.FAILED;
}
