import { findsWhole } from './regular-expression';

/** A value that a pattern takes, and the nearest that it does not, or that a similar one would not: for requests at the edges of rules. */
export interface PatternExamples {
  readonly inside: string | undefined;
  readonly edges: readonly string[];
}

const WILD = 'any';

/** An example of a pattern as conditions write it: `*` for anything, `{*}` for a segment, `{**}` for several, `~` before a regular expression. */
export function examplesOf(pattern: string): PatternExamples {
  if (pattern.startsWith('~')) return regexExamples(pattern.slice(1));
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

const OTHERS = ['other', '0', 'zz', '-'];
const OTHER_PATHS = OTHERS.map(other => `/${other}`);

/** A value that has nothing to do with a pattern; undefined where it takes them all. */
export function otherThan(pattern: string, values: readonly string[] = OTHERS): string | undefined {
  return values.find(value => !takes(pattern, value));
}

/** Beside the first alternative, the last, the other case where that does not count, and something else altogether. */
function regexExamples(regex: string): PatternExamples {
  const inside = regexExample(regex, 0);
  if (inside === undefined) return { inside, edges: [] };
  const isPath = inside.startsWith('/');
  const swapped = regex.startsWith('(?i)') ? inside.replace(/[a-z]/gi, letter => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())) : undefined;
  const other = isPath ? otherThan(`~${regex}`, OTHER_PATHS) : undefined;
  return { inside, edges: [...new Set([regexExample(regex, -1), swapped, other].filter(edge => edge !== undefined && edge !== inside) as string[])] };
}

/** Something that a simple regular expression matches, by one of its alternatives; undefined where it is not simple. */
function regexExample(regex: string, alternative: 0 | -1): string | undefined {
  const plain = regex.replace(/^\(\?i\)/, '').replace(/^\^|\$$/g, '');
  const whole = plain.includes('(') ? plain : plain.split('|').at(alternative)!;
  const example = whole
    .replace(/\((?:\?:)?([^()]*)\)([?*+]?)/g, (_, choices: string) => choices.split('|').at(alternative)!)
    .replace(/(?:\[\^[^\]]*\]|\.|\\w|\\S)[*+]\??/g, WILD)
    .replace(/\\d[*+]?|\[0-9\][*+]?/g, '1')
    .replace(/\[a-z[^\]]*\][*+]?/gi, 'a')
    .replace(/(?<!\\)[a-zA-Z/]\?/g, '')
    .replace(/\\([^a-zA-Z0-9])/g, '$1');
  try {
    const matcher = new RegExp(`^(?:${plain})$`);
    return [example, WILD, '/any', '1', 'a', 'any-1', 'any@any.example'].find(value => matcher.test(value));
  } catch {
    // Written for another dialect.
    return undefined;
  }
}
