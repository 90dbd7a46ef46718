// Random choices that a seed repeats, and that come round to everything.
import { seededRandom } from '../mutants/random.mjs';

export function fairRandom(seed) {
  const random = seededRandom(seed);
  const turns = new Map();
  const turnOf = (key) => turns.get(key) ?? 0;
  const take = (key) => turns.set(key, turnOf(key) + 1);
  return {
    ...random,
    /** The items of a list in turn, wherever the same key asks. */
    inTurn(key, list) {
      const item = list[turnOf(key) % list.length];
      take(key);
      return item;
    },
    /** Some item of which the key was taken seldom. */
    rare(list, keyOf) {
      const some = [random.pick(list), random.pick(list), random.pick(list)];
      const item = some.reduce((best, other) => (turnOf(keyOf(other)) < turnOf(keyOf(best)) ? other : best));
      take(keyOf(item));
      return item;
    },
  };
}
