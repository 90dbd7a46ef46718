import type { PathForm } from './path-form';

/** A finite automaton. Symbols are the characters that matter; the last one stands for all others. State 0 is the start. */
export interface Automaton {
  readonly symbols: readonly (string | undefined)[];
  /** By state, then symbol. */
  readonly next: readonly (readonly number[])[];
  readonly accepting: readonly boolean[];
}

/** The smallest automaton for the paths of one form that are in none of the others. */
export function pathAutomaton(inside: PathForm, outside: readonly PathForm[]): Automaton {
  const trackers = [inside, ...outside].map(trackersOf);
  const symbols = [...new Set(trackers.flat().flatMap(t => t.text))].sort();
  return smallest(product(trackers, [...symbols, undefined]));
}

/** Follows one condition through a path, a character at a time. */
interface Tracker {
  readonly text: readonly string[];
  step(state: number, symbol: string | undefined): number;
}

const LOST = -1;

function trackersOf(form: PathForm): Tracker[] {
  if (form.kind === 'exact') return [begins([...form.value], LOST)];
  return [
    ...(form.prefix === '' ? [] : [begins([...form.prefix], form.prefix.length)]),
    ...(form.suffix === '' ? [] : [ends([...form.suffix])]),
  ];
}

/** `beyond`: where a text longer than `text` leads. */
function begins(text: readonly string[], beyond: number): Tracker {
  const after = beyond === LOST ? LOST : text.length;
  return { text, step: (state, symbol) => (state === text.length ? after : state !== LOST && symbol === text[state] ? state + 1 : LOST) };
}

/** The state is how much of the text the path ends with. */
function ends(text: readonly string[]): Tracker {
  const step = (state: number, symbol: string | undefined): number => {
    const seen = [...text.slice(0, state), symbol];
    for (let length = Math.min(seen.length, text.length); length > 0; length--) {
      if (seen.slice(-length).every((s, i) => s === text[i])) return length;
    }
    return 0;
  };
  return { text, step };
}

function product(forms: readonly (readonly Tracker[])[], symbols: Automaton['symbols']): Automaton {
  const holds = (form: readonly Tracker[], states: readonly number[]) => form.every((tracker, i) => states[i] === tracker.text.length);
  const known = new Map<string, number>();
  const queue: number[][][] = [];
  const enter = (states: number[][]): number => {
    const key = JSON.stringify(states);
    if (!known.has(key)) {
      known.set(key, queue.length);
      queue.push(states);
    }
    return known.get(key)!;
  };
  enter(forms.map(form => form.map(() => 0)));
  const next: number[][] = [];
  const accepting: boolean[] = [];
  for (let i = 0; i < queue.length; i++) {
    const states = queue[i]!;
    accepting.push(holds(forms[0]!, states[0]!) && !forms.some((form, f) => f > 0 && holds(form, states[f]!)));
    next.push(symbols.map(symbol => enter(states.map((form, f) => form.map((state, t) => forms[f]![t]!.step(state, symbol))))));
  }
  return { symbols, next, accepting };
}

/** Takes together the states from which the same texts are accepted. */
function smallest({ symbols, next, accepting }: Automaton): Automaton {
  let group = accepting.map(Number);
  for (let count = 0; ;) {
    const keys = new Map<string, number>();
    const finer = next.map((targets, state) => {
      const key = JSON.stringify([group[state], ...targets.map(target => group[target])]);
      if (!keys.has(key)) keys.set(key, keys.size);
      return keys.get(key)!;
    });
    group = finer;
    if (keys.size === count) break;
    count = keys.size;
  }
  // Groups are numbered in the order of their first state, so the start's is 0.
  const first = [...new Set(group)].map(g => group.indexOf(g));
  return { symbols, next: first.map(state => next[state]!.map(target => group[target]!)), accepting: first.map(state => accepting[state]!) };
}
