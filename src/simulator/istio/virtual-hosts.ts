import type { KnownHost, KnownPort } from '../../manifest/istio/host-registry';
import { hostsMeeting, hostsNamed, hostsUnder } from '../../manifest/istio/host-registry';
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
import type { SidecarScope } from './sidecar-scope';
import { hostInScope, importsAt, isChosen, isInScope } from './sidecar-scope';
import { isVisibleIn } from '../../manifest/istio/export';

/** What a sidecar has for one host on a port. */
export interface VirtualHost {
  readonly host: string;
  /** Undefined: a host that only a VirtualService names. */
  readonly known: KnownHost | undefined;
  /** Of the one source that wins; undefined where none has routes for this proxy, and calls go to the host itself. */
  readonly routes: { readonly source: RouteSource; readonly entries: readonly RouteEntry[] } | undefined;
  /** The source that has the host by a wildcard, with routes for this proxy or without. */
  readonly holder?: RouteSource | undefined;
  /** Others that lost to it. */
  readonly losers: readonly RouteSource[];
}

const AT_SIDECARS = new Set([MESH]);

/** The proxy beside a caller, as routes on a port see it. */
export function sidecarProxy({ namespace, labels }: SidecarScope, port: number): RouteProxy {
  return { kind: 'sidecar', namespace, labels, gateways: AT_SIDECARS, port };
}

const byHeader = viewOf((_set, _scope: SidecarScope) => new Map<string, VirtualHost>());

/** The virtual host that a Host header chooses on a port that is HTTP; undefined where none does. */
export function virtualHostOf(set: ManifestSet, scope: SidecarScope, hostHeader: string, port: number): VirtualHost | undefined {
  const known = byHeader(set, scope);
  const key = `${hostHeader} ${port}`;
  const found = known.get(key) ?? findVirtualHost(set, scope, hostHeader, port);
  if (found) known.set(key, found);
  return found;
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
  const { sources, isForAll } = candidatesFor(set, scope, host, port);
  // A route of the Gateway API is for callers of its own namespace, or stands where the Service does.
  const used = ({ semantics, namespace }: RouteSource) => semantics === 'virtual-service' || namespace === known.namespace || namespace === scope.namespace;
  if (isForAll) return { host, known, ...winner(scope, sources.slice(0, 1).filter(used), port), holder: sources[0], losers: sources.slice(1) };
  return { host, known, ...winner(scope, sources.filter(used), port) };
}

/** Those of the most specific host that covers this one. Of those for a wildcard the first is for all under it, whether or not it has routes for this proxy. */
function candidatesFor(set: ManifestSet, scope: SidecarScope, host: string, port: number): { readonly sources: readonly RouteSource[]; readonly isForAll: boolean } {
  for (const name of routeSources(set).covering(host)) {
    const sources = sourcesFor(set, scope, name, port);
    if (sources.length > 0) return { sources, isForAll: isWildcard(name) };
  }
  return { sources: [], isForAll: false };
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
  // A Sidecar has to let in the alias too, by what lets in its target.
  return target === name || importsAlias(importsAt(scope, port)!, scope.namespace, name, target, real.known.namespace) ? real.known : undefined;
}

/** What a host leads to through however many ExternalName Services, whoever sees those. */
function targetOf(set: ManifestSet, name: string): string {
  const seen = new Set<string>();
  let target = name;
  for (let next: string | undefined = name; next !== undefined && !seen.has(next); next = hostsNamed(set, target).find(({ service }) => service)?.service?.externalName?.toLowerCase()) {
    target = next;
    seen.add(next);
  }
  return target;
}

function isRouted({ protocol }: KnownPort): boolean {
  return mayBeHttp(protocol);
}

/** A host that nothing known has, and no wildcard that meets one: VirtualServices for it count on port 80, and where another of their hosts has the port. */
function declaredOnly(set: ManifestSet, scope: SidecarScope, host: string, port: number): VirtualHost | undefined {
  const names = routeSources(set).covering(host);
  for (const name of names) {
    if (hasPort(set, scope, isWildcard(name) ? hostsMeeting(set, name) : hostsNamed(set, name), port)) continue;
    const sources = sourcesFor(set, scope, name, port).filter(source => source.semantics === 'virtual-service' && (port === 80 || countsOn(set, scope, source, port)));
    const { routes, losers } = winner(scope, sources, port);
    if (routes) return { host: name, known: undefined, routes, losers };
  }
  return undefined;
}

function countsOn(set: ManifestSet, scope: SidecarScope, source: RouteSource, port: number): boolean {
  // Of what falls under a wildcard, a host counts that no other source is for.
  const isOwn = (known: KnownHost) => candidatesFor(set, scope, known.host, port).sources[0] === source;
  return source.hosts.some(host => (isWildcard(host) ? hasPort(set, scope, hostsUnder(set, host), port, (own, known) => isRouted(own) && isOwn(known)) : hostInScope(set, scope, host, port, isRouted)?.known.host === host));
}

/** Whether the sidecar knows one of the hosts with the port. */
function hasPort(set: ManifestSet, scope: SidecarScope, hosts: readonly KnownHost[], port: number, accept: (port: KnownPort, known: KnownHost) => boolean = () => true): boolean {
  return hosts.some(known => known.ports.some(candidate => candidate.port === port && accept(candidate, known))
    && isVisibleIn(known.visibility, scope.namespace) && isInScope(scope, known.host, known.namespace, port) && isChosen(set, scope, known, port));
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
