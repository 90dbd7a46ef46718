import type { PathStep } from '../field-path';
import type { KubeBody } from '../manifest-object';
import { ManifestObject, record } from '../manifest-object';
import { DocumentError } from './input-error';
import type { InputError } from './input-error';
import { locateIn, positionsIn } from './manifest-texts';
import type { FileText } from './manifest-texts';
import { parseJson } from './parse-json';
import type { NodeBudget } from './parse-yaml';
import { parseYaml } from './parse-yaml';
import type { DocumentPositions } from './position-of';
import type { DocumentText } from './split-documents';
import { splitDocuments } from './split-documents';

/** How many documents go by between two reports of progress. */
const STEP = 200;

/** The objects of one file, with those of its Lists, in order. A document that cannot be read leaves the others readable. */
export function readDocuments(
  name: string, file: FileText, budget: NodeBudget, objects: ManifestObject[], errors: InputError[], step: (share: number) => void,
): void {
  const reader = new DocumentReader(name, file, objects, errors);
  for (const [index, document] of splitDocuments(file.text).entries()) {
    reader.read(document, budget);
    if (budget.left < 0) return;
    if (index % STEP === STEP - 1) step(document.end / file.text.length);
  }
}

class DocumentReader {
  /** Of the document that was refused last. */
  private places: { readonly document: DocumentText; readonly positions: DocumentPositions } | undefined;

  public constructor(
    private readonly name: string, private readonly file: FileText, private readonly objects: ManifestObject[], private readonly errors: InputError[],
  ) {}

  public read(document: DocumentText, budget: NodeBudget): void {
    if (document.stray !== undefined) {
      this.refuse(document.line, 4, `Behind "---", only a comment may stand on its line; it says "${shortened(document.stray)}".`);
      this.file.documents.push(document);
      return;
    }
    const text = this.file.text.slice(document.start, document.end);
    if (text.length < 8 && /^(?:---)?\s*$/.test(text)) return;
    try {
      const value = parseJson(text, budget) ?? parseYaml(text, budget);
      if (value === undefined || value === null) return;
      this.file.documents.push(document);
      this.open(value, document, []);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      this.file.documents.push(document);
      this.refuse(document.line + error.line, error.column + 1, error.message);
    }
  }

  /** An object as it is, a List as what it lists. */
  private open(value: unknown, document: DocumentText, item: readonly PathStep[]): void {
    const body = record(value);
    const refuse = (message: string, path: readonly PathStep[]): void => {
      if (this.places?.document !== document) this.places = { document, positions: positionsIn(this.file.text, document) };
      const at = locateIn(this.file.text, document, [...item, ...path], this.places.positions);
      this.refuse(at.line, at.column, message);
    };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(`It is ${described(value)} and no Kubernetes object.`, []);
    for (const key of ['apiVersion', 'kind']) {
      const given = body[key] as unknown;
      if (given === undefined) return refuse(`It has no "${key}", so that it is no Kubernetes object.`, []);
      if (typeof given !== 'string' || given === '') return refuse(`Its "${key}" has to be text and is ${described(given)}.`, [key]);
    }
    const { apiVersion, kind } = body as KubeBody;
    const items = body['items'] as unknown;
    if (!kind.endsWith('List') || !Array.isArray(items)) {
      const source = { file: this.name, document: this.file.documents.length - 1, ...(item.length === 0 ? {} : { item }) };
      this.objects.push(new ManifestObject(body as KubeBody, source));
      return;
    }
    const kindOfItems = kind.slice(0, -'List'.length);
    for (const [index, listed] of items.entries()) {
      // Items of a typed list may leave out what its own kind says.
      const whole = kindOfItems !== '' && Object.keys(record(listed)).length > 0 ? { apiVersion, kind: kindOfItems, ...record(listed) } : listed as unknown;
      this.open(whole, document, [...item, 'items', index]);
    }
  }

  private refuse(line: number, column: number, message: string): void {
    this.errors.push({ file: this.name, line, column, message });
  }
}

function described(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return value === '' ? 'empty' : `the ${typeof value === 'string' ? 'text' : typeof value} ${shortened(JSON.stringify(value))}`;
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
