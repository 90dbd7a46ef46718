import { durationMs } from '../../manifest/istio/duration-syntax';
import type { GrpcMatch, HttpMatch, NamedMatch, RouteMatch } from '../../manifest/gateway-api/matches';
import type { KnownHost } from '../../manifest/istio/host-registry';
import { hostsNamed } from '../../manifest/istio/host-registry';
import { isReferencePermitted } from '../../manifest/gateway-api/reference-grants';
import type { BackendRef } from '../../manifest/gateway-api/references';
import { GATEWAY_GROUP } from '../../manifest/gateway-api/references';
import type { Route, RouteRule } from '../../manifest/gateway-api/routes';
import { list, record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { serviceHost } from '../../manifest/services';
import type { Fields, HttpRule } from './http-rule';
import { translatedFilters } from './route-filters';
import { UnreadableRule } from './unreadable-rule';

/** Where a route stands: ReferenceGrants are asked for at Gateways only. */
export type RouteUse = 'mesh' | 'gateway';

/**
 * What Istio makes of an HTTPRoute or a GRPCRoute: one rule per match, each in the form of a VirtualService's, in the order of the route.
 * Undefined where a rule holds what Istio does not take; then none of the route's rules count.
 */
export function translatedRoute(set: ManifestSet, route: Route, use: RouteUse): HttpRule[] | undefined {
  try {
    return route.rules.flatMap(rule => translatedRule(set, route, rule, use));
  } catch (error) {
    if (error instanceof UnreadableRule) return undefined;
    throw error;
  }
}

/** In the order in which Istio holds requests against them: exact paths, prefixes, patterns, longer ones first; then methods, headers, query parameters. */
export function bySpecificity(rules: readonly HttpRule[]): HttpRule[] {
  return [...rules].sort((a, b) => {
    const [one, other] = [rank(a), rank(b)];
    const at = one.findIndex((value, index) => value !== other[index]);
    return at < 0 ? 0 : other[at]! - one[at]!;
  });
}

function rank({ fields }: HttpRule): readonly number[] {
  const [match] = records(fields['match']).map(([first]) => first);
  if (!match) return [-2, 0, 0, 0, 0];
  const { exact, prefix, regex } = record(match['uri']);
  const kind = [exact, prefix, regex].findIndex(value => typeof value === 'string');
  const length = (text(exact) ?? text(prefix) ?? text(regex) ?? '').length;
  const count = (key: string) => Object.keys(record(match[key])).length;
  return [kind < 0 ? -1 : 3 - kind, length, match['method'] === undefined ? 0 : 1, count('headers'), count('queryParams')];
}

function translatedRule(set: ManifestSet, route: Route, rule: RouteRule, use: RouteUse): HttpRule[] {
  const mirrorsTo = (ref: BackendRef) => mirrorOf(set, route, ref, use);
  const fields: Fields = {
    ...translatedFilters(records(rule.spec['filters']).map(([filter]) => filter), route, mirrorsTo, false),
    ...(route.kind === 'HTTPRoute' && triesAndTime(rule.spec)),
  };
  const action = fields['redirect'] === undefined && rule.backends.every(({ weight }) => weight === 0)
    ? { directResponse: { status: 500 } } : { route: destinations(set, route, rule, use) };
  const written = records(rule.spec['matches']).length > 0;
  return rule.matches.map((match, index): HttpRule => {
    const conditions = match.protocol === 'grpc' && !written ? undefined : matchFields(match);
    return {
      fields: { ...fields, ...action, ...(conditions && { match: [conditions] }) }, semantics: 'gateway-api', object: route.object, namespace: route.namespace,
      rule: rule.index, ruleName: rule.name ?? null, match: written ? index : null,
    };
  });
}

/** Without `retry`, what one try may take is taken for what the whole request may take. */
function triesAndTime({ timeouts, retry }: Fields): Fields {
  const { request, backendRequest } = record(timeouts);
  const [whole, each] = [request, backendRequest].map(duration => (durationMs(text(duration) ?? '') ? duration as string : undefined));
  if (retry === undefined || retry === null) return { ...((each ?? whole) !== undefined && { timeout: each ?? whole }) };
  const { attempts, codes } = record(retry);
  const on = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', ...list(codes).map(String)];
  return {
    ...(whole !== undefined && { timeout: whole }),
    retries: { attempts: typeof attempts === 'number' ? attempts : 2, retryOn: on.join(','), ...(each !== undefined && { perTryTimeout: each }) },
  };
}

function destinations(set: ManifestSet, route: Route, { spec, backends }: RouteRule, use: RouteUse): Fields[] {
  const used = records(spec['backendRefs']).map(([backend], index) => [backend, backends[index]!] as const).filter(([, { weight }]) => weight !== 0);
  return used.map(([backend, ref]) => ({
    destination: destinationOf(set, route, ref, use), weight: ref.weight,
    ...translatedFilters(records(backend['filters']).map(([filter]) => filter), route, () => ({}), true),
  }));
}

/** A destination without a host is one that may not, or cannot, be used; `refused` says which. */
export function destinationOf(set: ManifestSet, route: Route, ref: BackendRef, use: RouteUse): Fields {
  const { group, kind, namespace, name, port } = ref;
  if (use === 'gateway' && !isReferencePermitted(set, { group: GATEWAY_GROUP, kind: route.kind, namespace: route.namespace }, ref)) return { refused: `${name}.${namespace}` };
  const isService = (group === '' || group === 'core') && kind === 'Service';
  const isHostname = group === 'networking.istio.io' && kind === 'Hostname';
  if (!isService && !isHostname) return { refused: `${name}.${namespace}` };
  if (port === undefined || isService && name.includes('.')) throw new UnreadableRule();
  return { host: isService ? serviceHost(set, namespace, name) : name, port: { number: port } };
}

/** Copies to what is not there are not made; a GRPCRoute with such a mirror does not count at all. */
function mirrorOf(set: ManifestSet, route: Route, ref: BackendRef, use: RouteUse): Fields {
  const destination = destinationOf(set, route, ref, use);
  const { host } = destination;
  // A hostname is looked for in the route's own namespace.
  const isThere = ({ service, namespace }: KnownHost) => (ref.kind === 'Hostname' ? namespace === route.namespace : service !== undefined);
  if (typeof host === 'string' && hostsNamed(set, host.toLowerCase()).some(isThere)) return destination;
  if (route.kind === 'GRPCRoute') throw new UnreadableRule();
  return { refused: destination['refused'] ?? host! };
}

function matchFields(match: RouteMatch): Fields {
  const headers = conditions(match.headers);
  if (match.protocol === 'grpc') return { ...grpcUri(match), ...headers && { headers } };
  const queryParams = conditions(match.queryParams);
  return { uri: uri(match.url), ...(match.method !== undefined && { method: { exact: match.method } }), ...headers && { headers }, ...queryParams && { queryParams } };
}

function uri({ type, value }: HttpMatch['url']): Fields {
  switch (type) {
    case 'PathPrefix': return { prefix: value === '/' ? value : value.replace(/\/$/, '') };
    case 'Exact': return { exact: value };
    case 'RegularExpression': return { regex: value };
    default: throw new UnreadableRule();
  }
}

function grpcUri({ type, service, method }: GrpcMatch): Fields {
  if (service === undefined && method === undefined) return {};
  if (type === 'RegularExpression') return { uri: { regex: `/${service ?? '[^/]+'}/${method ?? '.+'}` } };
  if (method === undefined) return { uri: { prefix: `/${service}/` } };
  return { uri: service === undefined ? { regex: `/[^/]+/${method}` } : { exact: `/${service}/${method}` } };
}

function conditions(matches: readonly NamedMatch[]): Fields | undefined {
  if (matches.length === 0) return undefined;
  return Object.fromEntries(matches.map(({ name, type, value }) => [name, type === 'RegularExpression' ? { regex: value } : { exact: value }]));
}

