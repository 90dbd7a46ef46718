import type { Command } from 'commander';
import { Option } from 'commander';
import type { CliCommand } from '../command';
import { withCommonOptions } from '../common-options';

/** Who may call whom. */
export const REACHABILITY: CliCommand = {
  name: 'reachability',

  define(command: Command): Command {
    return withCommonOptions(command)
      .description('Says who may call whom.')
      .addOption(new Option('--format <format>', 'how it is printed').choices(['text', 'json', 'csv']).default('text'));
  },

  run(paths, options, io) {
    const { runReachability } = require('../run-reachability') as typeof import('../run-reachability');
    return runReachability(paths, options, io);
  },
};
