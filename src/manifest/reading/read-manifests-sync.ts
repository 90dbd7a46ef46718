import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import type { ManifestObject } from '../manifest-object';
import { BESIDE_MANIFESTS, reasonOf } from './find-files';
import type { InputError } from './input-error';
import { ManifestTexts } from './manifest-texts';
import type { Manifests } from './read-manifests';
import { readDocuments } from './read-documents';

const MAX_VALUES = 10_000_000;

/** Files, folders and globs, as `readManifests` takes them, for programs that cannot wait: without standard input and progress. `except`: locations of files that are none. */
export function readManifestsSync(paths: readonly string[], folder = process.cwd(), except: readonly string[] = []): { readonly objects: readonly ManifestObject[]; readonly inputErrors: readonly InputError[]; readonly locate: Manifests['locate'] } {
  const inputErrors: InputError[] = [];
  const objects: ManifestObject[] = [];
  const texts = new ManifestTexts();
  const budget = { left: MAX_VALUES };
  const refuse = (file: string, message: string): void => void inputErrors.push({ file, line: null, column: null, message });
  const found = new Map<string, string>();
  for (const given of paths) for (const name of filesOf(given, folder, message => refuse(given, message))) found.set(path.resolve(folder, name), name);
  for (const location of except) found.delete(location);
  for (const [location, name] of found) {
    try {
      const bytes = readFileSync(location);
      if (!isUtf8(bytes) || bytes.includes(0)) refuse(name, 'It is not UTF-8 text.');
      else readDocuments(name, texts.add(name, bytes.toString('utf8').replace(/^\uFEFF/, '')), budget, objects, inputErrors, () => undefined);
    } catch (error) {
      refuse(name, reasonOf(error));
    }
  }
  return { objects, inputErrors, locate: (object, at, atKey = false) => texts.locate(object, at, atKey) };
}

function filesOf(given: string, folder: string, refuse: (message: string) => void): string[] {
  const location = path.resolve(folder, given);
  try {
    if (!statSync(location).isDirectory()) return [given];
    const names = glob('**/*.{yaml,yml,json}', location).map(name => path.join(given, name));
    if (names.length === 0) refuse('The folder holds no *.yaml, *.yml or *.json file.');
    return names;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || !/[*?[\]{}!()]/.test(given)) {
      refuse(reasonOf(error));
      return [];
    }
  }
  const names = glob(given, folder);
  if (names.length === 0) refuse('No file matches.');
  return names;
}

function glob(pattern: string, cwd: string): string[] {
  const tinyglobby = require('tinyglobby') as typeof import('tinyglobby', { with: { 'resolution-mode': 'require' } });
  return tinyglobby.globSync([pattern], { cwd, ignore: ['**/node_modules/**'], expandDirectories: false }).filter(name => !BESIDE_MANIFESTS.has(path.basename(name))).sort();
}
