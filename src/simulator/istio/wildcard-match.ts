/**
 * Whether text meets a value of a policy: "*" is anything that is there, "*x" ends so, "x*" begins so, else it is the same. What begins with "*"
 * is an ending even where it ends with one too; elsewhere a "*" is a character.
 */
export function matchesWildcard(value: string, text: string): boolean {
  if (value === '*') return text !== '';
  if (value.startsWith('*')) return text.endsWith(value.slice(1));
  return value.endsWith('*') ? text.startsWith(value.slice(0, -1)) : text === value;
}
