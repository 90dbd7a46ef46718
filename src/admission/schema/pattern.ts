import type { RE2JS as Re2 } from 're2js';

/** Says whether a text matches a pattern of Go's syntax (RE2), anywhere in it. Takes linear time, whatever text and pattern are. */
export function matchesPattern(pattern: string, value: string): boolean {
  let matcher = matchers.get(pattern);
  if (!matcher) matchers.set(pattern, matcher = compile(pattern));
  return matcher(value);
}

type Matcher = (value: string) => boolean;

const matchers = new Map<string, Matcher>();

/** Beyond this, a match that may begin anywhere could take long: the square of the length. */
const SHORT = 500;

function compile(pattern: string): Matcher {
  let linear: Matcher | undefined;
  const slow = (value: string): boolean => {
    if (!linear) {
      const compiled = re2().compile(pattern);
      linear = text => compiled.matcher(text).find();
    }
    return linear(value);
  };
  if (!sameInJavaScript(pattern)) return slow;
  const fast = new RegExp(pattern, 'u');
  const longest = pattern.startsWith('^') && !pattern.includes('|') ? Infinity : SHORT;
  return value => (value.length > longest ? slow(value) : fast.test(value));
}

const DNS_SUFFIX = '(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';

/**
 * Whether both languages plainly mean the same, and JavaScript's engine needs no long time: literals, classes and groups, and nothing
 * repeated that repeats something itself, but for the parts of a DNS name, which their dots keep apart.
 */
function sameInJavaScript(pattern: string): boolean {
  const rest = pattern.replaceAll(DNS_SUFFIX, '').replaceAll('(?:', '(');
  const plainEscapes = /\\[^-.*+?^$(){}|[\]/\\tn]/.test(rest.replaceAll(/\\x[0-9a-f]{2}/g, '')) === false;
  const outsideClasses = rest.replaceAll(/\\./g, '').replaceAll(/\[\^?\]?[^\]]*\]/g, 'c');
  return plainEscapes && !/\)[*+]|\(\?|\.|\[\[/.test(outsideClasses) && !rest.includes('[[:');
}

function re2(): typeof Re2 {
  // A heavy module, which few patterns need.
  return (require('re2js') as { RE2JS: typeof Re2 }).RE2JS;
}
