import { byAge, isAgeKnown } from '../../manifest/istio/age';
import type { Visibility } from '../../manifest/istio/export';
import { isVisibleIn, visibility } from '../../manifest/istio/export';
import { HostIndex, hostsMeet, isWildcard } from '../../manifest/istio/hosts';
import { serviceEntries } from '../../manifest/istio/service-entries';
import type { Sidecar } from '../../manifest/istio/sidecars';
import { importsHost, importsRoutes } from '../../manifest/istio/sidecars';
import { MESH, virtualServicesAt } from '../../manifest/istio/virtual-services';
import { isServiceRef } from '../../manifest/gateway-api/attachments';
import type { ParentRef } from '../../manifest/gateway-api/references';
import { GATEWAY_GROUP } from '../../manifest/gateway-api/references';
import type { Route } from '../../manifest/gateway-api/routes';
import { routes } from '../../manifest/gateway-api/routes';
import type { ManifestObject } from '../../manifest/manifest-object';
import { list, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import { findService } from '../../manifest/services';
import { bySpecificity, translatedRoute } from './http-route-translation';
import type { Fields, HttpRule } from './http-rule';
import { translatedTcpRoute, translatedTlsRoute } from './layer4-route-translation';
import { virtualServiceRules } from './http-rule';
import { importsAt } from './sidecar-scope';
import type { Imports, SidecarScope } from './sidecar-scope';

/** A VirtualService for calls within the mesh, or what Istio makes one of: the Gateway API's routes of one namespace for one Service. */
export interface RouteSource {
  readonly semantics: HttpRule['semantics'];
  readonly namespace: string;
  readonly hosts: readonly string[];
  readonly visibility: Visibility;
  /** The oldest of the objects that it is made of. */
  readonly object: ManifestObject;
  /** By which ties of age break. */
  readonly name: string;
  readonly rules: readonly HttpRule[];
  /** Of a VirtualService: where its `tls` and `tcp` stand. */
  readonly spec: Fields;
}

export const routeSources = view((set): HostIndex<RouteSource> => {
  const index = new HostIndex<RouteSource>();
  for (const source of [...fromVirtualServices(set), ...fromRoutes(set), ...fromLayer4Routes(set)]) for (const host of new Set(source.hosts)) index.add(host, source);
  return index;
});

/**
 * Those that a sidecar uses for exactly this host, in the order in which they win: what is private to its namespace, what is exported to it by
 * name, routes of the Gateway API that stand in it, then the rest; each the oldest first.
 */
export function sourcesFor(set: ManifestSet, scope: SidecarScope, host: string, port: number): readonly RouteSource[] {
  const imports = importsAt(scope, port);
  return imports ? ordered(routeSources(set).exactly(host).filter(source => isSeen(scope, imports, source)), scope) : [];
}

/** Those that a listener imports for any host that covers this one, or falls under it, in the same order. */
export function sourcesCovering(set: ManifestSet, scope: SidecarScope, imports: Imports, host: string): readonly RouteSource[] {
  const index = routeSources(set);
  const names = isWildcard(host) ? [...index.hosts()].filter(name => hostsMeet(name, host)) : index.covering(host);
  const all = names.flatMap(name => index.exactly(name));
  return ordered([...new Set(all)].filter(source => isSeen(scope, imports, source)), scope);
}

export function ordered(sources: readonly RouteSource[], { namespace }: Pick<SidecarScope, 'namespace'>): readonly RouteSource[] {
  const rank = (source: RouteSource) => {
    if (!source.visibility.everywhere) return source.namespace === namespace ? 0 : 1;
    return source.semantics === 'gateway-api' && source.namespace === namespace ? 2 : 3;
  };
  return [...sources].sort((a, b) => rank(a) - rank(b) || compareAge(a, b));
}

/** Whether a listener brings in a source: a VirtualService for a wildcard with any name under it, routes of the Gateway API as it does their parent. */
export function importsSource(listener: Pick<Sidecar, 'egressHosts'>, clientNamespace: string, { semantics, namespace, hosts }: RouteSource): boolean {
  const imports = semantics === 'virtual-service' ? importsRoutes : importsHost;
  return hosts.some(host => imports(listener, clientNamespace, host, namespace));
}

function isSeen({ namespace }: SidecarScope, imports: Imports, source: RouteSource): boolean {
  return isVisibleIn(source.visibility, namespace) && importsSource(imports, namespace, source);
}

/** The oldest first; of the same age, by the names that Istio gives them. */
export function compareAge(a: RouteSource, b: RouteSource): number {
  if (isAgeKnown(a.object, b.object)) return byAge(a.object, b.object);
  return compare(a.name, b.name) || compare(a.namespace, b.namespace);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function fromVirtualServices(set: ManifestSet): RouteSource[] {
  return virtualServicesAt(set, MESH).map(one => {
    let rules: readonly HttpRule[] | undefined;
    return {
      semantics: 'virtual-service', namespace: one.namespace, hosts: one.hosts.map(({ host }) => host), visibility: one.visibility, object: one.object, name: one.object.name,
      spec: one.object.spec as Fields,
      get rules() {
        return rules ??= virtualServiceRules(set, one);
      },
    };
  });
}

/** Routes of one namespace whose parents are the same Service and port of it are one to Istio. */
function fromRoutes(set: ManifestSet): RouteSource[] {
  const groups = new Map<string, { readonly host: string; readonly namespace: string; readonly members: { readonly route: Route; readonly ref: ParentRef; readonly rules: readonly HttpRule[] }[] }>();
  for (const route of routes(set)) {
    if (route.object.group !== GATEWAY_GROUP || route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') continue;
    // One that holds what Istio does not take is not there at all.
    const rules = translatedRoute(set, route, 'mesh') ?? [];
    if (rules.length === 0) continue;
    for (const ref of route.parents) for (const host of parentHosts(set, ref)) {
      const key = `${route.namespace}${ref.port === undefined ? '' : `/${ref.port}`}/${host}`;
      const group = groups.get(key) ?? { host, namespace: route.namespace, members: [] };
      group.members.push({ route, ref, rules });
      groups.set(key, group);
    }
  }
  return [...groups].map(([key, { host, namespace, members }]): RouteSource => {
    const byCreation = [...members].sort((a, b) => (isAgeKnown(a.route.object, b.route.object) ? byAge(a.route.object, b.route.object) : compare(a.route.name, b.route.name)));
    const { object } = byCreation[0]!.route;
    return {
      semantics: 'gateway-api', namespace, hosts: [host], visibility: visibility(set, object, 'defaultVirtualServiceExportTo'), object, name: key.replaceAll('/', '~'),
      rules: bySpecificity(byCreation.flatMap(({ ref, rules }) => bySpecificity(rules.map(rule => forPort(rule, ref.port))))),
      spec: {},
    };
  });
}

/** A TCPRoute or TLSRoute is one for each host of its parents. */
function fromLayer4Routes(set: ManifestSet): RouteSource[] {
  return routes(set).filter(({ kind }) => kind === 'TCPRoute' || kind === 'TLSRoute').flatMap(route => route.parents.flatMap((ref, index): RouteSource[] => {
    const hosts = parentHosts(set, ref);
    const kind = route.kind === 'TCPRoute' ? 'tcp' : 'tls';
    const rules = kind === 'tcp' ? translatedTcpRoute(set, route, ref, 'mesh') : translatedTlsRoute(set, route, ref, hosts, 'mesh');
    if (!rules) return [];
    return hosts.map((host): RouteSource => ({
      semantics: 'gateway-api', namespace: route.namespace, hosts: [host], visibility: visibility(set, route.object, 'defaultVirtualServiceExportTo'), object: route.object,
      name: `${route.name}~${kind}~${index}`, rules: [], spec: { [kind]: kind === 'tcp' ? rules : rules.map(rule => forHost(rule, host)) },
    }));
  }));
}

/** Of several server names only those that meet the host are left, and where none is, every connection is taken. */
function forHost(rule: Fields, host: string): Fields {
  return { ...rule, match: records(rule['match']).map(([match]) => {
    const names = list(match['sniHosts']);
    return names.length > 1 ? { ...match, sniHosts: names.filter(name => hostsMeet(host, text(name) ?? '')) } : match;
  }) };
}

function parentHosts(set: ManifestSet, ref: ParentRef): readonly string[] {
  if (isServiceRef(ref)) {
    const service = findService(set, ref.namespace, ref.name);
    return service ? [service.host.toLowerCase()] : [];
  }
  if (ref.group !== 'networking.istio.io' || ref.kind !== 'ServiceEntry') return [];
  const entry = serviceEntries(set).find(({ object }) => object.namespace === ref.namespace && object.name === ref.name);
  return entry?.hosts.map(({ host }) => host) ?? [];
}

function forPort(rule: HttpRule, port: number | undefined): HttpRule {
  if (port === undefined) return rule;
  const [match] = (rule.fields['match'] ?? [{}]) as Fields[];
  return { ...rule, fields: { ...rule.fields, match: [{ ...match, port }] } };
}
