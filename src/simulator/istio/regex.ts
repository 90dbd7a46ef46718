import { compiled } from '../regular-expression';

export { matchesWhole } from '../regular-expression';

/** Every match of an expression replaced, as RE2 does it: "\1" is a group, and an empty match right after another counts for nothing. */
export function replaceMatches(expression: string, value: string, substitution: string): string {
  const matcher = compiled(expression)?.matcher(value);
  if (!matcher) return value;
  let [result, done, last] = ['', 0, -1];
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start === end && start === last) continue;
    const replacement = substitution.replace(/\\([0-9\\])/g, (_, digit: string) => (digit === '\\' ? '\\' : Number(digit) <= matcher.groupCount() ? matcher.group(Number(digit)) ?? '' : ''));
    result += value.slice(done, start) + replacement;
    [done, last] = [end, end];
  }
  return result + value.slice(done);
}

/** Text as an expression that matches nothing else. */
export function quoted(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
