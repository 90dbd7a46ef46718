import type { Command } from 'commander';
import { Option } from 'commander';
import type { CliCommand } from '../command';
import { withCommonOptions } from '../common-options';

/** What changes in meaning from some manifests to others. */
export const DIFF: CliCommand = {
  name: 'diff',

  define(command: Command): Command {
    return withCommonOptions(command)
      .description('Says what changes in meaning: connections, destinations, transport, timeouts, retries. Takes two paths: before and after.')
      .addOption(new Option('--format <format>', 'how changes are printed').choices(['text', 'json', 'markdown']).default('text'))
      .option('--exit-zero', 'exit with 0 even if something changes');
  },

  run(paths, options, io) {
    const { runDiff } = require('../run-diff') as typeof import('../run-diff');
    return runDiff(paths, options, io);
  },
};
