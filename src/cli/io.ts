/** What a command has of the world around it. */
export interface Io {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths begin. */
  readonly folder: string;
}

/** What every command tells whoever started it. */
export const ExitCode = {
  /** It ran, and what it found is fine. */
  FINE: 0,
  /** It ran, and what it found is bad. */
  BAD: 1,
  /** It could not run, or could not read everything. */
  FAILED: 2,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export function usesColour(stream: { readonly isTTY?: boolean }, { env }: Io): boolean {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
