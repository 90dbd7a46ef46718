import * as path from 'node:path';
import { ruleProblem } from '../check/acceptance';
import { check, RuleFault } from '../check/check';
import type { Finding } from '../check/finding';
import { rulesNamed } from '../check/rule-names';
import type { ManifestObject } from '../manifest/manifest-object';
import { ManifestSet } from '../manifest/manifest-set';
import { readManifests } from '../manifest/reading/read-manifests';
import { settingsOf } from './common-options';
import { readConfig } from '../check/config';
import type { FailOn } from '../check/config';
import { FORMATTERS } from './formats/formats';
import { fails } from './formats/report';
import type { Report } from './formats/report';
import { ExitCode, usesColour } from './io';
import type { Io } from './io';
import { tellInputErrors, writeResult } from './output';
import { Progress } from './progress';
import { CliError } from './cli-error';
import { libraryVersion } from './version';

interface CheckArguments {
  readonly format: string;
  readonly failOn?: FailOn;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly config?: string;
  readonly output?: string;
}

/** Of the time that a run takes, what reading takes. */
const READING = 0.3;

export async function runCheck(paths: readonly string[], options: Readonly<Record<string, unknown>>, io: Io): Promise<ExitCode> {
  const given = options as unknown as CheckArguments;
  const config = readConfig(given.config, io.folder);
  const only = given.only ? rules(given.only, '--only') : config.only;
  const skip = [...config.skip, ...rules(given.skip ?? [], '--skip')];
  const failOn = given.failOn ?? config.failOn ?? 'error';

  const progress = new Progress(io);
  try {
    const manifests = await readManifests(paths, {
      folder: io.folder,
      // What an earlier run wrote is no manifest.
      except: [...(config.location === undefined ? [] : [config.location]), ...(given.output === undefined ? [] : [path.resolve(io.folder, given.output)])],
      standardInput: io.stdin,
      onProgress: (done, all) => progress.update(READING * done / Math.max(all, 1), 'reading'),
    });
    const set = new ManifestSet(manifests.objects, settingsOf(options, config.settings));
    const objects = new Map<string, ManifestObject>();
    const result = check(set, {
      acceptances: config.acceptances,
      severities: config.severities,
      only,
      skip,
      locate: (object, path, atKey) => {
        objects.set(placeKey(object.source), object);
        return manifests.locate(object, path, atKey);
      },
      onProgress: share => progress.update(READING + (1 - READING) * share, 'checking'),
    });
    progress.end();

    const report: Report = {
      findings: result.findings,
      summary: { files: manifests.files, ...result.summary },
      inputErrors: manifests.inputErrors,
      files: [...new Set(manifests.objects.flatMap(({ source }) => source.file ?? []))],
      failOn,
      version: libraryVersion(),
      colours: given.output === undefined && usesColour(io.stdout, io),
      lineText: finding => {
        const object = objects.get(placeKey(finding));
        return object && finding.line !== null ? manifests.lineText(object, finding.line) : undefined;
      },
    };
    tellInputErrors(manifests.inputErrors, io);
    for (const complaint of result.complaints) io.stderr.write(`note: ${complaint}\n`);
    await writeResult(FORMATTERS[given.format]!(report), given.output, io);
    return manifests.inputErrors.length > 0 ? ExitCode.FAILED : result.findings.some(finding => fails(finding, failOn)) ? ExitCode.BAD : ExitCode.FINE;
  } catch (error) {
    throw error instanceof RuleFault ? new CliError(error.message) : error;
  } finally {
    progress.end();
  }
}

/** Lines are looked up by file and document alone. */
function placeKey({ file, document }: Partial<Pick<Finding, 'file' | 'document'>>): string {
  return `${document ?? ''} ${file ?? ''}`;
}

function rules(names: readonly string[], option: string): string[] {
  return names.flatMap(name => {
    const problem = ruleProblem(name);
    if (problem !== undefined) throw new CliError(`${option}: ${problem}`);
    return rulesNamed(name);
  });
}
