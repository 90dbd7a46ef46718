import { rustRegexProblem, wholeRegex } from '../../../src/mesh/linkerd/regex';

it('an expression must match the whole text, alternatives included', () => {
  expect(wholeRegex('a|ab')).toBe('^(?:a|ab)$');
});

it.each([
  '/v[0-9]+', 'a{2}b{3,}c{4,5}', '[]a]', '[^]a-]', '[[:alpha:]_-]', '\\[\\{\\}', '[\\[\\]]', '\\p{Greek}\\x{10FFFF}\\pN', '(?i)a|(?P<n>b)', '', '\\Aa\\z', '}', '[a-z&]', '\\.\\/\\-', '\\w{200}', '[a-z]{1000}', '(?i)a*', '(?:a)*',
])('%j means the same to RE2 and Rust', expression => expect(rustRegexProblem(expression)).toBeUndefined());

it.each([
  ['/v{id}', /\\\{/], ['a{,3}', /\\\{/], ['[[a]', /\\\[/], ['[a&&b]', /&&/], ['[a--b]', /--/], ['[a~~b]', /~~/], ['\\<b\\>', /edge of a word/],
  ['\\Qa.b\\E', /no escape in Rust/], ['\\101', /no escape/], ['[\\101]', /no escape/], ['\\p{^Greek}', /\\P\{Greek\}/], ['\\P{^Greek}', /\\p\{Greek\}/], ['\\C', /no escape/], ['a(?i)*', /repetition behind the flags/],
  ['\\w{1000}', /250 times/], ['(\\pL{100}){3,}', /\[0-9A-Za-z_\]/],
])('%j does not: the message says what to write', (expression, advice) => expect(rustRegexProblem(expression)).toMatch(advice));
