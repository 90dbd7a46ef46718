/** "a", "a and b", "a, b and c"; of many, how many more there are. */
export function listed(values: readonly (string | number)[], most = 5): string {
  const unique = [...new Set(values.map(String))];
  const shown = unique.length > most ? [...unique.slice(0, most - 1), `${unique.length - most + 1} more`] : unique;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** "3 ports", "1 port". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
