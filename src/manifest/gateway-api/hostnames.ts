/**
 * What two hostnames of listeners and routes have in common: undefined for nothing, `''` for every host, else the narrower one. `*.` stands for
 * one or more labels; no hostname, or an empty one, for all.
 */
export function commonHostname(a: string | undefined, b: string | undefined): string | undefined {
  const [one, other] = [a?.toLowerCase() ?? '', b?.toLowerCase() ?? ''];
  if (one === '' || one === '*') return other === '*' ? '' : other;
  if (other === '' || other === '*' || one === other) return one;
  if (one.startsWith('*.') && other.endsWith(one.slice(1))) return other;
  return other.startsWith('*.') && one.endsWith(other.slice(1)) ? one : undefined;
}

/** How closely a hostname says what it means: characters if it has no wildcard, then characters. Compare by the first, then the second. */
export function hostnameRank(hostname: string): readonly [exact: number, all: number] {
  return [hostname.startsWith('*') ? 0 : hostname.length, hostname.length];
}
