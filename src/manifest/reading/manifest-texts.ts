import type { PathStep } from '../field-path';
import type { ManifestObject } from '../manifest-object';
import type { DocumentPositions, Position } from './position-of';
import type { DocumentText } from './split-documents';

/** The text of a file and where its documents stand in it; empty ones are not among them. */
export interface FileText {
  readonly text: string;
  readonly documents: DocumentText[];
}

/** How many documents are kept with the places of their fields: findings come object by object. */
const KEPT = 8;

/** Texts of the files that objects came from. Places are looked up when they are asked for: most objects have no finding. */
export class ManifestTexts {
  private readonly files = new Map<string, FileText>();
  private readonly positions = new Map<DocumentText, DocumentPositions>();
  /** Where lines begin in the file that was asked for last. */
  private lines: { readonly file: FileText; readonly starts: readonly number[] } | undefined;

  public add(file: string, text: string): FileText {
    const kept = { text, documents: [] };
    this.files.set(file, kept);
    return kept;
  }

  public locate({ source }: ManifestObject, path: readonly PathStep[], atKey: boolean): Position | undefined {
    const file = this.files.get(source.file ?? '');
    const document = file?.documents[source.document ?? 0];
    return file && document ? locateIn(file.text, document, [...source.item ?? [], ...path], this.positionsOf(file.text, document), atKey) : undefined;
  }

  public lineText({ source }: ManifestObject, line: number): string | undefined {
    const file = this.files.get(source.file ?? '');
    const document = file?.documents[source.document ?? 0];
    if (!file || !document || line < document.line) return undefined;
    const start = this.lineStarts(file)[line - 1];
    if (start === undefined) return undefined;
    const end = file.text.indexOf('\n', start);
    return file.text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '');
  }

  private lineStarts(file: FileText): readonly number[] {
    if (this.lines?.file !== file) {
      const starts = [0];
      for (let at = file.text.indexOf('\n'); at !== -1; at = file.text.indexOf('\n', at + 1)) starts.push(at + 1);
      this.lines = { file, starts };
    }
    return this.lines.starts;
  }

  private positionsOf(text: string, document: DocumentText): DocumentPositions {
    const known = this.positions.get(document);
    if (known) return known;
    const positions = positionsIn(text, document);
    if (this.positions.size >= KEPT) this.positions.delete(this.positions.keys().next().value!);
    this.positions.set(document, positions);
    return positions;
  }
}

export function positionsIn(text: string, { start, end }: DocumentText): DocumentPositions {
  // The parser that knows places is loaded when the first one is asked for.
  const { DocumentPositions: Positions } = require('./position-of') as typeof import('./position-of');
  return new Positions(text.slice(start, end));
}

export function locateIn(text: string, document: DocumentText, path: readonly PathStep[], positions: DocumentPositions, atKey = false): Position {
  const within = positions.of(path, atKey);
  return within ? { ...within, line: within.line + document.line - 1 } : beginningOf(text, document);
}

/** The first line of a document that says something. */
function beginningOf(text: string, { start, end, line }: DocumentText): Position {
  const lines = text.slice(start, end).split('\n', 1_000);
  const index = Math.max(lines.findIndex(content => !/^\s*(?:#.*)?$|^---/.test(content)), 0);
  const content = lines[index]!;
  const column = content.length - content.trimStart().length + 1;
  return { line: line + index, column, endColumn: Math.max(content.trimEnd().length + 1, column + 1) };
}
