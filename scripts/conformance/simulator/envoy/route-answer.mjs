// What Envoy does with a request by the route that takes it, as part of a result of the simulator.
import { isDeepStrictEqual } from 'node:util';
import { changedHeaders, responseChanges } from './headers.mjs';
import { matchedPart, pathOf, takesText } from './route-match.mjs';

const STATUSES = { MOVED_PERMANENTLY: 301, FOUND: 302, SEE_OTHER: 303, TEMPORARY_REDIRECT: 307, PERMANENT_REDIRECT: 308 };
const DEFAULT_PORTS = { http: '80', https: '443' };

/** Nothing takes the request. */
export const NOT_FOUND = { verdict: 'unroutable', status: 404, destinations: [], redirect: null };

/** Nothing takes the connection. */
export const REFUSED = { verdict: 'unroutable', status: null, destinations: [] };

/** What becomes of a connection that goes on to weighted clusters, as part of a result. */
export function connectedTo(clusters, known) {
  // What Istio makes of backends without any weight.
  if (clusters.some(({ name }) => /\bzero-weight\|/.test(name))) return REFUSED;
  const sum = clusters.reduce((total, { weight = 0 }) => total + weight, 0);
  const destinations = clusters.map(({ name, weight }) => ({ ...placeOf(name), share: 100 * weight / sum, ...(!known.has(name) && { verdict: 'unroutable' }) }));
  return { destinations, ...(clusters.every(({ name }) => !known.has(name)) && { verdict: 'unroutable', status: null }) };
}

/** `clusters` are the names of those that there are. */
export function answerOf(route, request, clusters) {
  const cors = corsOf(route, request);
  if (cors.preflight) return { verdict: 'allowed', status: 200, destinations: [], redirect: null, response: { headers: cors.headers } };
  // What Istio makes of a route of the Gateway API without backends; VirtualServices of the meshes answer otherwise.
  if (route.directResponse?.status === 500) return { verdict: 'unroutable', status: 500, redirect: null };
  if (route.directResponse) return { verdict: 'allowed', status: route.directResponse.status, destinations: [], redirect: null };
  if (route.redirect) {
    const status = STATUSES[route.redirect.responseCode ?? 'MOVED_PERMANENTLY'];
    return { verdict: 'allowed', status, destinations: [], redirect: { status, location: locationOf(route, request) } };
  }
  if (!route.route) return { verdict: 'unroutable', destinations: [] };
  const answer = forwarded(route, request, clusters);
  // What a client gets is told where all destinations can answer.
  const answers = answer.destinations.every(({ verdict }) => verdict !== 'unroutable');
  return { ...answer, ...(answers && Object.keys(cors.headers).length > 0 && { response: { headers: cors.headers } }) };
}

function forwarded(route, request, known) {
  const { weightedClusters, cluster, timeout, retryPolicy, requestMirrorPolicies = [], hostRewriteLiteral, clusterNotFoundResponseCode } = route.route;
  const clusters = weightedClusters?.clusters ?? [{ name: cluster, weight: 1 }];
  const sum = clusters.reduce((total, { weight = 0 }) => total + weight, 0);
  const path = rewritten(route, request.path);
  const seenBy = (places, literal) => ({
    method: request.method, host: hostRewriteLiteral ?? literal ?? request.host, path, headers: changedHeaders(request.headers, places.map((from) => ({ add: from.requestHeadersToAdd, remove: from.requestHeadersToRemove }))),
  });
  const answered = (places) => responseChanges(places.map((from) => ({ add: from.responseHeadersToAdd, remove: from.responseHeadersToRemove })));
  const ends = clusters.map((one) => ({ one, request: seenBy([one, route], one.hostRewriteLiteral), responseHeaders: answered([one, route]) }));
  // What all see, else what the route alone makes of it.
  const [seen, changes] = [same(ends.map((end) => end.request)) ?? seenBy([route]), same(ends.map((end) => end.responseHeaders)) ?? answered([route])];
  const missing = clusters.filter(({ name }) => !known.has(name));
  return {
    redirect: null,
    destinations: ends.map(({ one, ...own }) => ({
      ...placeOf(one.name), share: 100 * (one.weight ?? 0) / sum, ...(!known.has(one.name) && { verdict: 'unroutable' }),
      ...(!same([own.request, seen]) && { request: own.request }), ...(!same([own.responseHeaders, changes]) && { responseHeaders: own.responseHeaders }),
    })),
    ...(missing.length === clusters.length && { verdict: 'unroutable', status: clusterNotFoundResponseCode === 'INTERNAL_SERVER_ERROR' ? 500 : 503 }),
    request: seen, responseHeaders: changes,
    timeout: milliseconds(timeout),
    retries: retriesOf(retryPolicy),
    fault: faultOf(route),
    mirrors: requestMirrorPolicies.map((one) => ({ ...placeOf(one.cluster), percent: percent(one.runtimeFraction?.defaultValue) })),
  };
}

/** What all of them are; undefined where they differ. */
function same([first, ...others]) {
  return others.every((other) => isDeepStrictEqual(other, first)) ? first : undefined;
}

/** "outbound|8080|v1|cart.shop.svc.cluster.local", as results name it; of what is no cluster at all nothing is known. */
export function placeOf(cluster) {
  const [direction, port, subset, host] = cluster.split('|');
  if (host === undefined) return {};
  return { service: host.replace(/\.svc\.cluster\.local$/, ''), port: Number(port), version: (direction === 'inbound-vip' ? subset.split('/')[1] : subset) || null };
}

/** Text of a duration, or null for none. */
function milliseconds(text) {
  const ms = Math.round([...(text ?? '').matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit], 0));
  return ms === 0 ? null : `${ms}ms`;
}

function retriesOf(policy) {
  if (!policy) return null;
  const on = [...(policy.retryOn ?? '').split(',').filter((one) => one !== ''), ...(policy.retriableStatusCodes ?? []).map(String)];
  return { additional: policy.numRetries ?? 0, on, perTryTimeout: milliseconds(policy.perTryTimeout) };
}

function faultOf({ typedPerFilterConfig }) {
  const { abort, delay } = typedPerFilterConfig?.['envoy.filters.http.fault'] ?? {};
  const parts = {
    ...(abort && percent(abort.percentage, 0) > 0 && { abort: { percent: percent(abort.percentage, 0), ...(abort.httpStatus && { status: abort.httpStatus }) } }),
    ...(delay && percent(delay.percentage, 0) > 0 && { delay: { duration: milliseconds(delay.fixedDelay), percent: percent(delay.percentage, 0) } }),
  };
  return Object.keys(parts).length > 0 ? parts : null;
}

function percent(fraction, none = 100) {
  return fraction ? (fraction.numerator ?? 0) * 100 / { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }[fraction.denominator ?? 'HUNDRED'] : none;
}

function rewritten({ match, route: { prefixRewrite, regexRewrite } }, target) {
  const path = pathOf(target);
  const rest = target.slice(path.length);
  if (prefixRewrite) return prefixRewrite + path.slice(matchedPart(match, path).length) + rest;
  if (!regexRewrite) return target;
  return path.replace(new RegExp(regexRewrite.pattern.regex, 'gsu'), regexRewrite.substitution.replaceAll('$', '$$$$').replaceAll(/\\(\d)/g, (_all, digit) => (digit === '0' ? '$&' : `$${digit}`))) + rest;
}

/** Absolute, without the scheme's default port. */
function locationOf({ match, redirect }, { scheme, host, path }) {
  const to = redirect.schemeRedirect ?? (redirect.httpsRedirect ? 'https' : scheme);
  const port = redirect.portRedirect ? `:${redirect.portRedirect}` : '';
  return withoutDefaultPort(to, (redirect.hostRedirect || sentHost(host, scheme, to, port !== '')) + port) + redirectPath(match, redirect, path);
}

function sentHost(host, scheme, to, newPort) {
  const [, name, port] = /^(.*?)(?::(\d+))?$/.exec(host);
  return newPort || to !== scheme && port === DEFAULT_PORTS[scheme] ? name : host;
}

export function withoutDefaultPort(scheme, host) {
  const port = `:${DEFAULT_PORTS[scheme]}`;
  return `${scheme}://${host.endsWith(port) ? host.slice(0, -port.length) : host}`;
}

function redirectPath(match, { pathRedirect, prefixRewrite }, target) {
  const path = pathOf(target);
  if (prefixRewrite) return prefixRewrite + path.slice(matchedPart(match, path).length) + target.slice(path.length);
  if (!pathRedirect) return target;
  const query = target.indexOf('?');
  return pathRedirect.includes('?') || query < 0 ? pathRedirect : pathRedirect + target.slice(query);
}

function corsOf({ typedPerFilterConfig }, { method, headers }) {
  const policy = typedPerFilterConfig?.['envoy.filters.http.cors'];
  const origin = headers.origin;
  if (!policy || !origin) return { preflight: false, headers: {} };
  const allowed = (policy.allowOriginStringMatch ?? []).some((one) => one.exact === '*' || takesText(one, origin));
  const preflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
  if (!allowed) return { preflight: preflight && policy.forwardNotMatchingPreflights === false, headers: {} };
  const common = { 'access-control-allow-origin': origin, ...(policy.allowCredentials && { 'access-control-allow-credentials': 'true' }) };
  if (!preflight) return { preflight, headers: { ...common, ...(policy.exposeHeaders && { 'access-control-expose-headers': policy.exposeHeaders }) } };
  return { preflight, headers: {
    ...common, ...(policy.allowMethods && { 'access-control-allow-methods': policy.allowMethods }), ...(policy.allowHeaders && { 'access-control-allow-headers': policy.allowHeaders }),
    ...(policy.maxAge && { 'access-control-max-age': policy.maxAge }),
  } };
}
