/** Why something given to read could not be read. Lines and columns count from 1; null where the whole file is meant. */
export interface InputError {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

/** Thrown by the parser of one document, with the place within it: both from 0. */
export class DocumentError extends Error {
  public constructor(message: string, public readonly line: number, public readonly column: number) {
    super(message);
  }
}
