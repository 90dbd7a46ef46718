import * as yaml from 'js-yaml';
import { DocumentError } from './input-error';
import { KeyedScalar } from './keyed-scalar';
import { Refusal } from './refusal';
import { resolveScalar } from './scalar';
import type { Scalar } from './scalar';
import { settle } from './settle';

/** Deeper than any object that a cluster knows; what walks objects may then call itself. */
export const MAX_DEPTH = 200;

export const TOO_MUCH = 'There is too much in the files to be checked at once: check them in parts.';

/** How many values may still be read: what is small as text can be large in memory. Counted down by `parseYaml`. */
export interface NodeBudget {
  left: number;
}

interface ParserState {
  readonly line: number;
  readonly position: number;
  readonly lineStart: number;
}

let resolved: Scalar | undefined;
let keyed = 0;

function construct(): unknown {
  const { value, key } = resolved!;
  if (value !== null && key === undefined) return value;
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Refusal(`${String(value)} is no number that an object can hold.`);
  keyed += 1;
  return new KeyedScalar(value, key);
}

const STANDARD = 'tag:yaml.org,2002:';

function explicit(name: string, accepts: (scalar: Scalar | undefined) => Scalar | undefined): yaml.Type {
  return new yaml.Type(STANDARD + name, {
    kind: 'scalar',
    resolve: (data: string | null) => {
      resolved = accepts(resolveScalar(data ?? ''));
      return resolved !== undefined;
    },
    construct,
  });
}

const only = (fits: (scalar: Scalar) => boolean) => (scalar: Scalar | undefined) => (scalar !== undefined && fits(scalar) ? scalar : undefined);

/** What tags other than these say is not read: the value counts. */
const SCHEMA = new yaml.Schema({
  implicit: [
    new yaml.Type(`${STANDARD}merge`, { kind: 'scalar', resolve: data => data === '<<' }),
    new yaml.Type('scalar', {
      kind: 'scalar',
      resolve: (data: string) => {
        resolved = resolveScalar(data);
        return resolved !== undefined;
      },
      construct,
    }),
  ],
  explicit: [
    explicit('null', only(({ value }) => value === null)),
    explicit('bool', only(({ value }) => typeof value === 'boolean')),
    explicit('int', only(({ value, float }) => typeof value === 'number' && float !== true)),
    explicit('float', scalar => (typeof scalar?.value === 'number' ? { ...scalar, float: true } : undefined)),
    new yaml.Type(`${STANDARD}binary`, {
      kind: 'scalar',
      resolve: (data: string | null) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test((data ?? '').replace(/[\r\n]/g, '')),
      construct: (data: string | null) => Buffer.from(data ?? '', 'base64').toString(),
    }),
    ...(['scalar', 'sequence', 'mapping'] as const).map(kind => new yaml.Type('', {
      kind, multi: true, construct: (data: unknown) => data ?? (kind === 'scalar' ? '' : kind === 'sequence' ? [] : {}),
    })),
  ],
});

/** Anchors, aliases, and what can make a map a key. */
const NEEDS_A_LOOK = /[&*]|\{\s*\{|[\]}]\s*:|^\s*\?/m;

/**
 * One document with the meaning that Kubernetes' own parser gives it: YAML 1.1 as far as it goes (`on` is true, `0777` is 511, `1:30` is
 * text), keys are text, a key that stands twice is an error, and so is what JSON cannot say.
 */
export function parseYaml(text: string, budget: NodeBudget): unknown {
  let state: ParserState | undefined;
  keyed = 0;
  const fail = (message: string): DocumentError => new DocumentError(message, state?.line ?? 0, state ? state.position - state.lineStart : 0);
  try {
    const value = yaml.load(withAddressesQuoted(text), {
      schema: SCHEMA,
      // Of the types of js-yaml, the options know less than the parser reads.
      ...({ maxDepth: MAX_DEPTH, maxTotalMergeKeys: 100_000 } as object),
      listener(event, current) {
        state = current as unknown as ParserState;
        if (event === 'open' && --budget.left < 0) throw new Refusal(TOO_MUCH);
      },
    });
    return keyed > 0 || NEEDS_A_LOOK.test(text) ? settle(value, MAX_DEPTH) : value ?? null;
  } catch (error) {
    if (error instanceof yaml.YAMLException) throw syntaxError(text, error);
    if (error instanceof Refusal) throw signed(text, error) ?? fail(error.message);
    if (error instanceof RangeError) throw fail('This is nested too deeply to be read.');
    throw error;
  }
}

function signed(text: string, { message, sign }: Refusal): DocumentError | undefined {
  const at = sign === undefined ? -1 : text.search(sign);
  if (at < 0) return undefined;
  const lines = text.slice(0, at).split('\n');
  return new DocumentError(message, lines.length - 1, lines.at(-1)!.length);
}

/** A list on one line, as a whole value, in which some item ends with a colon. Bounded, so that no text makes it slow. */
const COLON_LIST = /(?<=[:-] {1,9})\[[^"'#\n[\]{}]{0,200}:[ \t]{0,9}(?:,[^"'#\n[\]{}]{0,200})?\](?=[ \t]{0,9}(?:#.*)?\r?$)/gm;

/** `[2001:db8::]` lists an address; js-yaml would read a map of one key. */
function withAddressesQuoted(text: string): string {
  if (!/:[ \t]{0,9}[,\]]/.test(text)) return text;
  return text.replace(COLON_LIST, items => items.replace(/(?<=[[,][ \t]{0,9})[^\s,[\]]+:(?=[,\]])/g, '"$&"'));
}

function syntaxError(text: string, { reason, mark }: yaml.YAMLException): DocumentError {
  if (reason.startsWith('expected a single document')) {
    const before = text.slice(0, text.search(/^\.\.\./m)).split('\n').length;
    return new DocumentError('It is not valid YAML: a document begins without "---".', before, 0);
  }
  // A mark is missing where the text was not looked at yet.
  const at = (mark as yaml.Mark | undefined)?.position ?? 0;
  const message = messageOf(reason, text.slice(at, at + 80));
  const said = text.trimEnd();
  if (at <= said.length) return new DocumentError(message, mark?.line ?? 0, mark?.column ?? 0);
  // What is missing at the end is missed behind the last thing said.
  const lines = said.split('\n');
  return new DocumentError(message, lines.length - 1, lines.at(-1)!.length);
}

function messageOf(reason: string, text: string): string {
  if (reason.startsWith('end of the stream')) return 'It is not valid YAML: what begins here does not continue what stands before it.';
  if (reason === 'duplicated mapping key') return `The key ${keyAt(text)} stands twice in one map.`;
  if (reason.startsWith('nesting exceeded')) return `It is nested deeper than ${MAX_DEPTH} levels.`;
  if (reason.startsWith('merge keys exceeded') || reason.startsWith('abnormal merge')) return 'Its merge keys ("<<") unfold to too many keys.';
  return `It is not valid YAML: ${reason}.`;
}

function keyAt(text: string): string {
  return /^\s*("(?:[^"\\]|\\.)*"|[^\s:,{}]+)/.exec(text)?.[1] ?? '';
}
