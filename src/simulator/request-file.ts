import type { PathStep } from '../manifest/field-path';
import { pathText } from '../manifest/field-path';
import { record } from '../manifest/manifest-object';
import type { InputError } from '../manifest/reading/input-error';
import { DocumentError } from '../manifest/reading/input-error';
import { positionsIn } from '../manifest/reading/manifest-texts';
import { parseYaml } from '../manifest/reading/parse-yaml';
import type { DocumentPositions, Position } from '../manifest/reading/position-of';
import { splitDocuments } from '../manifest/reading/split-documents';
import type { Expectation } from './expectation';
import type { SimulatedRequest } from './request';
import { EXPECTATION, REQUEST_FIELDS } from './request-shape';
import type { Shape } from './shape';
import { shapeProblems } from './shape';

/** A request of a file, with what is expected of its result, if anything is. */
export interface FiledRequest {
  readonly request: SimulatedRequest;
  readonly expect: Expectation | undefined;
  /** Where it stands in the file, or a field of it. */
  at(field: readonly PathStep[]): Pick<Position, 'line' | 'column'>;
}

export interface RequestFile {
  readonly requests: readonly FiledRequest[];
  readonly errors: readonly InputError[];
}

const FILED: Shape = { is: 'object', fields: { ...REQUEST_FIELDS, expect: EXPECTATION }, needs: ['from', 'to'] };

const MOST_VALUES = 1_000_000;

/** The requests of a file. A request with an error is left out; the others are read all the same. */
export function readRequestFile(file: string, text: string): RequestFile {
  const [first, second] = splitDocuments(text).filter(({ start, end }) => text.slice(start, end).split('\n').some(line => !/^\s*(?:#.*)?$|^---\s*$/.test(line)));
  if (second) return { requests: [], errors: [{ file, line: second.line, column: 1, message: 'A request file is one document, and a second begins here: put its requests into the list of the first.' }] };
  try {
    const said = text.slice(0, first?.end);
    return new Reader(file, said).read(parseYaml(said, { left: MOST_VALUES }));
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { requests: [], errors: [{ file, line: error.line + 1, column: error.column + 1, message: error.message }] };
  }
}

class Reader {
  private readonly errors: InputError[] = [];
  private positions: DocumentPositions | undefined;

  public constructor(private readonly file: string, private readonly text: string) {}

  public read(body: unknown): RequestFile {
    for (const problem of shapeProblems(body, { is: 'object', fields: { requests: { is: 'list', of: { is: 'anything' } } }, needs: ['requests'] })) this.refuse(problem.path, problem.message, problem.atKey);
    const listed = record(body)['requests'] as unknown;
    const requests = Array.isArray(listed) ? listed.flatMap((one: unknown, index) => this.request(one, index) ?? []) : [];
    if (Array.isArray(listed) && listed.length === 0) this.refuse(['requests'], 'The list is empty: nothing would be simulated.');
    this.refuseTwins(Array.isArray(listed) ? listed : []);
    return { requests, errors: this.errors };
  }

  private request(value: unknown, index: number): FiledRequest | undefined {
    const problems = shapeProblems(value, FILED, ['requests', index]);
    for (const { path, message, atKey } of problems) this.refuse(path, message, atKey);
    if (problems.length > 0) return undefined;
    const { expect, ...request } = value as SimulatedRequest & { readonly expect?: Expectation };
    return { request, expect, at: field => this.at(['requests', index, ...field]) ?? { line: 1, column: 1 } };
  }

  /** Results are told apart by their names. */
  private refuseTwins(listed: readonly unknown[]): void {
    const first = new Map<string, number>();
    listed.forEach((one, index) => {
      const name = record(one)['name'] as unknown;
      if (typeof name !== 'string') return;
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, index);
      else this.refuse(['requests', index, 'name'], `The request in line ${this.at(['requests', earlier])?.line ?? 1} is called "${name}" too; give each a name of its own.`);
    });
  }

  private refuse(path: readonly PathStep[], message: string, atKey = false): void {
    const at = this.at(path, atKey);
    const field = pathText(atKey ? path.slice(0, -1) : path);
    this.errors.push({ file: this.file, line: at?.line ?? 1, column: at?.column ?? 1, message: field === '' ? message : `${field}: ${message}` });
  }

  private at(path: readonly PathStep[], atKey = false): Position | undefined {
    this.positions ??= positionsIn(this.text, { start: 0, end: this.text.length, line: 1 });
    return this.positions.of(path, atKey);
  }
}
