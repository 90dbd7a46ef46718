import { findsWhole } from './regular-expression';

/** Values that a pattern takes, and the nearest that it does not: for requests at the edges of rules. */
export interface PatternExamples {
  readonly inside: string | undefined;
  readonly edges: readonly string[];
}

const WILD = 'any';

/** An example of a pattern as conditions write it: `*` for anything, `{*}` for a segment, `{**}` for several, `~` before a regular expression. */
export function examplesOf(pattern: string): PatternExamples {
  if (pattern.startsWith('~')) return { inside: regexExample(pattern.slice(1)), edges: [] };
  const inside = pattern.replaceAll('{**}', `${WILD}/${WILD}`).replaceAll('{*}', WILD).replaceAll('*', WILD);
  if (pattern.endsWith('/*')) {
    const stem = pattern.slice(0, -2);
    return { inside, edges: [`${stem}/`, stem, `${stem}${WILD}`].filter(edge => edge !== '') };
  }
  if (pattern.includes('*')) return { inside, edges: pattern.endsWith('*') && pattern.length > 1 ? [pattern.slice(0, -1)] : [] };
  return { inside, edges: [`${pattern}${WILD}`, ...(pattern.startsWith('/') && pattern !== '/' ? [`${pattern}/`] : [])] };
}

/** Whether a pattern takes a value. */
export function takes(pattern: string, value: string): boolean {
  if (pattern.startsWith('~')) return findsWhole(pattern.slice(1), value);
  const parts = pattern.split(/(\{\*\*\}|\{\*\}|\*)/).map(part => (part === '{*}' ? '[^/]*' : part === '*' || part === '{**}' ? '.*' : part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)));
  return new RegExp(`^${parts.join('')}$`, 's').test(value);
}

/** Something that a simple regular expression matches; undefined where it is not simple. */
function regexExample(regex: string): string | undefined {
  const plain = regex.replace(/^\(\?i\)/, '').replace(/^\^|\$$/g, '');
  const example = plain
    .replace(/\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)([?*+]?)/g, (_, first: string) => first)
    .replace(/(?:\[\^[^\]]*\]|\.|\\w|\\S)[*+]\??/g, WILD)
    .replace(/\\d[*+]?|\[0-9\][*+]?/g, '1')
    .replace(/\[a-z[^\]]*\][*+]?/gi, 'a')
    .replace(/(?<!\\)[a-zA-Z/]\?/g, '')
    .replace(/\\([^a-zA-Z0-9])/g, '$1');
  try {
    return new RegExp(`^(?:${plain})$`).test(example) ? example : undefined;
  } catch {
    // Written for another dialect.
    return undefined;
  }
}
