import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { InputError } from '../manifest/reading/input-error';
import { reasonOf } from '../manifest/reading/find-files';
import { visible } from './formats/text';
import type { Io } from './io';
import { CliError } from './cli-error';

/** Writes a result to the file named, else to standard output. */
export async function writeResult(text: string, file: string | undefined, io: Io): Promise<void> {
  if (file === undefined) {
    // Waited for, so that whoever ends the process then cuts nothing off.
    await new Promise<void>(resolve => io.stdout.write(text, () => resolve()));
    return;
  }
  try {
    writeFileSync(path.resolve(io.folder, file), text);
  } catch (error) {
    throw new CliError(`--output: ${file}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'Its folder does not exist.' : reasonOf(error)}`);
  }
}

/** What could not be read, on standard error: "file:line:column: error: message". */
export function tellInputErrors(errors: readonly InputError[], io: Io): void {
  for (const { file, line, column, message } of errors) {
    io.stderr.write(`${[visible(file), ...(line === null ? [] : [line, column])].join(':')}: error: ${visible(message)}\n`);
  }
}
