import { promises as fs } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import type { PathStep } from '../field-path';
import type { ManifestObject } from '../manifest-object';
import { findFiles, reasonOf, STANDARD_INPUT } from './find-files';
import type { FoundFile } from './find-files';
import type { InputError } from './input-error';
import { ManifestTexts } from './manifest-texts';
import type { Position } from './position-of';
import { readDocuments } from './read-documents';

export interface ReadOptions {
  /** Where relative paths begin. Default: the working folder. */
  readonly folder?: string;
  /** Locations of files that are none of the manifests, whatever folder they stand in. */
  readonly except?: readonly string[];
  /** Default: the standard input of the process. */
  readonly standardInput?: AsyncIterable<Buffer | string>;
  /** A file with more is refused. Default: 256 MiB. */
  readonly maxBytes?: number;
  /** How many values all files may hold together. Default: ten million. */
  readonly maxValues?: number;
  readonly onProgress?: (doneBytes: number, allBytes: number) => void;
}

export interface Manifests {
  readonly objects: readonly ManifestObject[];
  readonly inputErrors: readonly InputError[];
  /** How many files were read. */
  readonly files: number;
  /**
   * Where a field of an object stands in its file, or its key: of one that is missing, the nearest that holds it; at worst, where the
   * document begins.
   */
  locate(object: ManifestObject, path: readonly PathStep[], atKey?: boolean): Position | undefined;
  /** A line of the file of an object, from 1. */
  lineText(object: ManifestObject, line: number): string | undefined;
}

const MAX_BYTES = 256 * 1024 * 1024;
const MAX_VALUES = 10_000_000;

/** Reads files, folders, globs and `-` into objects. Whatever cannot be read is an input error; the rest is read all the same. */
export async function readManifests(paths: readonly string[], options: ReadOptions = {}): Promise<Manifests> {
  const { maxBytes = MAX_BYTES, onProgress } = options;
  const inputErrors: InputError[] = [];
  const files = await findFiles(paths, options.folder ?? process.cwd(), inputErrors, options.except);
  const objects: ManifestObject[] = [];
  const texts = new ManifestTexts();
  const budget = { left: options.maxValues ?? MAX_VALUES };
  const allBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let read = 0;
  let doneBytes = 0;
  for (const file of files) {
    const refuse = (message: string): void => {
      inputErrors.push({ file: file.name, line: null, column: null, message });
    };
    const text = await textOf(file, maxBytes, options.standardInput ?? process.stdin, refuse);
    if (text !== undefined) {
      read += 1;
      const step = (share: number): void => onProgress?.(doneBytes + share * file.bytes, allBytes);
      readDocuments(file.name, texts.add(file.name, text), budget, objects, inputErrors, step);
    }
    doneBytes += file.bytes;
    onProgress?.(doneBytes, allBytes);
    if (budget.left < 0) break;
  }
  return {
    objects,
    inputErrors,
    files: read,
    locate: (object, path, atKey = false) => texts.locate(object, path, atKey),
    lineText: (object, line) => texts.lineText(object, line),
  };
}

async function textOf(
  file: FoundFile, maxBytes: number, standardInput: AsyncIterable<Buffer | string>, refuse: (message: string) => void,
): Promise<string | undefined> {
  const tooLarge = (bytes: string): void => refuse(`It is too large: ${bytes}, and at most ${megabytes(maxBytes)} are read from one file.`);
  let bytes: Buffer;
  try {
    if (file.location === STANDARD_INPUT) {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of standardInput) {
        chunks.push(Buffer.from(chunk));
        size += chunk.length;
        if (size > maxBytes) return void tooLarge('more comes in than that');
      }
      bytes = Buffer.concat(chunks);
    } else {
      if (file.bytes > maxBytes) return void tooLarge(megabytes(file.bytes));
      bytes = await fs.readFile(file.location);
    }
  } catch (error) {
    return void refuse(reasonOf(error));
  }
  if (bytes.includes(0)) return void refuse('It is binary, not YAML or JSON.');
  if (!isUtf8(bytes)) return void refuse('It is not UTF-8 text.');
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function megabytes(bytes: number): string {
  return bytes < 1024 * 1024 ? `${bytes} bytes` : `${Math.ceil(bytes / 1024 / 1024)} MiB`;
}
