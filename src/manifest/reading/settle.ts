import { KeyedScalar } from './keyed-scalar';
import { Refusal } from './refusal';

/** A document may unfold its aliases to this many values, and to a hundred times what it says. */
const UNFOLDED = 400_000;

/** What the parser makes of a map that is a key, as "{{ .Values.name }}" is. */
const MAP_AS_KEY = '[object Object]';

/**
 * Makes what the parser hands out plain: values that it had to wrap are unwrapped, and aliases were looked at. These share what they stand
 * for, so that a few lines can stand for billions of values, or for themselves: refused.
 */
export function settle(document: unknown, maxDepth: number): unknown {
  const known = new Map<object, Extent>();
  const open = new Set<object>();
  let written = 0;

  const extentOf = (value: object): Extent => {
    const seen = known.get(value);
    if (seen) return seen;
    if (open.has(value)) throw new Refusal('An anchor stands for something that holds it.');
    open.add(value);
    written += 1;
    let size = 1;
    let depth = 0;
    for (const key of Object.keys(value)) {
      if (key === MAP_AS_KEY) throw new Refusal('A map stands where a key has to be: is this a template that was not rendered?', /\{\s*\{/);
      const child = (value as Record<string, unknown>)[key];
      if (child instanceof KeyedScalar) (value as Record<string, unknown>)[key] = child.value;
      if (typeof child !== 'object' || child === null || child instanceof KeyedScalar) {
        size += 1;
        written += 1;
        continue;
      }
      const extent = extentOf(child);
      size += extent.size;
      depth = Math.max(depth, extent.depth);
    }
    open.delete(value);
    const extent = { size, depth: depth + 1 };
    known.set(value, extent);
    return extent;
  };

  if (document instanceof KeyedScalar) return document.value;
  if (typeof document !== 'object' || document === null) return document;
  const { size, depth } = extentOf(document);
  if (size > UNFOLDED && size > 2 * written || size > 1_000 && size > 100 * written) throw new Refusal(`Its aliases unfold to ${size.toLocaleString('en')} values.`);
  if (depth > maxDepth) throw new Refusal(`Its aliases unfold to more than ${maxDepth} levels.`);
  return document;
}

interface Extent {
  /** Of values, with aliases written out. */
  readonly size: number;
  readonly depth: number;
}
