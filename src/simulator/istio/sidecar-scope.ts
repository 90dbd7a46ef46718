import type { KnownHost, KnownPort } from '../../manifest/istio/host-registry';
import { hostsNamed, resolveHost } from '../../manifest/istio/host-registry';
import { isVisibleIn } from '../../manifest/istio/export';
import { isWildcard } from '../../manifest/istio/hosts';
import type { EgressListener, Sidecar } from '../../manifest/istio/sidecars';
import { importsHost, sidecarFor } from '../../manifest/istio/sidecars';
import type { Json } from '../../manifest/manifest-object';
import { record, records, text } from '../../manifest/manifest-object';
import { destinationRules } from '../../manifest/istio/destination-rules';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view } from '../../manifest/manifest-set';
import { meshSetting } from '../../manifest/mesh-config';
import type { Labels } from '../../manifest/selectors';

/** What a caller's sidecar knows of the mesh. There is one for all callers that nothing tells apart. */
export interface SidecarScope {
  readonly namespace: string;
  /** Those that routes and DestinationRules ask about. */
  readonly labels: Labels;
  /** Undefined: everything that is exported to the namespace. */
  readonly sidecar: Sidecar | undefined;
}

export function scopeOf(set: ManifestSet, client: { readonly namespace: string; readonly labels: Labels }): SidecarScope {
  const sidecar = sidecarFor(set, client);
  const labels = Object.fromEntries([...askedLabels(set)].flatMap(key => (Object.hasOwn(client.labels, key) ? [[key, client.labels[key]!]] : [])));
  const key = JSON.stringify([client.namespace, sidecar?.namespace, sidecar?.object.name, labels]);
  let scope = scopes(set).get(key);
  if (!scope) scopes(set).set(key, scope = { namespace: client.namespace, labels, sidecar });
  return scope;
}

const scopes = view(() => new Map<string, SidecarScope>());

/** Keys of the labels by which routes and DestinationRules tell callers apart. */
const askedLabels = view(set => new Set([
  ...set.all('networking.istio.io', 'VirtualService').flatMap(({ spec }) => (['http', 'tcp', 'tls'] as const).flatMap(kind => records(spec[kind]))).flatMap(([rule]) => records(rule['match']))
    .flatMap(([match]) => Object.keys(record(match['sourceLabels']))),
  ...destinationRules(set).flatMap(({ workloadSelector }) => Object.keys(workloadSelector ?? {})),
]));

/** An egress listener, or the one that stands for none. */
export type Imports = Pick<EgressListener, 'port' | 'protocol' | 'isOfPort' | 'captures'> & Pick<Sidecar, 'egressHosts'>;

const EVERYTHING: Imports = { port: undefined, protocol: undefined, isOfPort: false, captures: true, egressHosts: undefined };

export function importsOf({ sidecar }: SidecarScope): readonly Imports[] {
  return sidecar && sidecar.egress.length > 0 ? sidecar.egress : [EVERYTHING];
}

/** What brings in hosts for calls to a port; undefined where nothing does. */
export function importsAt(scope: SidecarScope, port: number): Imports | undefined {
  return importsOf(scope).find(({ captures, port: own }) => captures && (own === undefined || own === port));
}

/** Whether the scope holds a Service or a ServiceEntry's host of a namespace for calls to a port. */
export function isInScope(scope: SidecarScope, host: string, hostNamespace: string, port: number): boolean {
  const listener = importsAt(scope, port);
  return listener !== undefined && importsHost(listener, scope.namespace, host, hostNamespace);
}

/** Of several in different namespaces that have the same host, a sidecar knows those of one namespace alone, whatever their ports. */
export function isChosen(set: ManifestSet, scope: SidecarScope, known: KnownHost, port: number): boolean {
  const listener = importsAt(scope, port);
  return listener !== undefined && isChosenBy(set, listener, scope.namespace, known);
}

export function isChosenBy(set: ManifestSet, listener: Imports, clientNamespace: string, known: KnownHost): boolean {
  const same = hostsNamed(set, known.host);
  return same.every(({ namespace }) => namespace === known.namespace) || importedOf(same, listener, clientNamespace)?.namespace === known.namespace;
}

/** The one of those with the same host that an egress listener brings in: of the own namespace, else a Service, else what is exported by name, else the oldest. */
export function importedOf(same: readonly KnownHost[], listener: Imports, clientNamespace: string): KnownHost | undefined {
  const seen = same.filter(one => isVisibleIn(one.visibility, clientNamespace) && importsHost(listener, clientNamespace, one.host, one.namespace) && (!listener.isOfPort || one.ports.some(({ port }) => port === listener.port)));
  return seen.find(one => one.namespace === clientNamespace) ?? seen.find(({ service }) => service) ?? (isSearched(listener) && seen.find(({ visibility }) => !visibility.everywhere) || seen[0]);
}

/** Whether istiod goes through all that a namespace sees, with what is exported to it by name first, or looks up the hosts that are listed. */
export function isSearched({ egressHosts }: Imports): boolean {
  return !egressHosts || egressHosts.some(({ excluded, namespace, host }) => !excluded && (namespace === '*' || isWildcard(host)));
}

/**
 * What a full host and a port of it are to the sidecar: of the most specific host that has the port, and is accepted with it. Undefined where it
 * knows none.
 */
export function hostInScope(
  set: ManifestSet, scope: SidecarScope, host: string, port: number, accept: (port: KnownPort) => boolean = () => true,
): { readonly known: KnownHost; readonly port: KnownPort } | undefined {
  const known = resolveHost(set, host, scope.namespace, one => {
    const own = portOf(one, port);
    return own !== undefined && accept(own) && isInScope(scope, one.host, one.namespace, port) && isChosen(set, scope, one, port);
  });
  return known && { known, port: portOf(known, port)! };
}

export function portOf({ ports }: KnownHost, number: number): KnownPort | undefined {
  return ports.find(({ port, protocol }) => port === number && protocol !== 'udp');
}

/** What becomes of calls to hosts that the sidecar does not know, and the object that says so. */
export function outboundPolicy(set: ManifestSet, { sidecar }: SidecarScope): { readonly allowsAny: boolean; readonly sidecar: Sidecar | undefined; readonly egressProxy: Record<string, Json> | undefined } {
  const own: unknown = sidecar?.object.spec['outboundTrafficPolicy'];
  // A policy without a mode is the strict one.
  if (own !== undefined && own !== null) return { allowsAny: text(record(own)['mode']) === 'ALLOW_ANY', sidecar, egressProxy: record(own)['egressProxy'] === undefined ? undefined : record(record(own)['egressProxy']) };
  return { allowsAny: text(record(meshSetting(set, 'outboundTrafficPolicy'))['mode']) !== 'REGISTRY_ONLY', sidecar: undefined, egressProxy: undefined };
}
