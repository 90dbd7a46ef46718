/** The name that was probably meant: not more than two characters away, or the same words under another prefix. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const bare = (full: string) => full.slice(full.indexOf('/') + 1);
    const distance = bare(candidate) === bare(name) ? 0 : edits(name, candidate, best?.distance ?? 3);
    if (distance < (best?.distance ?? 3)) best = { name: candidate, distance };
  }
  return best?.name;
}

/** How many characters have to change, come or go; `limit` where it is that or more. */
function edits(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return Math.min(row[b.length]!, limit);
}
