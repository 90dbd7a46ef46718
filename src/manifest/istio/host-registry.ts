import type { PathStep } from '../field-path';
import type { ManifestObject } from '../manifest-object';
import type { ManifestSet } from '../manifest-set';
import { view } from '../manifest-set';
import type { Service } from '../services';
import { services } from '../services';
import type { Workload } from '../workloads';
import { byAge, isAgeKnown } from './age';
import type { Visibility } from './export';
import { isVisibleIn, serviceVisibility } from './export';
import { HostIndex, hostsMeet, isWildcard } from './hosts';
import type { IstioProtocol } from './protocols';
import { servicePortProtocol } from './protocols';
import type { ServiceEntry } from './service-entries';
import { serviceEntries } from './service-entries';

/** What istiod knows a host by: a Kubernetes Service, or a host of a ServiceEntry. */
export interface KnownHost {
  /** "cart.shop.svc.cluster.local", "api.example.com", "*.example.com". */
  readonly host: string;
  /** With the capitals that it may have; istiod names clusters so. */
  readonly written: string;
  readonly namespace: string;
  readonly object: ManifestObject;
  readonly service: Service | undefined;
  readonly entry: ServiceEntry | undefined;
  readonly ports: readonly KnownPort[];
  readonly workloads: readonly Workload[];
  readonly visibility: Visibility;
}

export interface KnownPort {
  readonly port: number;
  readonly name: string | undefined;
  readonly protocol: IstioProtocol;
  readonly path: readonly PathStep[];
}

/** Every known host, Services first, then those of ServiceEntries, the oldest first; of the same age hosts decide, then namespaces. */
export const knownHosts = view((set): readonly KnownHost[] => [
  ...[...services(set)].sort((a, b) => byAge(a.object, b.object)).map(service => hostOfService(set, service)),
  ...serviceEntries(set).flatMap(hostsOfEntry).sort((a, b) => (isAgeKnown(a.object, b.object) ? byAge(a.object, b.object) : compare(a.host, b.host) || compare(a.namespace, b.namespace))),
]);

const index = view(set => {
  const byHost = new HostIndex<KnownHost>();
  for (const known of knownHosts(set)) byHost.add(known.host, known);
  return byHost;
});

/** All that have exactly this host (lower case), whoever sees them. */
export function hostsNamed(set: ManifestSet, host: string): readonly KnownHost[] {
  return index(set).exactly(host);
}

/**
 * What a full host means to a proxy of a namespace: one of its own namespace before others, a Service before a ServiceEntry, what is exported to the
 * namespace by name before what all see, the older before the newer; where none has exactly the host, the ServiceEntry with the most specific wildcard over it. Undefined: unknown to Istio.
 * `accept` leaves out others before any of that.
 */
export function resolveHost(set: ManifestSet, host: string, clientNamespace: string, accept: (known: KnownHost) => boolean = () => true): KnownHost | undefined {
  const seen = index(set).mostSpecific(host, known => isVisibleIn(known.visibility, clientNamespace) && accept(known));
  return seen.find(({ namespace }) => namespace === clientNamespace) ?? seen.find(({ service }) => service) ?? seen.find(({ visibility }) => !visibility.everywhere) ?? seen[0];
}

/** Whether anybody declares the host, or a wildcard over it. */
export function isKnownHost(set: ManifestSet, host: string): boolean {
  return index(set).covering(host).length > 0;
}

/** The Service that a full host names by its form, whether there is one or not. */
export function serviceNamed(set: ManifestSet, host: string): { readonly name: string; readonly namespace: string } | undefined {
  const suffix = `.svc.${set.settings.clusterDomain}`;
  const [name, namespace, ...more] = host.endsWith(suffix) ? host.slice(0, -suffix.length).split('.') : [];
  return name && namespace && more.length === 0 && !isWildcard(host) ? { name, namespace } : undefined;
}

/** What manifests hold one of, they may well hold all of: Services of that namespace, or ServiceEntries. */
export function wouldBeKnown(set: ManifestSet, host: string): boolean {
  const service = serviceNamed(set, host);
  return service ? serviceNamespaces(set).has(service.namespace) : serviceEntries(set).length > 0;
}

const serviceNamespaces = view(set => new Set(services(set).map(({ namespace }) => namespace)));

/** Of a host like "cart.shop", which Istio takes as it stands, the Service that whoever wrote it meant. */
export function meantService(set: ManifestSet, written: string): KnownHost | undefined {
  const [name, namespace, svc, ...more] = written.toLowerCase().split('.');
  if (!name || !namespace || more.length > 0 || (svc !== undefined && svc !== 'svc')) return undefined;
  return hostsNamed(set, `${name}.${namespace}.svc.${set.settings.clusterDomain}`).find(({ service }) => service !== undefined);
}

/** Known hosts that a wildcard covers; the host itself where it is none. */
export function hostsUnder(set: ManifestSet, host: string): readonly KnownHost[] {
  if (!isWildcard(host)) return hostsNamed(set, host);
  const suffix = host.slice(1);
  return knownHosts(set).filter(known => known.host.endsWith(suffix));
}

/** Known hosts that a wildcard covers, or that are wildcards over it. */
export function hostsMeeting(set: ManifestSet, wildcard: string): readonly KnownHost[] {
  return knownHosts(set).filter(known => hostsMeet(known.host, wildcard));
}

function hostOfService(set: ManifestSet, service: Service): KnownHost {
  const { host, namespace, object, workloads } = service;
  return {
    host: host.toLowerCase(), written: host.toLowerCase(), namespace, object, service, entry: undefined, workloads, visibility: serviceVisibility(set, object),
    ports: service.ports.map(port => ({ port: port.port, name: port.name, protocol: servicePortProtocol(port), path: port.path })),
  };
}

function hostsOfEntry(entry: ServiceEntry): KnownHost[] {
  const { namespace, object, workloads } = entry;
  const ports = entry.ports.map(({ number, name, protocol, path }) => ({ port: number, name, protocol, path }));
  return entry.hosts.map(({ host, written }) => ({ host, written, namespace, object, service: undefined, entry, ports, workloads, visibility: entry.visibility }));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
