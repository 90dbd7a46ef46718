import { list, record, text, texts } from '../../manifest/manifest-object';
import type { HttpMessage } from '../call';
import type { ResponseChanges } from '../outcome';

/** Changes of headers, in the order in which Envoy makes them: what is removed, what replaces, what is added. */
export interface HeaderOperations {
  readonly remove: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
  /** What Host becomes; undefined: it stays. */
  readonly authority: string | undefined;
}

/** Of the `request` or `response` of a `headers`. Host and pseudo headers are no headers to Envoy: Host is rewritten, the others stay. */
export function headerOperations(headers: unknown, side: 'request' | 'response'): HeaderOperations {
  const { set, add, remove } = record(record(headers)[side]);
  const [replaced, added] = [texts(set), texts(add)];
  return {
    remove: list(remove).flatMap(name => text(name) ?? []).filter(isOrdinary).map(name => name.toLowerCase()),
    set: ordinary(replaced), add: ordinary(added),
    authority: side === 'request' ? authorityIn(replaced) || authorityIn(added) : undefined,
  };
}

/** Headers after operations on them. */
export function changedHeaders(before: HttpMessage['headers'], { remove, set, add }: HeaderOperations): HttpMessage['headers'] {
  if (remove.length === 0 && isEmpty(set) && isEmpty(add)) return before;
  const headers = { ...before };
  for (const name of remove) delete headers[name];
  Object.assign(headers, set);
  for (const [name, value] of Object.entries(add)) headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  return headers;
}

function isEmpty(map: object): boolean {
  for (const _ in map) return false;
  return true;
}

/** Several operations on one list, as Envoy makes them where they stand in one place: all that is removed first, all that is added last. */
export function joined(first: HeaderOperations, then: HeaderOperations): HeaderOperations {
  const add = { ...first.add };
  for (const [name, value] of Object.entries(then.add)) add[name] = add[name] === undefined ? value : `${add[name]},${value}`;
  return { remove: [...first.remove, ...then.remove], set: { ...first.set, ...then.set }, add, authority: first.authority ?? then.authority };
}

/** Operations one after the other, as one change. */
export function followedBy(first: HeaderOperations, then: HeaderOperations): HeaderOperations {
  const without = (map: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(map).filter(([name]) => !then.remove.includes(name)));
  // What is set later replaces what was added before.
  const add = Object.fromEntries(Object.entries(without(first.add)).filter(([name]) => then.set[name] === undefined));
  return joined({ ...first, set: without(first.set), add }, then);
}

export function responseChanges({ set, add, remove }: HeaderOperations): ResponseChanges {
  return { set, add, remove };
}

function ordinary(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isOrdinary(name)).map(([name, value]) => [name.toLowerCase(), value]));
}

function isOrdinary(name: string): boolean {
  return !name.startsWith(':') && name.toLowerCase() !== 'host';
}

function authorityIn(headers: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(headers).filter(([name]) => [':authority', 'host'].includes(name.toLowerCase())).at(-1)?.[1] || undefined;
}
