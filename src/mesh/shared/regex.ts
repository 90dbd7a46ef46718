import type { TextMatch } from '../../model/match';

/** A regular expression that matches exactly this text, in RE2, PCRE and Rust alike. */
export function quoteRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** A prefix or regex of a value as one regular expression for the whole value. */
export function wholeValueRegex(match: TextMatch): string {
  return match.kind === 'regex' ? match.value : `${quoteRegex(match.value)}.*`;
}
