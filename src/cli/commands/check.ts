import type { Command } from 'commander';
import { Option } from 'commander';
import type { CliCommand } from '../command';
import { collected, withCommonOptions } from '../common-options';

const FORMATS = ['text', 'json', 'sarif', 'github', 'junit'] as const;

/** Admission and analysis of manifests. */
export const CHECK: CliCommand = {
  name: 'check',

  define(command: Command): Command {
    return withCommonOptions(command)
      .description('Finds what an API server would refuse, and what would not mean what it says.')
      .addOption(new Option('--format <format>', 'how findings are printed').choices(FORMATS).default('text'))
      .addOption(new Option('--fail-on <severity>', 'from which severity on the exit code is 1 (default: "error")').choices(['error', 'warning', 'info', 'never']))
      .option('--only <rule>', 'run only this rule; repeatable, * stands for anything', collected)
      .option('--skip <rule>', 'do not run this rule; repeatable, * stands for anything', collected);
  },

  run(paths, options, io) {
    const { runCheck } = require('../run-check') as typeof import('../run-check');
    return runCheck(paths, options, io);
  },
};
