import type { KnownHost, KnownPort } from '../../manifest/istio/host-registry';
import { hostsUnder, resolveHost } from '../../manifest/istio/host-registry';
import { isWildcard } from '../../manifest/istio/hosts';
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
import type { SidecarScope } from './sidecar-scope';
import { hostInScope, isChosen, isInScope } from './sidecar-scope';
import { isVisibleIn } from '../../manifest/istio/export';

/** What a sidecar has for one host on a port. */
export interface VirtualHost {
  readonly host: string;
  /** Undefined: a host that only a VirtualService names. */
  readonly known: KnownHost | undefined;
  /** Of the one source that wins; undefined where none has routes for this proxy, and calls go to the host itself. */
  readonly routes: { readonly source: RouteSource; readonly entries: readonly RouteEntry[] } | undefined;
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
    const found = aliasHost(set, scope, name, port) ?? httpHost(set, scope, name, port);
    if (found) return virtualHostRoutes(set, scope, found, port);
  }
  return declaredOnly(set, scope, host, port) ?? wildcardHost(set, scope, host, port);
}

/** What a sidecar has for a host that it knows, on one of its ports. */
export function virtualHostRoutes(set: ManifestSet, scope: SidecarScope, known: KnownHost, port: number): VirtualHost {
  const { host } = known;
  const candidates = candidatesFor(set, scope, host, port);
  // A route of the Gateway API is for callers of its own namespace, or stands where the Service does.
  const used = candidates.filter(({ semantics, namespace }) => semantics === 'virtual-service' || namespace === known.namespace || namespace === scope.namespace);
  return { host, known, ...winner(scope, used, port) };
}

/** Those of the most specific host that covers this one. */
function candidatesFor(set: ManifestSet, scope: SidecarScope, host: string, port: number): readonly RouteSource[] {
  return routeSources(set).covering(host).map(name => sourcesFor(set, scope, name, port)).find(sources => sources.length > 0) ?? [];
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

/** An ExternalName Service that routes speak of by its own name. */
function aliasHost(set: ManifestSet, scope: SidecarScope, name: string, port: number): KnownHost | undefined {
  const found = hostInScope(set, scope, name, port, isRouted);
  const isAlias = found?.known.host === name && found.known.service?.externalName !== undefined;
  return isAlias && virtualHostRoutes(set, scope, found.known, port).routes ? found.known : undefined;
}

/** A host of this very name with an HTTP port; of an ExternalName Service, its target. */
function httpHost(set: ManifestSet, scope: SidecarScope, name: string, port: number): KnownHost | undefined {
  const external = resolveHost(set, name, scope.namespace)?.service?.externalName?.toLowerCase();
  const real = hostInScope(set, scope, external ?? name, port, isRouted);
  if (real?.known.host !== (external ?? name)) return undefined;
  // A Sidecar has to let in the alias too, from where its target stands.
  return external === undefined || isInScope(scope, name, real.known.namespace, port) ? real.known : undefined;
}

function isRouted({ protocol }: KnownPort): boolean {
  return mayBeHttp(protocol);
}

/** A host that no Service and no ServiceEntry has: VirtualServices for it count on port 80, and where another of their hosts has the port. */
function declaredOnly(set: ManifestSet, scope: SidecarScope, host: string, port: number): VirtualHost | undefined {
  const names = routeSources(set).covering(host);
  for (const name of names) {
    if (isWildcard(name) && hostsUnderHavePort(set, scope, name, port)) continue;
    const sources = sourcesFor(set, scope, name, port).filter(source => source.semantics === 'virtual-service' && (port === 80 || countsOn(set, scope, source, port)));
    const { routes, losers } = winner(scope, sources, port);
    if (routes) return { host: name, known: undefined, routes, losers };
  }
  return undefined;
}

function countsOn(set: ManifestSet, scope: SidecarScope, source: RouteSource, port: number): boolean {
  // Of what falls under a wildcard, a host counts that no other source is for.
  return source.hosts.some(host => (isWildcard(host) ? hostsUnderHavePort(set, scope, host, port, known => candidatesFor(set, scope, known.host, port)[0] === source) : hostInScope(set, scope, host, port, isRouted)?.known.host === host));
}

function hostsUnderHavePort(set: ManifestSet, scope: SidecarScope, wildcard: string, port: number, accept: (known: KnownHost) => boolean = () => true): boolean {
  return hostsUnder(set, wildcard).some(known => known.ports.some(candidate => candidate.port === port && isRouted(candidate))
    && isVisibleIn(known.visibility, scope.namespace) && isInScope(scope, known.host, known.namespace, port) && isChosen(set, scope, known, port) && accept(known));
}

/** A wildcard of a ServiceEntry, or what stands before the name of a headless Service. */
function wildcardHost(set: ManifestSet, scope: SidecarScope, host: string, port: number): VirtualHost | undefined {
  const headless = namesOf(set, scope, host.slice(host.indexOf('.') + 1)).map(name => httpHost(set, scope, name, port)).find(known => known?.service?.headless);
  const known = headless ?? hostInScope(set, scope, host, port, isRouted)?.known;
  // An ExternalName Service has none of its own unless routes speak of it.
  return known && known.service?.externalName === undefined ? virtualHostRoutes(set, scope, known, port) : undefined;
}

function winner(scope: SidecarScope, sources: readonly RouteSource[], port: number): Pick<VirtualHost, 'routes' | 'losers'> {
  const proxy = sidecarProxy(scope, port);
  for (const [index, source] of ordered(sources, scope).entries()) {
    const entries = routeEntries(source.rules, proxy);
    if (entries.length > 0) return { routes: { source, entries }, losers: ordered(sources, scope).slice(index + 1) };
  }
  return { routes: undefined, losers: [] };
}
