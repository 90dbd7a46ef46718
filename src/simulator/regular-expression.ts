import type { RE2JS as Re2 } from 're2js';

const known = new Map<string, Re2 | undefined>();

/** Whether an expression matches a text as a whole; one that does not compile matches nothing. */
export function matchesWhole(expression: string, text: string): boolean {
  return compiled(expression)?.matcher(text).matches() ?? false;
}

/** Whether the match that is found first spans the text: of alternatives the first that fits counts, so that "a|ab" does not take "ab". */
export function findsWhole(expression: string, text: string): boolean {
  const matcher = compiled(expression)?.matcher(text);
  return matcher !== undefined && matcher.find() && matcher.start() === 0 && matcher.end() === text.length;
}

/** Whether an expression matches some part of a text. */
export function findsIn(expression: string, text: string): boolean {
  return compiled(expression)?.matcher(text).find() ?? false;
}

function compiled(expression: string): Re2 | undefined {
  if (!known.has(expression)) known.set(expression, compile(expression));
  return known.get(expression);
}

function compile(expression: string): Re2 | undefined {
  const { RE2JS } = require('re2js') as { RE2JS: typeof Re2 };
  try {
    return RE2JS.compile(expression);
  } catch {
    return undefined;
  }
}
