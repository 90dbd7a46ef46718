const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 1e-3, µs: 1e-3, μs: 1e-3, ns: 1e-6 };
const DURATION = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:h|ms|us|µs|μs|ns|m|s))+|0)$/;

/** Milliseconds of text like "1.5s" or "1h30m"; undefined where it is no duration. */
export function durationMs(duration: string): number | undefined {
  const [, sign, parts] = DURATION.exec(duration) ?? [];
  if (parts === undefined) return undefined;
  let ms = 0;
  for (const [, amount, unit] of parts.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|us|µs|μs|ns|m|s)/g)) ms += Number(amount) * UNITS[unit!]!;
  // Of floats like 0.1 + 0.2, what is below a nanosecond is not meant.
  const rounded = Math.round(ms * 1e6) / 1e6;
  return sign === '-' ? -rounded : rounded;
}

/** Go's longest, about 292 years. */
const LONGEST_MS = 9_223_372_036_854;

/** Why Istio does not take a duration, or undefined. */
export function durationProblem(duration: string): string | undefined {
  const ms = durationMs(duration);
  if (ms === undefined) return 'it is not a number with a unit, like "5s" or "250ms"';
  if (ms < 1) return 'it is shorter than 1ms';
  if (ms > LONGEST_MS) return 'it is longer than 292 years';
  return Number.isInteger(ms) ? undefined : 'it is not a whole number of milliseconds';
}
