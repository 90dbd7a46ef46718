/** The one of the candidates that was probably meant, if any comes near: a few letters off, or the same but for case and plural. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const plain = fold(word);
  const alike = candidates.find(candidate => candidate.toLowerCase() === word.toLowerCase()) ?? candidates.find(candidate => fold(candidate) === plain);
  if (alike !== undefined) return alike;
  const allowed = word.length < 4 ? 1 : word.length < 8 ? 2 : 3;
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    // Of a short word, half may not be another.
    if (distance <= allowed && distance * 2 < Math.max(word.length, candidate.length) && (!best || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z0-9]/g, '').replace(/ies$/, 'y').replace(/s$/, '');
}

/** How many letters have to be put in, taken out, changed or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, rows[i - 2]![j - 2]! + 1);
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
