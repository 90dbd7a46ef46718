/** Linkerd takes the leftmost match and asks whether it is the whole text: without anchors `a|ab` would not match `ab`. */
export function wholeRegex(expression: string): string {
  return `^(?:${expression})$`;
}

/**
 * Where an RE2 expression means something else, or nothing, to the Rust library that Linkerd's proxies use: what to write instead. An expression
 * that does not compile there makes the whole route vanish without a word.
 */
export function rustRegexProblem(expression: string): string | undefined {
  for (let i = 0; i < expression.length;) {
    const item = next(expression.slice(i));
    if ('advice' in item) return item.advice;
    i += item.length;
  }
  return sizeProblem(expression);
}

type Item = { readonly length: number } | { readonly advice: string };

function next(rest: string): Item {
  switch (rest[0]) {
    case '\\': return escape(rest);
    case '[': return bracket(rest);
    case '{': return repetition(rest);
    case '(': return /^\(\?[a-zA-Z-]*\)[*+?{]/.test(rest) ? { advice: 'take away the repetition behind the flags, which repeats nothing' } : { length: 1 };
    default: return { length: 1 };
  }
}

function escape(rest: string): Item {
  const braced = /^\\([pPx])\{([^}]*)\}/.exec(rest);
  if (braced?.[2]!.startsWith('^')) return { advice: `write "\\${braced[1] === 'p' ? 'P' : 'p'}{${braced[2]!.slice(1)}}" instead of "${braced[0]}"` };
  if (braced) return { length: braced[0].length };
  if (/^\\[<>]/.test(rest)) return { advice: `write "${rest[1]}" instead of "${rest.slice(0, 2)}", which is the edge of a word in Rust` };
  if (/^\\[QECZ0-9]/.test(rest)) return { advice: `"${rest.slice(0, 2)}" is no escape in Rust; write the characters themselves, quoted one by one` };
  return { length: 2 };
}

/** The opening bracket of a class may be followed by `^` and by a `]` that closes nothing. */
function bracket(rest: string): Item {
  let i = /^\[\^?\]?/.exec(rest)![0].length;
  while (i < rest.length && rest[i] !== ']') {
    const inner = rest.slice(i);
    const named = /^\[:\^?\w+:\]/.exec(inner);
    if (inner[0] === '[' && !named) return { advice: 'write "\\[" for a bracket inside brackets, where Rust begins a class of its own' };
    const pair = /^(&&|--|~~)/.exec(inner);
    if (pair) return { advice: `"${pair[0]}" inside brackets combines classes in Rust; write its characters apart, the "-" last` };
    const item: Item = inner[0] === '\\' ? escape(inner) : { length: named?.[0].length ?? 1 };
    if ('advice' in item) return item;
    i += item.length;
  }
  return { length: i + 1 };
}

function repetition(rest: string): Item {
  const counted = /^\{\d+(,\d*)?\}/.exec(rest);
  return counted ? { length: counted[0].length } : { advice: 'write "\\{" for a brace that does not count repetitions' };
}

/** Rust refuses what compiles to more than 10 MB; of classes with all of Unicode in them some hundreds do. */
function sizeProblem(expression: string): string | undefined {
  if (!/\\[wWdDsSpP]/.test(expression)) return undefined;
  const times = [...expression.matchAll(/\{(\d+),?(\d*)\}/g)].reduce((product, [, from, to]) => product * Math.max(1, Number(to || from)), 1);
  return times > 250 ? 'classes such as \\w know all of Unicode there and may be repeated 250 times; write [0-9A-Za-z_] and the like' : undefined;
}
