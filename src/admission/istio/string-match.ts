import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { nameOf } from '../../manifest/istio/complain';
import { re2Problem } from './re2-syntax';

export const STRING_MATCH_RULES = ['string-match/empty-prefix', 'string-match/regex'] as const;

const MAX_REGEX = 1024;

/** A string match whose prefix has to say something: all but `uri`. */
export function checkStringMatch(match: Field, complain: Complain): void {
  const prefix = match.at('prefix');
  if (prefix.isSet && prefix.text === '') {
    complain('string-match/empty-prefix', prefix, `The prefix of ${nameOf(match)} is empty.`, 'Write the prefix, or take the whole match out to match anything.');
  }
  checkRegexMatch(match, complain);
}

export function checkRegexMatch(match: Field, complain: Complain): void {
  const regex = match.at('regex');
  if (!regex.isSet) return;
  if (regex.text === '') {
    complain('string-match/regex', regex, `The regex of ${nameOf(match)} is empty.`, 'Write an expression, such as ".*" for anything, or take the match out.');
    return;
  }
  checkRegex(regex, complain);
}

export function checkRegex(regex: Field, complain: Complain): void {
  if (Buffer.byteLength(regex.text) > MAX_REGEX) {
    complain('string-match/regex', regex, `\`${nameOf(regex)}\` has ${Buffer.byteLength(regex.text)} characters; Istio takes ${MAX_REGEX}.`,
      'Shorten it, or split it over several matches.');
    return;
  }
  const problem = re2Problem(regex.text);
  if (problem === undefined) return;
  complain('string-match/regex', regex, `\`${nameOf(regex)}\` "${regex.text}" is no regular expression in RE2 syntax: ${problem}.`,
    'Correct it; RE2 has no lookaheads and no backreferences.');
}
