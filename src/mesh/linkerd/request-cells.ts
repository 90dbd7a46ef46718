import { callersKey, reduceCallers, type InboundCaller } from './inbound-callers';
import { ANY_PATH, commonPaths, coversPaths, formKey, hasPath, isAnyPath, type PathForm } from './path-form';

/** Requests: one method or any, and paths. */
export interface Requests {
  readonly method?: string;
  readonly form: PathForm;
}

/** Who is let in for what. `key` names the rule, whoever its callers are. */
export interface InboundRule {
  readonly key: string;
  readonly callers: readonly InboundCaller[];
  /** Any of them. */
  readonly requests: readonly Requests[];
}

/** Requests that exactly the same rules are about. */
export interface Cell extends Requests {
  /** Keys of the rules, in order. */
  readonly rules: readonly string[];
  /** Everybody who is let in, reduced. */
  readonly callers: readonly InboundCaller[];
  /** Paths that other cells have instead, where nothing would tell which of them goes first. */
  readonly without: readonly PathForm[];
  /** Whether the route has to count the length of the whole path, as expressions and exact paths do. */
  readonly wholeLength: boolean;
}

/**
 * The requests as cells, each of which becomes a match: Linkerd asks only the one route that matches best, so with any two cells there is that of
 * the requests they have in common, and each has the callers of all rules that cover it. What a cell leaves out falls back to one with fewer callers.
 * `everything`: callers for whatever is sent; undefined: none, and what no rule is about has no cell.
 */
export function requestCells(rules: readonly InboundRule[], everything: readonly InboundCaller[] | undefined, strict: boolean): Cell[] {
  const whole: InboundRule[] = everything ? [{ key: '', callers: everything, requests: [{ form: ANY_PATH }] }] : [];
  const all = [...whole, ...rules];
  const cells = closure(all.flatMap(rule => rule.requests)).map(requests => {
    const about = all.filter(rule => rule.requests.some(r => covers(r, requests)));
    return { ...requests, rules: about.map(r => r.key).filter(key => key !== '').sort(), callers: reduceCallers(about.flatMap(r => r.callers), strict) };
  });
  const kept = cells.filter(cell => !isSpare(cell, cells));
  return apart(kept);
}

type Open = Omit<Cell, 'without' | 'wholeLength'>;

function covers(outer: Requests, inner: Requests): boolean {
  return (outer.method === undefined || outer.method === inner.method) && coversPaths(outer.form, inner.form);
}

function requestsKey({ method, form }: Requests): string {
  return `${method ?? ''} ${formKey(form)}`;
}

function common(a: Requests, b: Requests): Requests | undefined {
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return undefined;
  const form = commonPaths(a.form, b.form);
  const method = a.method ?? b.method;
  return form && { form, ...(method !== undefined && { method }) };
}

function closure(requests: readonly Requests[]): Requests[] {
  const known = new Map<string, Requests>();
  const queue = [...requests];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (known.has(requestsKey(next))) continue;
    for (const other of known.values()) {
      const both = common(next, other);
      if (both) queue.push(both);
    }
    known.set(requestsKey(next), next);
  }
  return [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, r]) => r);
}

/** A cell with the callers of another that holds it, if nothing with other callers could come before that one. */
function isSpare(cell: Open, cells: readonly Open[]): boolean {
  const key = callersKey(cell.callers);
  const around = cells.filter(other => other !== cell && covers(other, cell));
  const same = (other: Open) => callersKey(other.callers) === key;
  return around.some(holder => same(holder) && around.every(other => other === holder || same(other) || covers(other, holder)));
}

/**
 * Cells of one method whose paths lie in one another tie, and their age would decide, since each counts the length of the whole path: the outer one
 * does without the paths of the inner. Any path is the prefix `/`, with length 1, and comes after all others, but for the path `/` itself; if that
 * is in the way, any path becomes an expression too, for all methods, so that they still go by the method among themselves.
 */
function apart(cells: readonly Open[]): Cell[] {
  const inner = new Map(cells.map(cell => [cell, cells.filter(other => other !== cell && other.method === cell.method && covers(cell, other)
    && callersKey(other.callers) !== callersKey(cell.callers))]));
  const tie = cells.some(cell => isAnyPath(cell.form) && inner.get(cell)!.some(other => hasPath(other.form, '/')));
  return cells.map(cell => {
    const wholeLength = !isAnyPath(cell.form) || tie;
    return { ...cell, wholeLength, without: wholeLength ? inner.get(cell)!.map(other => other.form) : [] };
  });
}
