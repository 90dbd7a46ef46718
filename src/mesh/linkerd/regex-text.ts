/** A regular expression in the making. `binds`: 0 an alternation, 1 a sequence, 2 something repeated, 3 a single item. */
export interface RegexText {
  readonly text: string;
  readonly binds: 0 | 1 | 2 | 3;
}

export const EMPTY: RegexText = { text: '', binds: 1 };

export function item(text: string): RegexText {
  return { text, binds: 3 };
}

export function sequence(...parts: readonly RegexText[]): RegexText {
  const filled = parts.filter(part => part.text !== '');
  return filled.length === 1 ? filled[0]! : { text: filled.map(part => enclosed(part, 1)).join(''), binds: 1 };
}

/** Either; nothing at all makes the other one optional. */
export function either(a: RegexText | undefined, b: RegexText): RegexText {
  if (a === undefined || a.text === b.text) return b;
  if (a.text === '') return optional(b);
  return b.text === '' ? optional(a) : { text: `${a.text}|${b.text}`, binds: 0 };
}

export function repeated(part: RegexText | undefined): RegexText {
  return part === undefined || part.text === '' ? EMPTY : { text: `${enclosed(part, 3)}*`, binds: 2 };
}

function optional(part: RegexText): RegexText {
  return { text: `${enclosed(part, 3)}?`, binds: 2 };
}

function enclosed({ text, binds }: RegexText, least: number): string {
  return binds < least ? `(?:${text})` : text;
}
