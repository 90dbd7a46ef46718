import type { Node, ParsedNode, Pair } from 'yaml';
import { LineCounter, isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { PathStep } from '../field-path';

/** Lines and columns from 1; `endColumn` is the first behind it, on the same line. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

type Parsed = Document.Parsed<ParsedNode, true>;

/** Texts beyond this are not read again for the place of a field. */
const MOST = 4 * 1024 * 1024;

/**
 * Where a field of a document stands: its value if that is a scalar, else its key; of a missing field, the nearest that is there and holds
 * it. Nothing for what only Kubernetes' own parser takes for YAML.
 */
export class DocumentPositions {
  private readonly lines = new LineCounter();
  private readonly document: Parsed | undefined;

  public constructor(private readonly text: string) {
    if (text.length > MOST) return;
    try {
      const document = parseDocument(text, { version: '1.1', strict: false, uniqueKeys: false, logLevel: 'silent', lineCounter: this.lines });
      this.document = document.errors.length === 0 ? document as Parsed : undefined;
    } catch {
      // A parser of another kind may give up where the first one did not; then only the document is known.
      this.document = undefined;
    }
  }

  /** With `atKey`, the key is meant where there is one. */
  public of(path: readonly PathStep[], atKey = false): Position | undefined {
    const { document } = this;
    if (!document?.contents) return undefined;
    let node: Node | null = document.contents;
    let range = firstToken(node);
    for (const step of path) {
      const found = childOf(resolved(node, document), step, document);
      if (!found) break;
      node = found.value;
      range = !atKey && isScalar(node) && node.range && node.range[1] > node.range[0] ? [node.range[0], node.range[1]] : found.key ?? firstToken(node) ?? range;
    }
    return range ? this.positionOf(range) : undefined;
  }

  private positionOf([start, end]: Span): Position {
    const { line, col } = this.lines.linePos(start);
    const newline = this.text.indexOf('\n', start);
    const last = newline === -1 ? end : Math.min(end, newline);
    return { line, column: col, endColumn: Math.max(col + last - start, col + 1) };
  }
}

type Span = readonly [start: number, end: number];

interface Child {
  readonly value: Node | null;
  readonly key: Span | undefined;
}

function resolved(node: Node | null, document: Parsed): Node | null {
  return isAlias(node) ? node.resolve(document) ?? null : node;
}

function childOf(node: Node | null, step: PathStep, document: Parsed): Child | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step] as Node | Pair | undefined;
    // "[a: b]" is a map of one key without a node of its own.
    return value === undefined ? undefined : isPair(value) ? { value: null, key: rangeOf(value.key as Node) } : { value, key: firstToken(value) };
  }
  if (!isMap(node) || typeof step === 'number') return undefined;
  const pairs = node.items as Pair<Node, Node | null>[];
  const pair = pairs.find(({ key }) => keyText(key) === step);
  if (pair) return { value: pair.value, key: rangeOf(pair.key) };
  for (const { key, value } of pairs) {
    if (!isScalar(key) || keyText(key) !== '<<') continue;
    const source = resolved(value, document);
    for (const merged of isSeq(source) ? source.items as Node[] : [source]) {
      const found = childOf(resolved(merged, document), step, document);
      if (found) return found;
    }
  }
  return undefined;
}

/** Keys are compared as they are written, too: to Kubernetes, not all of them mean what they mean here. */
function keyText(key: Node): string | undefined {
  return isScalar(key) ? key.source ?? String(key.value) : undefined;
}

function rangeOf(node: Node | null | undefined): Span | undefined {
  return node?.range ? [node.range[0], node.range[1]] : undefined;
}

/** Of a scalar, itself; of a map its first key; of a list its first item. */
function firstToken(node: Node | null | undefined): Span | undefined {
  if (isMap(node)) return firstToken((node.items[0]?.key as Node | undefined) ?? null) ?? rangeOf(node);
  if (isSeq(node)) {
    const first = node.items[0] as Node | Pair | undefined;
    return (isPair(first) ? rangeOf(first.key as Node) : firstToken(first ?? null)) ?? rangeOf(node);
  }
  return rangeOf(node);
}
