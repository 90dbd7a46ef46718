import type { KnownHost, KnownPort } from '../../manifest/istio/host-registry';
import { hostsMeeting, hostsNamed } from '../../manifest/istio/host-registry';
import { isWildcard } from '../../manifest/istio/hosts';
import { importsAlias } from '../../manifest/istio/sidecars';
import { MESH } from '../../manifest/istio/virtual-services';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view, viewOf } from '../../manifest/manifest-set';
import { text } from '../../manifest/manifest-object';
import { mayBeHttp } from '../../manifest/istio/protocols';
import { services } from '../../manifest/services';
import type { RouteProxy } from './http-rule';
import type { RouteEntry } from './route-entries';
import { routeEntries } from './route-entries';
import type { RouteSource } from './route-sources';
import { ordered, routeSources, sourcesFor } from './route-sources';
import { targetOf } from './sidecar-aliases';
import type { SidecarScope } from './sidecar-scope';
import { hostInScope, importsAt, isImported, portOf } from './sidecar-scope';

/** What a sidecar has for one host on a port. */
export interface VirtualHost {
  readonly host: string;
  /** Undefined: a host that only a VirtualService names. */
  readonly known: KnownHost | undefined;
  /** Of the one source that wins; undefined where none has routes for this proxy, and calls go to the host itself. */
  readonly routes: { readonly source: RouteSource; readonly entries: readonly RouteEntry[] } | undefined;
  /** The source that has the host, with routes for this proxy or without. */
  readonly holder: RouteSource | undefined;
  /** Others that lost to it. */
  readonly losers: readonly RouteSource[];
}

const AT_SIDECARS = new Set([MESH]);

/** The proxy beside a caller, as routes on a port see it. */
export function sidecarProxy({ namespace, labels }: SidecarScope, port: number): RouteProxy {
  return { kind: 'sidecar', namespace, labels, gateways: AT_SIDECARS, port };
}

/** By port and Host header. */
const byHeader = viewOf((_set, _scope: SidecarScope) => new Map<number, Map<string, { readonly host: VirtualHost | undefined }>>());

/** The virtual host that a Host header chooses on a port that is HTTP; undefined where none does. */
export function virtualHostOf(set: ManifestSet, scope: SidecarScope, hostHeader: string, port: number): VirtualHost | undefined {
  const ports = byHeader(set, scope);
  let known = ports.get(port);
  if (!known) ports.set(port, known = new Map());
  let found = known.get(hostHeader);
  if (!found) known.set(hostHeader, found = { host: findVirtualHost(set, scope, hostHeader, port) });
  return found.host;
}

function findVirtualHost(set: ManifestSet, scope: SidecarScope, hostHeader: string, port: number): VirtualHost | undefined {
  const host = hostHeader.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  for (const name of namesOf(set, scope, host)) {
    const alias = aliasHost(set, scope, name, port);
    const known = httpHost(set, scope, name, port);
    const real = known && virtualHostRoutes(set, scope, known, port);
    if (alias && real) return earlier(scope, alias, real);
    if (alias ?? real) return alias ?? real;
  }
  return declaredOnly(set, scope, host, port) ?? wildcardHost(set, scope, host, port);
}

/** What a sidecar has for a host that it knows, on one of its ports. */
export function virtualHostRoutes(set: ManifestSet, scope: SidecarScope, known: KnownHost, port: number): VirtualHost {
  const { host } = known;
  const { name, sources } = candidatesFor(set, scope, host, port);
  // By a wildcard a host belongs to the first source alone, whether that has routes for this proxy or not, and never to one of the Gateway API.
  if (name !== undefined && isWildcard(name)) {
    const [first, ...losers] = sources;
    return { host, known, ...winner(scope, first?.semantics === 'virtual-service' ? [first] : [], port), holder: first, losers };
  }
  // A route of the Gateway API is for callers of its own namespace, or stands where the Service does.
  const used = sources.filter(({ semantics, namespace }) => semantics === 'virtual-service' || namespace === known.namespace || namespace === scope.namespace);
  return { host, known, ...winner(scope, used, port) };
}

/** Those of the most specific host that covers this one. */
function candidatesFor(set: ManifestSet, scope: SidecarScope, host: string, port: number): { readonly name: string | undefined; readonly sources: readonly RouteSource[] } {
  for (const name of routeSources(set).covering(host)) {
    const sources = sourcesFor(set, scope, name, port);
    if (sources.length > 0) return { name, sources };
  }
  return { name: undefined, sources: [] };
}

const byClusterIp = view(set => new Map(services(set).flatMap(service => {
  const address = text(service.object.spec['clusterIP']);
  return address && address !== 'None' ? [[address, service] as const] : [];
})));

/** Names that a Host header can be short for, the most literal first. */
function namesOf(set: ManifestSet, { namespace }: SidecarScope, host: string): string[] {
  const { clusterDomain } = set.settings;
  const labels = host.split('.');
  const service = byClusterIp(set).get(host);
  return [
    host,
    ...(labels.length === 1 ? [`${host}.${namespace}.svc.${clusterDomain}`] : []),
    ...(labels.length === 2 ? [`${host}.svc.${clusterDomain}`] : []),
    ...(labels.length === 3 && labels[2] === 'svc' ? [`${host}.${clusterDomain}`] : []),
    ...(service ? [service.host.toLowerCase()] : []),
  ];
}

/** What routes say of an ExternalName Service by its own name. */
function aliasHost(set: ManifestSet, scope: SidecarScope, name: string, port: number): VirtualHost | undefined {
  const found = hostInScope(set, scope, name, port, isRouted);
  if (found?.known.host !== name || found.known.service?.externalName === undefined) return undefined;
  const own = virtualHostRoutes(set, scope, found.known, port);
  return own.routes ? own : undefined;
}

/** Both have the name of an ExternalName Service: the one whose routes come first keeps it, and what no route is for comes last. */
function earlier(scope: SidecarScope, alias: VirtualHost, real: VirtualHost): VirtualHost {
  return !real.routes || ordered([alias.routes!.source, real.routes.source], scope)[0] === alias.routes!.source ? alias : real;
}

/** A host of this very name with an HTTP port; of an ExternalName Service, its target. */
function httpHost(set: ManifestSet, scope: SidecarScope, name: string, port: number): KnownHost | undefined {
  const target = targetOf(set, name);
  const real = hostInScope(set, scope, target, port, isRouted);
  if (real?.known.host !== target) return undefined;
  return target === name || importsAlias(importsAt(scope, port)!, scope.namespace, name, target, real.known.namespace) ? real.known : undefined;
}

function isRouted({ protocol }: KnownPort): boolean {
  return mayBeHttp(protocol);
}

/** A host that no Service and no ServiceEntry has: VirtualServices for it count on port 80, and where another of their hosts has the port. */
function declaredOnly(set: ManifestSet, scope: SidecarScope, host: string, port: number): VirtualHost | undefined {
  for (const name of routeSources(set).covering(host)) {
    if (known(set, scope, name, port).length > 0) continue;
    const sources = sourcesFor(set, scope, name, port).filter(source => source.semantics === 'virtual-service' && (port === 80 || countsOn(set, scope, source, port)));
    const found = winner(scope, sources, port);
    if (found.routes) return { host: name, known: undefined, ...found };
  }
  return undefined;
}

/** What the sidecar knows under a host, or under a wildcard and over it, on a port of whatever protocol. */
function known(set: ManifestSet, scope: SidecarScope, name: string, port: number): readonly KnownHost[] {
  const imports = importsAt(scope, port);
  return imports ? (isWildcard(name) ? hostsMeeting(set, name) : hostsNamed(set, name)).filter(one => portOf(one, port) && isImported(set, scope, imports, one)) : [];
}

/** Of what meets a wildcard, a host counts that no other source is for. */
function countsOn(set: ManifestSet, scope: SidecarScope, source: RouteSource, port: number): boolean {
  return source.hosts.some(name => known(set, scope, name, port).some(one => isRouted(portOf(one, port)!) && (!isWildcard(name) || candidatesFor(set, scope, one.host, port).sources[0] === source)));
}

/** A wildcard of a ServiceEntry, or what stands before the name of a headless Service. */
function wildcardHost(set: ManifestSet, scope: SidecarScope, host: string, port: number): VirtualHost | undefined {
  const headless = namesOf(set, scope, host.slice(host.indexOf('.') + 1)).map(name => httpHost(set, scope, name, port)).find(known => known?.service?.headless);
  const known = headless ?? hostInScope(set, scope, host, port, isRouted)?.known;
  // An ExternalName Service has none of its own unless routes speak of it.
  return known && known.service?.externalName === undefined ? virtualHostRoutes(set, scope, known, port) : undefined;
}

function winner(scope: SidecarScope, sources: readonly RouteSource[], port: number): Pick<VirtualHost, 'routes' | 'holder' | 'losers'> {
  const proxy = sidecarProxy(scope, port);
  for (const [index, source] of ordered(sources, scope).entries()) {
    const entries = routeEntries(source.rules, proxy);
    if (entries.length > 0) return { routes: { source, entries }, holder: source, losers: ordered(sources, scope).slice(index + 1) };
  }
  return { routes: undefined, holder: undefined, losers: [] };
}
