const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, 'µs': 0.001, ns: 0.000_001 };

/** Milliseconds of a duration as Istio and the Gateway API write it ("1m30s", "0.5s", "250ms"); undefined for anything else. */
export function milliseconds(duration: unknown): number | undefined {
  if (typeof duration !== 'string' || !/^(\d+(\.\d*)?(h|ms|m|s|us|µs|ns))+$/.test(duration)) return undefined;
  return [...duration.matchAll(/(\d+(?:\.\d*)?)(h|ms|m|s|us|µs|ns)/g)].reduce((sum, [, number, unit]) => sum + Number(number) * UNITS[unit!]!, 0);
}

/** "1.5s", "250ms". */
export function durationText(ms: number): string {
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(3))}s` : `${Number(ms.toFixed(3))}ms`;
}
