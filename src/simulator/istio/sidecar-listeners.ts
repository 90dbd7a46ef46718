import { byAge, isAgeKnown } from '../../manifest/istio/age';
import { isVisibleIn } from '../../manifest/istio/export';
import type { KnownHost } from '../../manifest/istio/host-registry';
import { knownHosts } from '../../manifest/istio/host-registry';
import type { IstioProtocol } from '../../manifest/istio/protocols';
import { isHttp } from '../../manifest/istio/protocols';
import { importsHost } from '../../manifest/istio/sidecars';
import { record, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view, viewOf } from '../../manifest/manifest-set';
import type { Service } from '../../manifest/services';
import { network } from '../../manifest/linkerd/networks';
import type { Chain, Part } from './listener-chains';
import { connectionChains, httpChain, merged } from './listener-chains';
import { sourcesCovering } from './route-sources';
import type { Imports, SidecarScope } from './sidecar-scope';
import { importsOf, isChosenBy, isSearched, portOf } from './sidecar-scope';
import { sidecarProxy } from './virtual-hosts';

/** What takes connections at one address, or at any, and a port. */
export interface Listener {
  /** `auto` once hosts of HTTP and of TCP share it. */
  readonly protocol: IstioProtocol;
  readonly chains: readonly Chain[];
  /** Whether connections to any address come here which have no listener of their own. */
  readonly shared: boolean;
  /** An egress listener of the Sidecar for just this port made it: those for other ports add nothing. */
  readonly locked: boolean;
}

const ANY = '0.0.0.0';

/** The listener that takes a connection to a place at a port, the one for any address where the place has none of its own. */
export function listenerAt(set: ManifestSet, scope: SidecarScope, place: string | undefined, port: number): Listener | undefined {
  const all = listenersOf(set, scope, port);
  return (place === undefined ? undefined : all.get(place)) ?? all.get(ANY);
}

/** Where a Service is listened for: its address; one that nobody knows is at least its own. Pods of a headless one have listeners each, which are alike. */
export function placeOfService({ object, host }: Service): string {
  const address = text(object.spec['clusterIP']);
  return address === undefined || address === '' || address === 'None' ? host.toLowerCase() : address;
}

const byPort = viewOf((_set, _scope: SidecarScope) => new Map<number, ReadonlyMap<string, Listener>>());

function listenersOf(set: ManifestSet, scope: SidecarScope, port: number): ReadonlyMap<string, Listener> {
  const known = byPort(set, scope);
  let listeners = known.get(port);
  if (!listeners) known.set(port, listeners = buildListeners(set, scope, port));
  return listeners;
}

function buildListeners(set: ManifestSet, scope: SidecarScope, port: number): ReadonlyMap<string, Listener> {
  const listeners = new Map<string, Listener>();
  for (const egress of importsOf(scope)) {
    if (!egress.captures || egress.port !== undefined && egress.port !== port) continue;
    if (egress.port === undefined) for (const [place, listener] of listeners) listeners.set(place, { ...listener, locked: true });
    for (const known of hostsOf(set, scope, egress, port)) {
      for (const protocol of protocolsOf(known, egress, port)) {
        const sources = isHttp(protocol) ? [] : sourcesCovering(set, scope, known.host, egress);
        for (const [place, ranges] of placesOf(known, protocol, egress)) add(listeners, place, { known, protocol, ranges, shared: place === ANY }, part => connectionChains(part, sources, sidecarProxy(scope, port)));
      }
    }
  }
  return listeners;
}

/** A Service may name one number twice. */
function protocolsOf({ ports }: KnownHost, { protocol }: Imports, port: number): readonly IstioProtocol[] {
  return protocol ? [protocol] : ports.filter(one => one.port === port && one.protocol !== 'udp').map(one => one.protocol);
}

/** Adds a host's part to the listener of its place, as far as what is there lets it in. */
function add(listeners: Map<string, Listener>, place: string, part: Part, chainsOf: (part: Part) => readonly Chain[]): void {
  const { protocol } = part;
  const there = listeners.get(place);
  const now = isHttp(protocol) ? 'http' : protocol;
  if (there && (there.locked || there.protocol === 'auto' && (now === 'http' || now === 'auto') || there.protocol === 'http_proxy' || speaksFirst(there.protocol, protocol))) return;
  const chains = [
    ...now === 'http' ? [] : chainsOf(part),
    ...now === 'http' || now === 'auto' ? [httpChain(part)] : [],
  ];
  const mixed = now === 'http' || now === 'auto' ? 'auto' : there?.protocol ?? protocol;
  listeners.set(place, { protocol: protocol === 'http_proxy' ? protocol : mixed, chains: there ? merged(there.chains, chains) : chains, shared: place === ANY, locked: false });
}

/** Where servers speak first, nothing of another kind shares the port. */
function speaksFirst(one: IstioProtocol, other: IstioProtocol): boolean {
  return one !== other && [one, other].some(protocol => protocol === 'mongo' || protocol === 'mysql');
}

/** Where a host is listened for, each with the ranges of addresses that its part is for. */
function placesOf({ service, entry, host }: KnownHost, protocol: IstioProtocol, egress: Imports): readonly (readonly [place: string, ranges: readonly string[]])[] {
  if (isHttp(protocol)) return [[ANY, []]];
  if (service) return [[service.headless && egress.port !== undefined ? ANY : placeOfService(service), []]];
  if (entry!.addresses.length > 0) return entry!.addresses.flatMap(written => placeOfAddress(written));
  // Where calls go on to the address that they were for, what is known of addresses says where to listen.
  if (egress.port !== undefined || entry!.resolution !== 'NONE' || entry!.endpoints.length === 0 && entry!.workloadSelector === undefined) return [[ANY, []]];
  const endpoints = [...entry!.endpoints.map(({ address }) => address), ...entry!.workloadEntries.map(({ spec }) => record(spec)['address'])].flatMap(address => text(address) ?? []);
  return [...endpoints, ...entry!.workloads.length > 0 ? [host] : []].map(place => [place, []]);
}

function placeOfAddress(written: string): [string, string[]][] {
  const range = network(written);
  if (!range) return [];
  return range.bits === range.bytes.length * 8 ? [[written.split('/')[0]!, []]] : [[ANY, [written]]];
}

/** Hosts that an egress listener brings in for a port, in the order in which istiod takes them. */
function hostsOf(set: ManifestSet, { namespace }: SidecarScope, egress: Imports, port: number): readonly KnownHost[] {
  const all = (egress.protocol === 'http_proxy' ? inOrder(set) : inOrderByPort(set).get(port) ?? [])
    .filter(known => isVisibleIn(known.visibility, namespace) && importsHost(egress, namespace, known.host, known.namespace) && isChosenBy(set, egress, namespace, known));
  if (!isSearched(egress)) return all;
  return [...all.filter(({ visibility }) => !visibility.everywhere), ...all.filter(({ visibility }) => visibility.everywhere)];
}

/** The oldest first; of the same age by the names that istiod gives them. ExternalName Services have no listeners. */
const inOrder = view((set): readonly KnownHost[] => knownHosts(set).filter(({ service }) => service?.externalName === undefined).sort((a, b) =>
  (isAgeKnown(a.object, b.object) ? byAge(a.object, b.object) : compare(nameOf(a), nameOf(b)) || compare(a.namespace, b.namespace))));

const inOrderByPort = view(set => {
  const index = new Map<number, KnownHost[]>();
  for (const known of inOrder(set)) {
    for (const number of new Set(known.ports.map(({ port }) => port))) if (portOf(known, number)) index.set(number, [...index.get(number) ?? [], known]);
  }
  return index;
});

function nameOf({ service, host }: KnownHost): string {
  return service?.name ?? host;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
