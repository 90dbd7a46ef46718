import { entryOf } from '../manifest-object';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const MAX_U64 = 2n ** 64n - 1n;

/** What a text means as a length of time, or why it means none and what to write instead. */
export type DurationReading = { readonly ms: number } | { readonly problem: string; readonly instead?: string };

/** Durations of Linkerd's annotations: one whole number and one unit of ms, s, m, h and d. What Go and the Gateway API write as `1m30s` is none. */
export function linkerdDuration(value: string): DurationReading {
  const text = value.trim();
  const parts = /^(\d+)([a-z]*)$/.exec(text);
  const [, number, unit] = parts ?? [];
  if (number !== undefined && unit !== undefined) {
    if (unit === '' && BigInt(number) === 0n) return { ms: 0 };
    if (unit === '') return { problem: 'it has no unit', instead: `${number}s` };
    const factor = entryOf(UNITS, unit);
    if (factor === undefined) return { problem: `"${unit}" is none of the units ms, s, m, h and d`, ...inMilliseconds(text) };
    if (BigInt(number) * BigInt(factor) > MAX_U64) return { problem: 'it is too long' };
    return { ms: Number(number) * factor };
  }
  if (text.startsWith('-')) return { problem: 'it is negative' };
  const instead = inMilliseconds(text);
  if (instead.instead === undefined) return { problem: 'it is no duration' };
  return { problem: text.includes('.') ? 'fractions are not understood' : 'only one number with one unit is understood', ...instead };
}

/** The same length of time as Linkerd writes it, for what Go understands. */
function inMilliseconds(text: string): { readonly instead?: string } {
  const ms = goDuration(text);
  return ms === undefined || ms < 0 || !Number.isInteger(ms) ? {} : { instead: singleUnit(ms) };
}

/** The largest unit that leaves a whole number. */
export function singleUnit(ms: number): string {
  const [unit, factor] = Object.entries(UNITS).filter(([name, f]) => name !== 'd' && ms >= f && ms % f === 0).at(-1) ?? ['ms', 1];
  return ms === 0 ? '0s' : `${ms / factor}${unit}`;
}

const GO_UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, 'μs': 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Go writes it (`1h2m3.5s`), negative ones too; undefined if it is none. */
export function goDuration(text: string): number | undefined {
  const [, sign, rest] = /^([-+]?)(.*)$/s.exec(text)!;
  if (rest === '0') return 0;
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(rest!)) return undefined;
  const ms = [...rest!.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)].reduce((sum, [, number, unit]) => sum + Number(number) * GO_UNITS[unit!]!, 0);
  return sign === '-' ? -ms : ms;
}
