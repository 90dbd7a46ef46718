import { Field } from '../manifest/field';
import type { GrpcMatch, HttpMatch, TextMatch } from '../manifest/gateway-api/matches';
import { withoutSlash } from '../manifest/gateway-api/matches';
import type { Route } from '../manifest/gateway-api/routes';
import { routes } from '../manifest/gateway-api/routes';
import { serviceNamed } from '../manifest/istio/host-registry';
import { authorizationPolicies } from '../manifest/istio/authorization-policies';
import { destinationsOf, httpRoutes, virtualServices } from '../manifest/istio/virtual-services';
import { findServer } from '../manifest/linkerd/servers';
import { record, records, text } from '../manifest/manifest-object';
import type { Json, ManifestObject } from '../manifest/manifest-object';
import type { ManifestSet } from '../manifest/manifest-set';
import { view } from '../manifest/manifest-set';
import type { Service } from '../manifest/services';

/**
 * What a rule of some object asks of a request: one of the methods, one of the paths, one of the hosts, every header. An empty list asks
 * nothing. In patterns, `*` stands for anything; those that begin with `~` are regular expressions.
 */
export interface Condition {
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  readonly hosts: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

const ANY: Condition = { methods: [], paths: [], hosts: [], headers: {}, query: {} };

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

export function distinct(conditions: readonly Condition[]): Condition[] {
  const known = new Map(conditions.map(condition => [JSON.stringify(condition), condition]));
  known.delete(JSON.stringify(ANY));
  return [...known.values()];
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
  for (const { namespace, rules } of authorizationPolicies(set)) put(byNamespace, namespace, rules.flatMap(({ operations, conditions }) => policyConditions(operations, conditions)));
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
  return rules.flatMap(({ matches }) => matches.map((match): Condition => ({ ...(match.protocol === 'http' ? httpCondition(match) : grpcCondition(match)), hosts: [...hostnames] })));
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

export function virtualServiceConditions(route: Readonly<Record<string, Json>>): Condition[] {
  return records(route['match']).map(([match]): Condition => {
    const [uri] = istioPatterns(match['uri']);
    const [method] = istioPatterns(match['method']);
    const [authority] = istioPatterns(match['authority']);
    const maps = (value: unknown): Record<string, string> => Object.fromEntries(Object.entries(record(value)).map(([key, one]) => [key.toLowerCase(), istioPatterns(one)[0] ?? '*']));
    return {
      methods: method === undefined ? [] : [method], paths: uri === undefined ? [] : [uri], hosts: authority === undefined ? [] : [authority],
      headers: maps(match['headers']), query: maps(match['queryParams']),
    };
  });
}

/** Of `{ exact }`, `{ prefix }` or `{ regex }`. */
function istioPatterns(value: unknown): string[] {
  const { exact, prefix, regex } = record(value) as Record<string, unknown>;
  if (typeof exact === 'string') return [exact];
  if (typeof prefix === 'string') return [`${prefix}*`];
  return typeof regex === 'string' ? [`~${regex}`] : [];
}

function profileConditions(profile: ManifestObject): Condition[] {
  return records(profile.spec['routes']).map(([route]): Condition => {
    const { method, pathRegex } = record(route['condition']) as Record<string, unknown>;
    return { ...ANY, methods: typeof method === 'string' ? [method] : [], paths: typeof pathRegex === 'string' ? [`~${pathRegex}`] : [] };
  });
}

const WHEN_HEADER = /^request\.headers\[(.+)\]$/;

/** What is let in or kept out, and what is excepted: each for itself. */
function policyConditions(operations: readonly Field[], when: readonly Field[]): Condition[] {
  const headers = (values: 'values' | 'notValues'): Record<string, string> => Object.fromEntries(when.flatMap(condition => {
    const name = WHEN_HEADER.exec(condition.at('key').text)?.[1];
    const value = textsIn(condition.at(values))[0];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
  }));
  const each = operations.length === 0 ? [new Field({}, [])] : operations;
  return each.flatMap(operation => {
    const of = (key: string): string[] => textsIn(operation.at(key));
    const asked = { ...ANY, methods: of('methods'), paths: of('paths'), hosts: of('hosts'), headers: headers('values') };
    const excepted = { ...ANY, methods: of('notMethods'), paths: of('notPaths'), hosts: of('notHosts'), headers: headers('notValues') };
    const combined = (without: Partial<Condition>): Condition => ({ ...asked, ...without });
    return [
      asked,
      ...(excepted.methods.length > 0 ? [combined({ methods: excepted.methods })] : []),
      ...(excepted.paths.length > 0 ? [combined({ paths: excepted.paths })] : []),
      ...(excepted.hosts.length > 0 ? [combined({ hosts: excepted.hosts })] : []),
      ...(Object.keys(excepted.headers).length > 0 ? [combined({ headers: { ...asked.headers, ...excepted.headers } })] : []),
    ];
  });
}

function textsIn(field: Field): string[] {
  return field.items().flatMap(({ value }) => text(value) ?? []);
}
