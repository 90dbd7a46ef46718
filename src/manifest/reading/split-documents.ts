/** One document of a file. It begins with the line of its `---`, where it has one. */
export interface DocumentText {
  /** Where it begins in the text of the file. */
  readonly start: number;
  readonly end: number;
  /** The file's line, from 1, at which it begins. */
  readonly line: number;
  /** What follows `---` on its line and may not. */
  readonly stray?: string;
}

/**
 * The documents of a file as `kubectl` cuts them: at every line that begins with `---`, whatever stands around it. A document that cannot
 * be parsed leaves the others readable.
 */
export function splitDocuments(text: string): DocumentText[] {
  const documents: DocumentText[] = [];
  let start = 0;
  let line = 1;
  let stray = text.startsWith('---') ? strayAt(text, 0) : undefined;
  let counted = 0;
  for (let next = text.indexOf('\n---'); next !== -1; next = text.indexOf('\n---', next + 1)) {
    documents.push({ start, end: next + 1, line, ...(stray === undefined ? {} : { stray }) });
    start = next + 1;
    line += newlines(text, counted, start);
    counted = start;
    stray = strayAt(text, start);
  }
  documents.push({ start, end: text.length, line, ...(stray === undefined ? {} : { stray }) });
  return documents;
}

/** Only a comment may follow on the line of `---`. */
function strayAt(text: string, start: number): string | undefined {
  const newline = text.indexOf('\n', start);
  const rest = text.slice(start + 3, newline === -1 ? text.length : newline).trim();
  return rest === '' || rest.startsWith('#') ? undefined : rest;
}

function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
