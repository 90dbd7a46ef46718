// How Envoy changes headers: of each place that says so, the most specific first, it removes, then overwrites, then adds.

/** Headers after the changes, each `{ add, remove }` as a route or a weighted cluster holds them; a null is a header that went. */
export function changedHeaders(headers, changes) {
  const now = new Map(Object.entries(headers));
  const gone = new Set();
  for (const { add = [], remove = [] } of changes) {
    for (const name of remove) {
      now.delete(name.toLowerCase());
      gone.add(name.toLowerCase());
    }
    for (const { header: { key, value = '' }, appendAction } of add) if (appendAction === 'OVERWRITE_IF_EXISTS_OR_ADD') now.set(key.toLowerCase(), value);
    for (const { header: { key, value = '' }, appendAction } of add) {
      const name = key.toLowerCase();
      if (appendAction !== 'OVERWRITE_IF_EXISTS_OR_ADD') now.set(name, now.has(name) ? `${now.get(name)},${value}` : value);
    }
  }
  return { ...Object.fromEntries([...gone].map((name) => [name, null])), ...Object.fromEntries(now) };
}

/** What a route does to responses, as results say it. */
export function responseChanges({ responseHeadersToAdd = [], responseHeadersToRemove = [] }) {
  const of = (overwrites) => Object.fromEntries(responseHeadersToAdd.filter(({ appendAction }) => (appendAction === 'OVERWRITE_IF_EXISTS_OR_ADD') === overwrites)
    .map(({ header: { key, value = '' } }) => [key.toLowerCase(), value]));
  return { set: of(true), add: of(false), remove: responseHeadersToRemove.map((name) => name.toLowerCase()) };
}

/** An expectation in which every header that meshes speak of is absent where it is not said. */
export function withAbsentHeaders(expect, names) {
  const none = Object.fromEntries(names.map((name) => [name, null]));
  const { request, responseHeaders } = expect;
  return {
    ...expect, ...(request && { request: { ...request, headers: { ...none, ...request.headers } } }),
    ...(responseHeaders && { responseHeaders: { ...responseHeaders, set: { ...none, ...responseHeaders.set }, add: { ...none, ...responseHeaders.add } } }),
  };
}
