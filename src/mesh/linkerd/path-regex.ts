import { quoteRegex } from '../shared/regex';
import { pathAutomaton, type Automaton } from './path-automaton';
import type { PathForm } from './path-form';
import { EMPTY, either, item, repeated, sequence, type RegexText } from './regex-text';

/** A regular expression, for a whole path, for the paths of one form that are in none of the others; undefined: there are none. */
export function pathRegex(inside: PathForm, outside: readonly PathForm[]): string | undefined {
  if (outside.length === 0) {
    if (inside.kind === 'exact') return quoteRegex(inside.value);
    if (inside.prefix === '' || inside.suffix === '') return `${quoteRegex(inside.prefix)}.*${quoteRegex(inside.suffix)}`;
  }
  return automatonRegex(pathAutomaton(inside, outside));
}

const START = -1;
const END = -2;

/** Takes out one state after the other, and puts on the edges around it what went through it. */
function automatonRegex(automaton: Automaton): string | undefined {
  const edges = new Edges();
  edges.add(START, 0, EMPTY);
  automaton.next.forEach((targets, state) => {
    for (const target of new Set(targets)) edges.add(state, target, oneOf(automaton.symbols, symbol => targets[automaton.symbols.indexOf(symbol)] === target));
    if (automaton.accepting[state]) edges.add(state, END, EMPTY);
  });
  const left = new Set(automaton.next.keys());
  while (left.size > 0) {
    const state = [...left].reduce((best, s) => (edges.cost(s) < edges.cost(best) ? s : best));
    edges.takeOut(state);
    left.delete(state);
  }
  return edges.get(START, END)?.text;
}

/** The edges between states, from both ends. */
class Edges {
  private readonly outOf = new Map<number, Map<number, RegexText>>();
  private readonly into = new Map<number, Map<number, RegexText>>();

  public get(from: number, to: number): RegexText | undefined {
    return this.outOf.get(from)?.get(to);
  }

  public add(from: number, to: number, text: RegexText): void {
    const both = either(this.get(from, to), text);
    entry(this.outOf, from).set(to, both);
    entry(this.into, to).set(from, both);
  }

  /** How much text it takes to do without the state. */
  public cost(state: number): number {
    const size = (edges: Map<number, RegexText>) => {
      let sum = 0;
      for (const [other, text] of edges) if (other !== state) sum += text.text.length;
      return sum;
    };
    const loop = this.get(state, state);
    const [into, outOf] = [entry(this.into, state), entry(this.outOf, state)];
    const [sources, targets] = [into, outOf].map(edges => edges.size - (loop ? 1 : 0)) as [number, number];
    return size(into) * (targets - 1) + size(outOf) * (sources - 1) + (loop?.text.length ?? 0) * (sources * targets - 1);
  }

  public takeOut(state: number): void {
    const loop = repeated(this.get(state, state));
    const [into, outOf] = [this.into, this.outOf].map(edges => [...entry(edges, state)].filter(([other]) => other !== state)) as [Edge[], Edge[]];
    this.into.delete(state);
    this.outOf.delete(state);
    for (const [from] of into) this.outOf.get(from)!.delete(state);
    for (const [to] of outOf) this.into.get(to)!.delete(state);
    for (const [from, before] of into) for (const [to, after] of outOf) this.add(from, to, sequence(before, loop, after));
  }
}

type Edge = [number, RegexText];

function entry(edges: Map<number, Map<number, RegexText>>, state: number): Map<number, RegexText> {
  const known = edges.get(state) ?? new Map<number, RegexText>();
  edges.set(state, known);
  return known;
}

/** One character; `undefined` stands for all that are no symbol. */
function oneOf(symbols: Automaton['symbols'], leads: (symbol: string | undefined) => boolean): RegexText {
  const characters = (wanted: boolean) => symbols.filter((s): s is string => s !== undefined && leads(s) === wanted);
  if (leads(undefined)) {
    const others = characters(false);
    return item(others.length === 0 ? '.' : `[^${others.map(inClass).join('')}]`);
  }
  const chosen = characters(true);
  return item(chosen.length === 1 ? quoteRegex(chosen[0]!) : `[${chosen.map(inClass).join('')}]`);
}

function inClass(character: string): string {
  return /[\\\][^\-&~#]/.test(character) ? `\\${character}` : character;
}
