/** Chance that is the same for the same seed (mulberry32). */
export class Random {
  #state;
  #turns = new Map();

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, and without, 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** From 0 up to, and without, `count`. */
  below(count) {
    return Math.floor(this.next() * count);
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** The items of a list in turn, wherever the same key asks. */
  inTurn(key, list) {
    const turn = this.#turns.get(key) ?? 0;
    this.#turns.set(key, turn + 1);
    return list[turn % list.length];
  }

  /** Some item of which the key was taken seldom. */
  rare(list, keyOf) {
    const count = (item) => this.#turns.get(keyOf(item)) ?? 0;
    const some = [this.pick(list), this.pick(list), this.pick(list)];
    const item = some.reduce((best, other) => (count(other) < count(best) ? other : best));
    this.#turns.set(keyOf(item), count(item) + 1);
    return item;
  }
}
