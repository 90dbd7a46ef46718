/** Whole numbers below a bound, the same for the same seed. */
export function dice(seed) {
  let state = (seed * 2654435761) >>> 0 || 1;
  const roll = (bound) => {
    state ^= state << 13; state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5; state >>>= 0;
    return state % bound;
  };
  for (let warm = 0; warm < 5; warm += 1) roll(2);
  return roll;
}
