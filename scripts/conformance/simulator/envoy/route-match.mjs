// Which route of a route configuration Envoy takes for a request `{ scheme, method, host, path, headers }`, by its documented rules.

/** The virtual host of a configuration by the Host header: the exact domain, the longest with the wildcard in front, then behind, then "*". */
export function virtualHostOf({ virtualHosts = [], ignorePortInHostMatching = false }, hostHeader) {
  const lower = hostHeader.toLowerCase();
  const host = ignorePortInHostMatching ? lower.replace(/:\d+$/, '') : lower;
  const candidates = virtualHosts.flatMap((one) => one.domains.map((domain) => ({ one, domain: domain.toLowerCase() })));
  const longest = (list) => list.sort((a, b) => b.domain.length - a.domain.length)[0];
  const found = candidates.find(({ domain }) => domain === host)
    ?? longest(candidates.filter(({ domain }) => domain.length > 1 && domain.startsWith('*') && host.endsWith(domain.slice(1)) && host.length >= domain.length))
    ?? longest(candidates.filter(({ domain }) => domain.length > 1 && domain.endsWith('*') && host.startsWith(domain.slice(0, -1)) && host.length >= domain.length))
    ?? candidates.find(({ domain }) => domain === '*');
  return found?.one;
}

/** The first route of a virtual host that takes a request; undefined: 404. */
export function routeOf({ routes = [] }, request) {
  return routes.find(({ match }) => takes(match, request));
}

/** The path without query and fragment. */
export function pathOf(target) {
  return target.split(/[?#]/, 1)[0];
}

/** The part of the path that a match is about: what rewrites of a prefix replace. */
export function matchedPart(match, path) {
  return match.prefix ?? match.pathSeparatedPrefix ?? path;
}

function takes(match, request) {
  if (match.dynamicMetadata) throw new Error('Metadata is not interpreted');
  return takesPath(match, pathOf(request.path))
    && (match.headers ?? []).every((one) => takesValue(one, headerOf(request, one.name)))
    && (match.queryParameters ?? []).every((one) => takesValue(one, queryParameter(request.path, one.name)));
}

function takesPath(match, path) {
  const fold = (text) => (match.caseSensitive === false ? text.toLowerCase() : text);
  if (match.path !== undefined) return fold(path) === fold(match.path);
  if (match.pathSeparatedPrefix !== undefined) return fold(path) === fold(match.pathSeparatedPrefix) || fold(path).startsWith(`${fold(match.pathSeparatedPrefix)}/`);
  if (match.safeRegex !== undefined) return matchesWhole(match.safeRegex.regex, path);
  if (match.prefix !== undefined) return fold(path).startsWith(fold(match.prefix));
  throw new Error(`A path match that is not interpreted: ${JSON.stringify(match)}`);
}

function headerOf({ method, host, path, scheme, headers }, name) {
  const key = name.toLowerCase();
  return { ':method': method, ':authority': host, host, ':path': path, ':scheme': scheme }[key] ?? headers[key];
}

function queryParameter(target, name) {
  const query = target.split('#', 1)[0].split('?').slice(1).join('?');
  const pair = query.split('&').map((part) => part.split('=')).find(([key]) => key === name);
  return pair && pair.slice(1).join('=');
}

function takesValue({ presentMatch, stringMatch, invertMatch = false, treatMissingHeaderAsEmpty = false }, value) {
  if (stringMatch === undefined) return (value !== undefined) === ((presentMatch ?? true) !== invertMatch);
  // A header that is not there meets no match, not even an inverted one, unless it counts as empty.
  if (value === undefined && !treatMissingHeaderAsEmpty) return false;
  return takesText(stringMatch, value ?? '') !== invertMatch;
}

export function takesText(matcher, value) {
  const { ignoreCase = false } = matcher;
  const fold = (text) => (ignoreCase ? text.toLowerCase() : text);
  if (matcher.exact !== undefined) return fold(value) === fold(matcher.exact);
  if (matcher.prefix !== undefined) return fold(value).startsWith(fold(matcher.prefix));
  if (matcher.suffix !== undefined) return fold(value).endsWith(fold(matcher.suffix));
  if (matcher.contains !== undefined) return fold(value).includes(fold(matcher.contains));
  if (matcher.safeRegex !== undefined) return matchesWhole(matcher.safeRegex.regex, value);
  throw new Error(`A text match that is not interpreted: ${JSON.stringify(matcher)}`);
}

function matchesWhole(regex, value) {
  return new RegExp(`^(?:${regex})$`, 'su').test(value);
}
