import type { Command } from 'commander';
import { Option } from 'commander';
import type { CliCommand } from '../command';
import { withCommonOptions } from '../common-options';

/** Who may call whom, as a picture. */
export const GRAPH: CliCommand = {
  name: 'graph',

  define(command: Command): Command {
    return withCommonOptions(command)
      .description('Draws who may call whom.')
      .addOption(new Option('--format <format>', 'how it is printed').choices(['mermaid', 'dot', 'json']).default('mermaid'));
  },

  run(paths, options, io) {
    const { runGraph } = require('../run-reachability') as typeof import('../run-reachability');
    return runGraph(paths, options, io);
  },
};
