import type { GrpcMatch, HttpMatch, TextMatch } from '../manifest/gateway-api/matches';
import { withoutSlash } from '../manifest/gateway-api/matches';
import type { Route } from '../manifest/gateway-api/routes';
import { routes } from '../manifest/gateway-api/routes';
import { serviceNamed } from '../manifest/istio/host-registry';
import { authorizationPolicies } from '../manifest/istio/authorization-policies';
import { destinationsOf, httpRoutes, virtualServices } from '../manifest/istio/virtual-services';
import { findServer } from '../manifest/linkerd/servers';
import { list, record, records, text } from '../manifest/manifest-object';
import type { Json, ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import type { Service } from '../manifest/services';
import type { Condition } from './condition';
import { ANY, distinct, preflight } from './condition';
import { policyConditions, tokenConditions } from './policy-conditions';
import { virtualServiceConditions } from './virtual-service-conditions';

/** Every condition that some rule in front of a service asks, each once; that which asks nothing is not among them. */
export function conditionsOf(set: ManifestSet, service: Service): readonly Condition[] {
  const index = indexed(set);
  const namespaces = new Set([service.namespace, set.settings.rootNamespace, ...index.backends.get(service.host) ?? [], ...index.backends.get('*') ?? []]);
  const all = [
    ...index.byHost.get(service.host) ?? [], ...index.byHost.get('*') ?? [],
    ...[...namespaces].flatMap(namespace => index.byNamespace.get(namespace) ?? []),
  ];
  return distinct(all);
}

/** The same of policies alone, by the namespaces that they stand in, and for every namespace. */
export function policyConditionsIn(set: ManifestSet, namespace: string): readonly Condition[] {
  const { byNamespace } = indexed(set);
  return distinct([...new Set([namespace, set.settings.rootNamespace])].flatMap(place => byNamespace.get(place) ?? []));
}

/** Routes by the hosts that they are for ("*": any), with the namespaces that they send to; policies by their namespace. */
const indexed = view(set => {
  const byHost = new Map<string, Condition[]>();
  const byNamespace = new Map<string, Condition[]>();
  const backends = new Map<string, string[]>();
  const put = <T>(map: Map<string, T[]>, key: string, conditions: readonly T[]): void => {
    const known = map.get(key);
    if (known) known.push(...conditions);
    else map.set(key, [...conditions]);
  };
  for (const one of virtualServices(set)) {
    const conditions = httpRoutes(set, one).flatMap(({ route }) => virtualServiceConditions(route));
    const sentTo = destinationsOf(set, one).flatMap(({ host }) => serviceNamed(set, host)?.namespace ?? []);
    for (const { host } of one.hosts) {
      const key = host.includes('*') ? '*' : host;
      put(byHost, key, conditions);
      put(backends, key, sentTo);
    }
  }
  for (const route of routes(set)) {
    const conditions = routeConditions(route);
    const sentTo = route.rules.flatMap(({ backends: refs }) => refs.map(({ namespace }) => namespace));
    for (const host of new Set(hostsOf(set, route))) {
      put(byHost, host, conditions);
      put(backends, host, sentTo);
    }
  }
  for (const profile of set.all('linkerd.io', 'ServiceProfile')) put(byHost, profile.name, profileConditions(profile));
  for (const { namespace, rules } of authorizationPolicies(set)) put(byNamespace, namespace, rules.flatMap(policyConditions));
  for (const { namespace, spec } of set.all('security.istio.io', 'RequestAuthentication')) put(byNamespace, namespace ?? '', tokenConditions(spec['jwtRules']));
  return { byHost, byNamespace, backends };
});

/** Full hosts of the Services that a route is for: by name, or because their pods stand behind its Server. */
function hostsOf(set: ManifestSet, { parents, namespace }: Route): string[] {
  const host = (service: string, of: string): string => `${service}.${of}.svc.${set.settings.clusterDomain}`;
  return parents.flatMap(parent => {
    if (parent.kind === 'Service') return [host(parent.name, parent.namespace)];
    const server = parent.kind === 'Server' ? findServer(set, parent.namespace, parent.name) : undefined;
    if (!server) return [];
    const pods = new Set(server.workloads);
    return set.inNamespace('', 'Service', namespace).filter(({ spec }) => {
      const selector = Object.entries(record(spec['selector']));
      return selector.length > 0 && [...pods].some(({ labels }) => selector.every(([key, value]) => labels[key] === value));
    }).map(({ name }) => host(name, namespace));
  });
}

export function routeConditions({ rules, hostnames }: Route): Condition[] {
  return rules.flatMap(({ matches, filters }) => [
    ...matches.map((match): Condition => ({ ...(match.protocol === 'http' ? httpCondition(match) : grpcCondition(match)), hosts: [...hostnames] })),
    ...filters.filter(([{ type }]) => type === 'CORS').flatMap(([filter]) => texts(record(filter['cors'])['allowOrigins'])).map(origin => ({ ...preflight(origin), hosts: [...hostnames] })),
  ]);
}

function texts(value: Json): string[] {
  return list(value).flatMap(one => text(one) ?? []);
}

function httpCondition({ url, method, headers, queryParams }: HttpMatch): Condition {
  return { methods: method === undefined ? [] : [method], paths: pathPatterns(url), hosts: [], headers: named(headers), query: named(queryParams) };
}

function grpcCondition({ type, service, method, headers }: GrpcMatch): Condition {
  const any = type === 'RegularExpression' ? '.*' : '*';
  const path = `/${service ?? any}/${method ?? any}`;
  return { ...ANY, paths: service === undefined && method === undefined ? [] : [type === 'RegularExpression' ? `~${path}` : path], headers: named(headers) };
}

function pathPatterns({ type, value }: TextMatch): string[] {
  if (type === 'Exact') return [value];
  if (type === 'RegularExpression') return [`~${value}`];
  const prefix = withoutSlash(value);
  return prefix === '' ? [] : [prefix, `${prefix}/*`];
}

function named(matches: readonly (TextMatch & { readonly name: string })[]): Record<string, string> {
  return Object.fromEntries(matches.map(({ name, type, value }) => [name, type === 'RegularExpression' ? `~${value}` : value]));
}

function profileConditions(profile: ManifestObject): Condition[] {
  return records(profile.spec['routes']).map(([route]): Condition => {
    const { method, pathRegex } = record(route['condition']) as Record<string, unknown>;
    return { ...ANY, methods: typeof method === 'string' ? [method] : [], paths: typeof pathRegex === 'string' ? [`~${pathRegex}`] : [] };
  });
}
