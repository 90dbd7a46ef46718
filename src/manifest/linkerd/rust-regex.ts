/**
 * Why a regular expression does not compile in the Rust library that Linkerd's controller and proxies use; undefined: it does, as far as can be
 * told. It has no look-around and no back references, and it takes characters for syntax that other engines take for themselves.
 */
export function rustRegexProblem(expression: string): string | undefined {
  const reader = new Reader(expression);
  try {
    reader.alternation(0);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

class Refused extends Error {}

/** As deep as Rust's own parser goes. */
const MAX_DEPTH = 250;
const ESCAPES = new Set('\\.+*?()|[]{}^$#&-~/ !"\'%,:;<=>@_`aftnrvAzbBdDsSwWpPxuU');
const FLAGS = /^[imsRUux]*(-[imsRUux]+)?$/;

class Reader {
  private at = 0;
  private readonly names = new Set<string>();

  public constructor(private readonly text: string) {}

  public alternation(depth: number): void {
    if (depth > MAX_DEPTH) throw new Refused('its groups are nested too deeply');
    let repeatable = false;
    while (this.at < this.text.length) {
      const character = this.text[this.at]!;
      if (character === ')') {
        if (depth === 0) throw new Refused('a ")" closes no group');
        return;
      }
      if ('*+?'.includes(character) || character === '{') {
        if (!repeatable) throw new Refused(`the "${character}" at ${this.at} repeats nothing`);
        this.repetition();
      } else if (character === '(') repeatable = this.group(depth);
      else {
        if (character === '[') this.bracket(0);
        else if (character === '\\') this.escape();
        else this.at += character.length;
        repeatable = character !== '|';
      }
    }
    if (depth > 0) throw new Refused('a "(" is not closed');
  }

  private repetition(): void {
    if (this.text[this.at] === '{') {
      const counted = /^\{\s*(\d+)\s*(?:,\s*(\d*)\s*)?\}/.exec(this.text.slice(this.at));
      if (!counted) throw new Refused(`the "{" at ${this.at} counts no repetitions (a brace itself is "\\{")`);
      if (counted[2] && Number(counted[2]) < Number(counted[1])) throw new Refused(`"${counted[0]}" ends before it begins`);
      this.at += counted[0].length;
    } else this.at += 1;
    if (this.text[this.at] === '?') this.at += 1;
  }

  /** Whether what it read can be repeated: flags that stand alone cannot. */
  private group(depth: number): boolean {
    const rest = this.text.slice(this.at);
    if (/^\(\?<?[=!]/.test(rest)) throw new Refused('look-around is not supported');
    const named = /^\(\?P?<([^>]*)>/.exec(rest);
    const flags = /^\(\?([A-Za-z-]*)([:)])/.exec(rest);
    if (named) {
      if (!/^[\p{L}_][\p{L}\p{N}_.[\]]*$/u.test(named[1]!)) throw new Refused(`"${named[1]}" is no name for a group`);
      if (this.names.has(named[1]!)) throw new Refused(`two groups are called "${named[1]}"`);
      this.names.add(named[1]!);
      this.at += named[0].length;
    } else if (flags && FLAGS.test(flags[1]!)) {
      this.at += flags[0].length;
      if (flags[2] === ')') return false;
    } else if (rest.startsWith('(?')) throw new Refused(`"${rest.slice(0, 3)}" begins no group that is supported`);
    else this.at += 1;
    this.alternation(depth + 1);
    this.at += 1;
    return true;
  }

  private escape(): void {
    const rest = this.text.slice(this.at);
    const character = rest[1];
    if (character === undefined) throw new Refused('it ends in a "\\"');
    if (/[0-9]/.test(character)) throw new Refused('back references are not supported');
    if (!ESCAPES.has(character)) throw new Refused(`"\\${character}" is no escape`);
    const long = /^\\(?:[pP](?:\{[^}]+\}|[A-Za-z])|x(?:\{[0-9A-Fa-f]{1,8}\}|[0-9A-Fa-f]{2})|u(?:\{[0-9A-Fa-f]{1,8}\}|[0-9A-Fa-f]{4})|U(?:\{[0-9A-Fa-f]{1,8}\}|[0-9A-Fa-f]{8})|b\{(?:start|end|start-half|end-half)\})/.exec(rest);
    if (!long && 'pPxuU'.includes(character)) throw new Refused(`"\\${character}" is not complete`);
    this.at += long?.[0].length ?? 2;
  }

  /** A class, in which further classes may stand. A `]` right after the opening is itself. */
  private bracket(depth: number): void {
    if (depth > MAX_DEPTH) throw new Refused('its classes are nested too deeply');
    const opening = /^\[\^?-*\]?/.exec(this.text.slice(this.at))![0];
    this.at += opening.length;
    let from: string | undefined = opening.endsWith(']') ? ']' : undefined;
    while (this.at < this.text.length) {
      const character = this.text[this.at]!;
      if (character === ']') {
        this.at += 1;
        return;
      }
      const named = /^\[:\^?[a-z]+:\]|^(?:&&|--|~~)/.exec(this.text.slice(this.at));
      if (named) this.at += named[0].length;
      else if (character === '[') this.bracket(depth + 1);
      else if (character === '-' && from !== undefined && !/^-[\]-]/.test(this.text.slice(this.at))) from = this.range(from);
      else {
        from = this.item();
        continue;
      }
      from = undefined;
    }
    throw new Refused('a "[" is not closed');
  }

  private range(from: string): undefined {
    this.at += 1;
    if (this.text[this.at] === undefined) throw new Refused('a "[" is not closed');
    const to = this.item();
    if (from === '' || to === '') throw new Refused('a range in brackets begins or ends with a class');
    if (from.codePointAt(0)! > to.codePointAt(0)!) throw new Refused(`the range "${from}-${to}" is the wrong way round`);
    return undefined;
  }

  /** One character of a class; empty for an escape that stands for several. */
  private item(): string {
    const start = this.at;
    if (this.text[start] !== '\\') {
      const character = String.fromCodePoint(this.text.codePointAt(start)!);
      this.at += character.length;
      return character;
    }
    this.escape();
    const written = this.text.slice(start, this.at);
    if (/^\\[dDsSwWpP]/.test(written)) return '';
    return written.length === 2 && !/[aftnrv]/.test(written[1]!) ? written[1]! : escapedCharacter(written);
  }
}

function escapedCharacter(written: string): string {
  const code = /^\\[xuU]\{?([0-9A-Fa-f]+)/.exec(written)?.[1];
  if (code === undefined) return ({ a: '\x07', f: '\f', t: '\t', n: '\n', r: '\r', v: '\v' } as Record<string, string>)[written[1]!] ?? written[1]!;
  const point = Number.parseInt(code, 16);
  if (point > 0x10ffff) throw new Refused(`"${written}" is no character`);
  return String.fromCodePoint(point);
}
