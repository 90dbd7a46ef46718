const UNITS: readonly (readonly [number, string])[] = [[3_600_000, 'h'], [60_000, 'm'], [1_000, 's'], [1, 'ms']];

/** The longest duration that the Gateway API can write. */
export const MAX_DURATION_MS = 99_999 * 3_600_000;

/** One number and one unit (`90s`): what Linkerd's annotations take, and every other mesh too while the number has at most five digits. */
export function singleUnit(milliseconds: number): string {
  const [size, unit] = UNITS.find(([s]) => milliseconds % s === 0)!;
  return `${milliseconds / size}${unit}`;
}

/** The Gateway API's grammar: at most five digits a unit, so long odd durations take several units (`27h46m40s`). */
export function gatewayDuration(milliseconds: number): string {
  const single = singleUnit(milliseconds);
  if (/^\d{1,5}\D/.test(single)) return single;
  let rest = milliseconds;
  return UNITS.map(([size, unit]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count}${unit}`;
  }).join('');
}
