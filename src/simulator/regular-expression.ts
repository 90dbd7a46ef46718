import type { RE2JS } from 're2js';

const known = new Map<string, RE2JS | undefined>();

/** Whether all of a text matches an RE2 expression, as Envoy asks. What is no expression matches nothing. */
export function matchesWhole(expression: string, text: string): boolean {
  return compiled(expression)?.matches(text) ?? false;
}

/** Whether the match that is found first spans the text, as Linkerd asks: of alternatives the first that fits counts, so that "a|ab" does not take "ab". */
export function findsWhole(expression: string, text: string): boolean {
  const matcher = compiled(expression)?.matcher(text);
  return matcher !== undefined && matcher.find() && matcher.start() === 0 && matcher.end() === text.length;
}

/** Whether an expression matches some part of a text. */
export function findsIn(expression: string, text: string): boolean {
  return compiled(expression)?.matcher(text).find() ?? false;
}

/** An expression, read once. The library is loaded when the first one comes. */
export function compiled(expression: string): RE2JS | undefined {
  if (!known.has(expression)) known.set(expression, compile(expression));
  return known.get(expression);
}

function compile(expression: string): RE2JS | undefined {
  const { RE2JS: Library } = require('re2js') as typeof import('re2js', { with: { 'resolution-mode': 'require' } });
  try {
    return Library.compile(expression);
  } catch {
    return undefined;
  }
}
