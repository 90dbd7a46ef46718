import * as path from 'node:path';
import { keptByServer } from '../admission/kept';
import { ManifestSet } from '../manifest/manifest-set';
import type { InputError } from '../manifest/reading/input-error';
import { readManifests } from '../manifest/reading/read-manifests';
import { outOfMeshWarnings } from '../simulator/out-of-mesh';
import { settingsOf } from './common-options';
import { readConfig } from '../check/config';
import { visible } from './formats/text';
import type { Io } from './io';
import { tellInputErrors } from './output';
import { Progress } from './progress';

/** Manifests as a cluster would hold them. */
export interface LoadedSet {
  readonly set: ManifestSet;
  readonly inputErrors: readonly InputError[];
}

/** Reads manifests. What could not be read, and what a server would not have kept, is told on standard error. `beside`: files among them that are none. */
export async function loadSet(paths: readonly string[], options: Readonly<Record<string, unknown>>, io: Io, beside: readonly string[] = []): Promise<LoadedSet> {
  const config = readConfig(options['config'] as string | undefined, io.folder);
  const progress = new Progress(io);
  try {
    const manifests = await readManifests(paths, {
      folder: io.folder,
      except: [...beside.map(file => path.resolve(io.folder, file)), ...(config.location === undefined ? [] : [config.location])],
      standardInput: io.stdin,
      onProgress: (done, all) => progress.update(done / Math.max(all, 1), 'reading'),
    });
    const kept = keptByServer(new ManifestSet(manifests.objects, settingsOf(options, config.settings)), (object, path) => manifests.locate(object, path)?.line);
    progress.end();
    tellInputErrors(manifests.inputErrors, io);
    if (manifests.objects.length === 0 && manifests.inputErrors.length === 0) io.stderr.write(`warning: There is no Kubernetes object in ${paths.map(given => (given === '-' ? 'standard input' : visible(given))).join(', ')}: nothing can be simulated.\n`);
    for (const warning of [...kept.warnings, ...outOfMeshWarnings(kept.set)]) io.stderr.write(`warning: ${visible(warning)}\n`);
    return { set: kept.set, inputErrors: manifests.inputErrors };
  } finally {
    progress.end();
  }
}
