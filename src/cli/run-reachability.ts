import type { Reachability } from '../simulator/reachability';
import { reachability } from '../simulator/reachability';
import { GRAPH_FORMATS, graphOf } from './formats/graph';
import { REACHABILITY_FORMATS } from './formats/reachability';
import { ExitCode } from './io';
import type { Io } from './io';
import { loadSet } from './load-set';
import type { LoadedSet } from './load-set';
import { writeResult } from './output';
import { Progress } from './progress';

type Options = Readonly<Record<string, unknown>>;

export async function runReachability(paths: readonly string[], options: Options, io: Io): Promise<ExitCode> {
  const { reached, inputErrors } = await reachedIn(paths, options, io);
  await writeResult(REACHABILITY_FORMATS[options['format'] as string]!(reached, inputErrors), options['output'] as string | undefined, io);
  return inputErrors.length > 0 ? ExitCode.FAILED : ExitCode.FINE;
}

export async function runGraph(paths: readonly string[], options: Options, io: Io): Promise<ExitCode> {
  const format = options['format'] as string;
  const { reached, inputErrors } = await reachedIn(paths, options, io);
  await writeResult(GRAPH_FORMATS[format]!(graphOf(reached)), options['output'] as string | undefined, io);
  return inputErrors.length > 0 ? ExitCode.FAILED : ExitCode.FINE;
}

async function reachedIn(paths: readonly string[], options: Options, io: Io): Promise<Pick<LoadedSet, 'inputErrors'> & { readonly reached: Reachability }> {
  const { set, inputErrors } = await loadSet(paths, options, io);
  const progress = new Progress(io);
  try {
    return { reached: reachability(set, undefined, share => progress.update(share, 'simulating')), inputErrors };
  } finally {
    progress.end();
  }
}
