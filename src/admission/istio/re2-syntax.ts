/** Why a regular expression is none in RE2 syntax, or undefined. The library is loaded when the first expression comes. */
export function re2Problem(expression: string): string | undefined {
  const { RE2JS } = require('re2js') as typeof import('re2js', { with: { 'resolution-mode': 'require' } });
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
