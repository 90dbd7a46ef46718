import type { CheckResult } from '../../check/check';
import type { Finding } from '../../check/finding';
import type { InputError } from '../../manifest/reading/input-error';
import type { FailOn } from '../../check/config';

/** What a format prints. */
export interface Report extends Pick<CheckResult, 'findings'> {
  readonly summary: CheckResult['summary'] & { readonly files: number };
  readonly inputErrors: readonly InputError[];
  /** Names of the files that hold objects, in the order of reading. */
  readonly files: readonly string[];
  readonly failOn: FailOn;
  readonly version: string;
  readonly colours: boolean;
  /** The line that a finding stands on. */
  lineText(finding: Finding): string | undefined;
}

const RANK = { error: 3, warning: 2, info: 1 } as const;

/** Whether it counts for the exit code. */
export function fails({ severity, accepted }: Finding, failOn: FailOn): boolean {
  return accepted === null && failOn !== 'never' && RANK[severity] >= RANK[failOn];
}

/** "2 errors", "1 error", "no errors". */
export function counted(count: number, word: string): string {
  return `${count === 0 ? 'no' : count} ${word}${count === 1 ? '' : 's'}`;
}

/** What could not be read, for the line that counts: without it, "no errors" would say too much. */
export function unread({ inputErrors }: Pick<Report, 'inputErrors'>): string {
  return inputErrors.length === 0 ? '' : ` ${counted(inputErrors.length, 'place')} could not be read.`;
}

export function byFile<T extends { readonly file: string | null }>(items: readonly T[]): Map<string | null, T[]> {
  const files = new Map<string | null, T[]>();
  for (const item of items) {
    const known = files.get(item.file);
    if (known) known.push(item);
    else files.set(item.file, [item]);
  }
  return files;
}
