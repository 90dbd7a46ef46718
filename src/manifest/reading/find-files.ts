import { promises as fs } from 'node:fs';
import * as path from 'node:path';
import type { InputError } from './input-error';

/** Standard input among the paths. */
export const STANDARD_INPUT = '-';

export const BESIDE_MANIFESTS = new Set(['construct-metadata.json', 'mesh-report.json']);

export interface FoundFile {
  /** As reports name it: relative to the working folder if the path was. */
  readonly name: string;
  readonly location: string;
  readonly bytes: number;
}

/**
 * The files that paths, folders and globs stand for: in the order of the paths, below a folder or glob in the order of their names, each
 * once. A path that exists is not read as a glob. Below folders, those that begin with a point and node_modules are left out; so are,
 * unless they are named themselves, files that cdk8s and this library write beside manifests, and `except`, locations.
 */
export async function findFiles(paths: readonly string[], folder: string, errors: InputError[], except: readonly string[] = []): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const given of paths) {
    for (const file of given === STANDARD_INPUT ? [{ name: given, location: given, bytes: 0 }] : await filesOf(given, folder, errors)) {
      if (!except.includes(file.location) && !found.has(file.location)) found.set(file.location, file);
    }
  }
  return [...found.values()];
}

async function filesOf(given: string, folder: string, errors: InputError[]): Promise<FoundFile[]> {
  const location = path.resolve(folder, given);
  const refuse = (message: string): [] => {
    errors.push({ file: given, line: null, column: null, message });
    return [];
  };
  try {
    const stats = await fs.stat(location);
    if (!stats.isDirectory()) return [{ name: slashes(given), location, bytes: stats.size }];
    const names = await glob('**/*.{yaml,yml,json}', location);
    if (names.length === 0) return refuse('The folder holds no *.yaml, *.yml or *.json file.');
    return await Promise.all(names.map(name => fileOf(path.join(given, name), path.join(location, name))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || !/[*?[\]{}!()]/.test(given)) return refuse(reasonOf(error));
  }
  const names = await glob(slashes(given), folder);
  if (names.length === 0) return refuse('No file matches.');
  return Promise.all(names.map(name => fileOf(name, path.resolve(folder, name))));
}

async function fileOf(name: string, location: string): Promise<FoundFile> {
  // One that is gone by now, or a link to nowhere, is refused when it is read.
  const stats = await fs.stat(location).catch(() => undefined);
  return { name: slashes(name), location, bytes: stats?.size ?? 0 };
}

async function glob(pattern: string, cwd: string): Promise<string[]> {
  // Most runs name files and folders; what expands globs is loaded when there is one.
  const tinyglobby = require('tinyglobby') as typeof import('tinyglobby', { with: { 'resolution-mode': 'require' } });
  const names = await tinyglobby.glob([pattern], { cwd, ignore: ['**/node_modules/**'], expandDirectories: false });
  return names.filter(name => !BESIDE_MANIFESTS.has(path.basename(name))).sort();
}

function slashes(name: string): string {
  return path.sep === '\\' ? name.replaceAll('\\', '/') : name;
}

/** What the system said, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT': return 'There is no such file or folder.';
    case 'EACCES': case 'EPERM': return 'It may not be read: permission denied.';
    case 'ENOTDIR': return 'A part of the path is a file.';
    case 'EISDIR': return 'It is a folder, not a file.';
    case 'ELOOP': return 'Its links go in a circle.';
    default: return `It cannot be read: ${message}.`;
  }
}
