// How Envoy changes headers: of each place that says so, the most specific first, it removes, then overwrites, then adds.

const OVERWRITES = 'OVERWRITE_IF_EXISTS_OR_ADD';

/** Headers after the changes, each `{ add, remove }` as a route or a weighted cluster holds them. */
export function changedHeaders(headers, changes) {
  const now = new Map(Object.entries(headers));
  for (const { add = [], remove = [] } of changes) {
    for (const name of remove) now.delete(name.toLowerCase());
    for (const { header: { key, value = '' }, appendAction } of add) if (appendAction === OVERWRITES) now.set(key.toLowerCase(), value);
    for (const { header: { key, value = '' }, appendAction } of add) {
      const name = key.toLowerCase();
      if (appendAction !== OVERWRITES) now.set(name, now.has(name) ? `${now.get(name)},${value}` : value);
    }
  }
  return Object.fromEntries(now);
}

/** What such changes of a response come to together, as results say it. */
export function responseChanges(changes) {
  const [set, add, removed] = [new Map(), new Map(), []];
  for (const { add: entries = [], remove = [] } of changes) {
    for (const name of remove.map((one) => one.toLowerCase())) {
      set.delete(name);
      add.delete(name);
      removed.push(name);
    }
    for (const { header: { key, value = '' }, appendAction } of entries) if (appendAction === OVERWRITES) {
      add.delete(key.toLowerCase());
      set.set(key.toLowerCase(), value);
    }
    for (const { header: { key, value = '' }, appendAction } of entries) {
      const name = key.toLowerCase();
      if (appendAction !== OVERWRITES) add.set(name, add.has(name) ? `${add.get(name)},${value}` : value);
    }
  }
  return { set: Object.fromEntries(set), add: Object.fromEntries(add), remove: removed };
}

/** An expectation in which every header that meshes speak of is absent where it is not said. */
export function withAbsentHeaders(expect, names) {
  const none = Object.fromEntries(names.map((name) => [name, null]));
  const filled = ({ request, responseHeaders, ...others }) => ({
    ...others, ...(request && { request: { ...request, headers: { ...none, ...request.headers } } }),
    ...(responseHeaders && { responseHeaders: { ...responseHeaders, set: { ...none, ...responseHeaders.set }, add: { ...none, ...responseHeaders.add } } }),
  });
  return { ...filled(expect), ...(expect.destinations && { destinations: expect.destinations.map(filled) }) };
}
