import type { Command } from 'commander';
import { Option } from 'commander';
import type { CliCommand } from '../command';
import { withCommonOptions } from '../common-options';
import { withRequestOptions } from '../request-options';

/** What becomes of requests. */
export const SIMULATE: CliCommand = {
  name: 'simulate',

  define(command: Command): Command {
    return withRequestOptions(withCommonOptions(command)
      .description('Says what becomes of requests: who may, where they go, and which object decides.')
      .option('--requests <file>', 'requests with what is expected of them'))
      .addOption(new Option('--format <format>', 'how results are printed').choices(['text', 'json', 'junit']).default('text'))
      .option('--coverage', 'say which routes, rules and policies no request exercises');
  },

  run(paths, options, io) {
    const { runSimulate } = require('../run-simulate') as typeof import('../run-simulate');
    return runSimulate(paths, options, io);
  },
};
