import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { reasonOf } from '../manifest/reading/find-files';
import type { InputError } from '../manifest/reading/input-error';
import { conclude } from '../simulator/conclude';
import { CoverageRecord } from '../simulator/coverage';
import { mismatches } from '../simulator/expectation';
import type { FiledRequest } from '../simulator/request-file';
import { readRequestFile } from '../simulator/request-file';
import { unknownAccount } from '../simulator/named-accounts';
import { requestText } from '../simulator/request-text';
import { journeyOf } from '../simulator/simulate-set';
import { SimulationError } from '../simulator/simulation-error';
import { CliError } from './cli-error';
import { SIMULATION_FORMATS } from './formats/simulation';
import { visible } from './formats/text';
import type { JudgedResult } from './formats/simulation-report';
import { ExitCode, usesColour } from './io';
import type { Io } from './io';
import { loadSet } from './load-set';
import { tellInputErrors, writeResult } from './output';
import { requestOf, requestOptionsIn } from './request-options';
import type { RequestOptions } from './request-options';

interface SimulateArguments extends RequestOptions {
  readonly requests?: string;
  readonly format: string;
  readonly coverage?: boolean;
  readonly output?: string;
}

/** A request, and where it was read, if from a file. */
type AskedRequest = Pick<FiledRequest, 'request' | 'expect'> & Partial<FiledRequest>;

export async function runSimulate(paths: readonly string[], options: Readonly<Record<string, unknown>>, io: Io): Promise<ExitCode> {
  const given = options as unknown as SimulateArguments;
  const file = given.requests;
  const { requests, errors } = asked(given, io);
  const { set, inputErrors } = await loadSet(paths, options, io, file === undefined ? [] : [file]);
  const record = new CoverageRecord();
  const refused: InputError[] = [...errors];
  const told = new Set<string>();
  const results = requests.flatMap(({ request, expect, at }): JudgedResult[] => {
    try {
      const journey = journeyOf(set, request);
      record.add(journey.trace);
      const warning = unknownAccount(set, request.from);
      if (warning !== undefined) told.add(warning);
      const result = conclude(journey, request.name);
      const found = expect ? mismatches(result, expect) : [];
      return [{ ...result, asked: requestText(request), met: expect ? found.length === 0 : null, mismatches: found }];
    } catch (error) {
      if (!(error instanceof SimulationError)) throw error;
      if (file === undefined || !at) throw new CliError(`${error.message}.`);
      const { line, column } = at(error.field);
      refused.push({ file, line, column, message: `${error.message}.` });
      return [];
    }
  });
  for (const warning of told) io.stderr.write(`warning: ${visible(warning)}.\n`);
  tellInputErrors(refused, io);
  const report = {
    results, inputErrors: [...inputErrors, ...refused], coverage: given.coverage ? record.of(set) : undefined,
    colours: given.output === undefined && usesColour(io.stdout, io),
  };
  await writeResult(SIMULATION_FORMATS[given.format]!(report), given.output, io);
  return report.inputErrors.length > 0 ? ExitCode.FAILED : results.some(({ met }) => met === false) ? ExitCode.BAD : ExitCode.FINE;
}

function asked(given: SimulateArguments, io: Io): { readonly requests: readonly AskedRequest[]; readonly errors: readonly InputError[] } {
  const ofOne = requestOptionsIn(given);
  if (given.requests === undefined) {
    if (ofOne.length === 0) throw new CliError('Say what to simulate: --requests FILE, or --from CALLER and --to URL.');
    return { requests: [{ request: requestOf(given), expect: undefined }], errors: [] };
  }
  if (ofOne.length > 0) throw new CliError(`--requests reads requests from a file, and ${ofOne.join(', ')} ${ofOne.length === 1 ? 'says' : 'say'} one on the line: give one of both.`);
  return readRequestFile(given.requests, textOf(given.requests, io));
}

function textOf(file: string, io: Io): string {
  if (file === '-') throw new CliError('--requests: Requests are read from a file; standard input is for manifests.');
  let bytes: Buffer;
  try {
    bytes = readFileSync(path.resolve(io.folder, file));
  } catch (error) {
    throw new CliError(`--requests: ${file}: ${reasonOf(error)}`);
  }
  if (!isUtf8(bytes)) throw new CliError(`--requests: ${file}: It is not UTF-8 text.`);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}
