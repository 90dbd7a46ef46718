import type { IstioProtocol } from '../../manifest/istio/protocols';
import { isHttp } from '../../manifest/istio/protocols';
import { byAge, isAgeKnown } from '../../manifest/istio/age';
import type { KnownHost } from '../../manifest/istio/host-registry';
import { knownHosts } from '../../manifest/istio/host-registry';
import { text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view, viewOf } from '../../manifest/manifest-set';
import type { Service } from '../../manifest/services';
import { network } from '../../manifest/linkerd/networks';
import type { Chain, Newcomer } from './filter-chains';
import { ANY_ADDRESS, conflict, connectionChains, httpChain } from './filter-chains';
import type { Imports, SidecarScope } from './sidecar-scope';
import { isImported, isSearched, portOf } from './sidecar-scope';

/** What takes connections at an address and a port: everything that has that place, put together. */
export interface Listener {
  /** `auto` where it tells HTTP from others by the first bytes. */
  readonly protocol: IstioProtocol;
  readonly chains: readonly Chain[];
}

/** Where a Service is listened for: it has an address of its own even where manifests do not say it. */
export const placeOfService = viewOf((_set, { object, host }: Service): string => text(object.spec['clusterIP']) || `service:${host.toLowerCase()}`);

const shared = viewOf((_set, _scope: SidecarScope) => new Map<number, Listener | undefined>());

/** The listener at a place: an address, what stands for a Service's that is not said, or the id of a workload for its pods' addresses. */
export function listenerAt(set: ManifestSet, scope: SidecarScope, place: string, port: number): Listener | undefined {
  if (place !== ANY_ADDRESS) return build(set, scope, place, port);
  const known = shared(set, scope);
  if (!known.has(port)) known.set(port, build(set, scope, place, port));
  return known.get(port);
}

function build(set: ManifestSet, scope: SidecarScope, place: string, port: number): Listener | undefined {
  const hosts = hostsAtPort(set).get(port);
  let listener: Listener | undefined;
  for (const imports of scope.listeners) {
    // What a listener for the port has taken, one for all ports leaves alone.
    if (imports.port === undefined && listener) break;
    if (imports.port !== undefined && imports.port !== port) continue;
    if (!imports.captures && imports.bind !== place) continue;
    const there = imports.bind === undefined ? hosts?.at(place, imports.protocol === undefined) : hosts?.all;
    for (const known of inOrder(there ?? [], imports)) {
      const protocol = imports.protocol ?? portOf(known, port)!.protocol;
      for (const { at, networks } of placesOf(set, imports, known, protocol)) {
        if (at === place && isImported(set, scope, imports, known)) listener = withHost(listener, { set, scope, imports, known, port, place, protocol, networks });
      }
    }
  }
  return listener;
}

/** Whoever comes first has its way; HTTP and others share a listener that tells them apart, and of chains for the same connections the first stays. */
function withHost(listener: Listener | undefined, newcomer: Newcomer): Listener {
  const { protocol, place } = newcomer;
  const kind = kindOf(protocol);
  const current = listener && kindOf(listener.protocol);
  if (current === 'auto' && kind !== 'tcp' || current === 'http' && kind === 'http') return listener!;
  // Servers speak first there: nothing may wait for the first bytes of the client.
  if (listener && isServerFirst(protocol, listener.protocol)) return listener;
  const inspected = kind === 'auto' || kind === 'http' && protocol !== 'http_proxy' && place === ANY_ADDRESS;
  const chains = [...(kind === 'http' ? [] : connectionChains(newcomer)), ...(kind === 'tcp' ? [] : [httpChain(newcomer, inspected, kind === 'auto' && place !== ANY_ADDRESS)])];
  if (!listener || kind === 'auto' && current === 'http') return { protocol: inspected ? 'auto' : protocol, chains };
  const merged = [...listener.chains];
  for (const chain of chains) if (!merged.some(one => conflict(one, chain))) merged.push(chain);
  return { protocol: kind === 'tcp' && current !== 'http' ? listener.protocol : 'auto', chains: merged };
}

function kindOf(protocol: IstioProtocol): 'http' | 'tcp' | 'auto' {
  if (isHttp(protocol)) return 'http';
  return protocol === 'auto' || protocol === 'hbone' || protocol === 'doublehbone' ? 'auto' : 'tcp';
}

function isServerFirst(one: IstioProtocol, other: IstioProtocol): boolean {
  return one !== other && [one, other].some(protocol => protocol === 'mongo' || protocol === 'mysql');
}

interface Place {
  readonly at: string;
  readonly networks: readonly string[];
}

/** Where a host has listeners: HTTP at any address, others at their own, behind a headless Service at the pods' (but for a port that a Sidecar names). */
function placesOf(set: ManifestSet, { bind, port: named }: Imports, known: KnownHost, protocol: IstioProtocol): readonly Place[] {
  if (bind !== undefined || isHttp(protocol)) return [{ at: bind ?? ANY_ADDRESS, networks: [] }];
  const addresses = addressesOf(set, known);
  const pods = named === undefined && addresses.length === 0 ? podsOf(known) : undefined;
  if (pods) return pods.map(at => ({ at, networks: [] }));
  return addresses.length === 0 ? [{ at: ANY_ADDRESS, networks: [] }] : addresses.map(address => (address.includes('/') ? { at: ANY_ADDRESS, networks: [address] } : { at: address, networks: [] }));
}

/** Addresses of its own; none for a headless Service, and for a ServiceEntry that names none. */
function addressesOf(set: ManifestSet, { service, entry }: KnownHost): readonly string[] {
  if (service) return service.headless ? [] : [placeOfService(set, service)];
  return entry!.addresses.flatMap(address => {
    const read = network(address);
    return read ? [read.bits === read.bytes.length * 8 ? address.replace(/\/.*/, '') : address] : [];
  });
}

/** Where calls go on to whatever address they were for: the pods and addresses that have listeners each for themselves. */
function podsOf({ service, entry }: KnownHost): readonly string[] | undefined {
  if (service) return service.workloads.map(({ id }) => id);
  const { resolution, workloadSelector, endpoints, workloads, workloadEntries } = entry!;
  if (resolution !== 'NONE' || !workloadSelector && endpoints.length === 0) return undefined;
  return [...workloads.map(({ id }) => id), ...[...workloadEntries.map(({ spec }) => spec), ...endpoints].flatMap(({ address }) => text(address) ?? [])];
}

interface HostsAtPort {
  readonly all: readonly KnownHost[];
  /** Those that can have a listener at a place; without those that say HTTP, and so have none of their own, `asDeclared`. */
  readonly at: (place: string, asDeclared: boolean) => readonly KnownHost[];
}

const hostsAtPort = view((set): ReadonlyMap<number, HostsAtPort> => {
  const index = new Map<number, KnownHost[]>();
  for (const known of [...knownHosts(set)].sort(bySeniority)) {
    if (known.service?.externalName !== undefined) continue;
    for (const port of new Set(known.ports.filter(({ protocol }) => protocol !== 'udp').map(one => one.port))) {
      const hosts = index.get(port);
      if (hosts) hosts.push(known);
      else index.set(port, [known]);
    }
  }
  return new Map([...index].map(([port, all]) => [port, { all, at: placesIndex(set, all, port) }] as const));
});

function placesIndex(set: ManifestSet, all: readonly KnownHost[], port: number): HostsAtPort['at'] {
  const [declared, whatever] = [new Map<string, KnownHost[]>(), new Map<string, KnownHost[]>()];
  for (const known of all) {
    const indexes = isHttp(portOf(known, port)!.protocol) ? [whatever] : [declared, whatever];
    for (const place of [...addressesOf(set, known), ...podsOf(known) ?? []]) {
      for (const index of indexes) {
        const there = index.get(place);
        if (there) there.push(known);
        else index.set(place, [known]);
      }
    }
  }
  return (place, asDeclared) => (place === ANY_ADDRESS ? all : (asDeclared ? declared : whatever).get(place) ?? []);
}

/** What is exported to the namespace by name comes before what everybody sees, where istiod goes through all of it. */
function inOrder(hosts: readonly KnownHost[], imports: Imports): readonly KnownHost[] {
  if (!isSearched(imports) || hosts.every(({ visibility }) => visibility.everywhere)) return hosts;
  return [...hosts.filter(({ visibility }) => !visibility.everywhere), ...hosts.filter(({ visibility }) => visibility.everywhere)];
}

/** As istiod orders them: by age, then by name, which is a ServiceEntry's host, then by namespace. */
function bySeniority(one: KnownHost, other: KnownHost): number {
  if (isAgeKnown(one.object, other.object)) return byAge(one.object, other.object);
  return compare(nameOf(one), nameOf(other)) || compare(one.namespace, other.namespace);
}

function nameOf({ service, host }: KnownHost): string {
  return service ? service.name : host;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
