// What Envoy does with a request by a route configuration: virtual host by Host header, then the first route that matches.

/** The route of a request `{ host, port, path, headers }`, or undefined: 404. */
export function routeOf(configurations, { host, port, path, headers }) {
  const configuration = configurations.find(({ name }) => name === String(port));
  const hosts = configuration?.virtualHosts ?? [];
  const found = hosts.find(({ domains }) => domains.includes(host)) ?? hosts.find(({ domains }) => domains.includes('*'));
  return found?.routes?.find(({ match }) => matches(match, path, headers));
}

function matches(match, target, headers) {
  const [path, query = ''] = target.split('?');
  const parameters = new URLSearchParams(query);
  return pathMatches(match, path)
    && (match.headers ?? []).every((one) => valueMatches(one, headers[one.name.toLowerCase()]))
    && (match.queryParameters ?? []).every((one) => valueMatches(one, parameters.get(one.name) ?? undefined));
}

function pathMatches(match, path) {
  if (match.path !== undefined) return path === match.path;
  if (match.pathSeparatedPrefix !== undefined) return path === match.pathSeparatedPrefix || path.startsWith(`${match.pathSeparatedPrefix}/`);
  if (match.safeRegex !== undefined) return new RegExp(`^(?:${match.safeRegex.regex})$`).test(path);
  if (match.prefix !== undefined) return path.startsWith(match.prefix);
  throw new Error(`A path match that is not interpreted: ${JSON.stringify(match)}`);
}

function valueMatches({ presentMatch, stringMatch, invertMatch = false }, value) {
  if (value === undefined) return presentMatch === undefined ? false : presentMatch === invertMatch;
  return (presentMatch ?? textMatches(stringMatch, value)) !== invertMatch;
}

function textMatches(matcher, value) {
  if (matcher.exact !== undefined) return value === matcher.exact;
  if (matcher.prefix !== undefined) return value.startsWith(matcher.prefix);
  if (matcher.safeRegex !== undefined) return new RegExp(`^(?:${matcher.safeRegex.regex})$`).test(value);
  throw new Error(`A text match that is not interpreted: ${JSON.stringify(matcher)}`);
}
