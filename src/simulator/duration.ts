/** Milliseconds as results write them: "1h2m3s4ms", "0s". */
export function durationText(milliseconds: number): string {
  const parts = [[3_600_000, 'h'], [60_000, 'm'], [1000, 's'], [1, 'ms']] as const;
  let rest = Math.round(milliseconds);
  const text = parts.map(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? `${count}${unit}` : '';
  }).join('');
  return text || '0s';
}

/** A Go duration ("1.5s", "1m30s", "500ms", also "0") in milliseconds; undefined where it is none. */
export function durationMs(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^[+-]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return undefined;
  const sizes: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const total = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * sizes[unit!]!, 0);
  return text.startsWith('-') ? -total : total;
}
