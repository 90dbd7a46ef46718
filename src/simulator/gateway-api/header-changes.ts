import type { Json } from '../../manifest/manifest-object';
import { list, record, records, text } from '../../manifest/manifest-object';
import type { HttpMessage } from '../call';
import type { ResponseChanges } from '../outcome';

/** What a header modifier does; names in lower case. */
export function headerChanges(modifier: Json): ResponseChanges {
  const named = (entries: unknown) => Object.fromEntries(records(entries).map(([{ name, value }]) => [(text(name) ?? '').toLowerCase(), text(value) ?? '']));
  const { set, add, remove } = record(modifier);
  return { set: named(set), add: named(add), remove: list(remove).flatMap(name => text(name)?.toLowerCase() ?? []) };
}

/** One set of changes after another. */
export function mergedChanges(one: ResponseChanges, other: ResponseChanges): ResponseChanges {
  return { set: { ...one.set, ...other.set }, add: { ...one.add, ...other.add }, remove: [...new Set([...one.remove, ...other.remove])] };
}

/** A request after a modifier. In which order one modifier sets and adds shows only where it does both to one header. */
export function changedRequest(message: HttpMessage, { set, add, remove }: ResponseChanges, addsFirst: boolean): HttpMessage {
  const headers: Record<string, string> = { ...message.headers };
  const addAll = () => Object.entries(add).forEach(([name, value]) => (headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`));
  if (addsFirst) addAll();
  Object.assign(headers, set);
  if (!addsFirst) addAll();
  for (const name of remove) delete headers[name];
  const { host, ...others } = headers;
  return { ...message, host: host ?? message.host, headers: others };
}
