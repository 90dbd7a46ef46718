import { diff } from '../simulator/diff';
import { CliError } from './cli-error';
import { DIFF_FORMATS } from './formats/diff';
import { ExitCode } from './io';
import type { Io } from './io';
import { loadSet } from './load-set';
import { writeResult } from './output';
import { Progress } from './progress';

export async function runDiff(paths: readonly string[], options: Readonly<Record<string, unknown>>, io: Io): Promise<ExitCode> {
  const [old, next, ...more] = paths;
  if (old === undefined || next === undefined || more.length > 0) throw new CliError(`diff compares two: the manifests of before and those of after, each a file, a folder or a glob in quotes; ${paths.length} ${paths.length === 1 ? 'was' : 'were'} given.`);
  if (old === '-' && next === '-') throw new CliError('Standard input can be only one of both.');
  const before = await loadSet([old], options, io);
  const after = await loadSet([next], options, io);
  const inputErrors = [...before.inputErrors, ...after.inputErrors];
  const progress = new Progress(io);
  try {
    const changes = diff(before.set, after.set, undefined, share => progress.update(share, 'comparing'));
    progress.end();
    await writeResult(DIFF_FORMATS[options['format'] as string]!(changes, inputErrors), options['output'] as string | undefined, io);
    if (inputErrors.length > 0) return ExitCode.FAILED;
    return changes.length > 0 && options['exitZero'] !== true ? ExitCode.BAD : ExitCode.FINE;
  } finally {
    progress.end();
  }
}
