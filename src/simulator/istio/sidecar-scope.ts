import type { KnownHost, KnownPort } from '../../manifest/istio/host-registry';
import { hostsNamed, knownHosts, resolveHost } from '../../manifest/istio/host-registry';
import { isVisibleIn } from '../../manifest/istio/export';
import type { IstioProtocol } from '../../manifest/istio/protocols';
import { isHttp, mayBeHttp } from '../../manifest/istio/protocols';
import type { EgressListener, Sidecar } from '../../manifest/istio/sidecars';
import { importsHost, sidecarFor } from '../../manifest/istio/sidecars';
import type { Json } from '../../manifest/manifest-object';
import { record, records, text } from '../../manifest/manifest-object';
import { destinationRules } from '../../manifest/istio/destination-rules';
import type { ManifestSet } from '../../manifest/manifest-set';
import { view, viewOf } from '../../manifest/manifest-set';
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
  const known = scopesOf(set, client.labels);
  let scope = known.get(client.namespace);
  if (!scope) known.set(client.namespace, scope = findScope(set, client));
  return scope;
}

/** By the namespace of clients with these labels. */
const scopesOf = viewOf((_set, _labels: Labels) => new Map<string, SidecarScope>());

function findScope(set: ManifestSet, client: { readonly namespace: string; readonly labels: Labels }): SidecarScope {
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

/** Whether the scope holds something of a host and a namespace for calls to a port. */
export function isInScope({ namespace, sidecar }: SidecarScope, host: string, hostNamespace: string, port: number): boolean {
  if (!sidecar || sidecar.egress.length === 0) return true;
  const listener = listenerFor(sidecar.egress, port);
  return listener !== undefined && importsHost(listener, namespace, host, hostNamespace);
}

/** Of several in different namespaces that have the same host, a sidecar knows those of one namespace alone, whatever their ports. */
export function isChosen(set: ManifestSet, scope: SidecarScope, known: KnownHost, port: number): boolean {
  const same = hostsNamed(set, known.host);
  if (same.every(({ namespace }) => namespace === known.namespace)) return true;
  const { namespace, sidecar } = scope;
  const isOfPort = sidecar && listenerFor(sidecar.egress, port)?.port !== undefined;
  const seen = same.filter(one => isSeen(scope, one, port) && (!isOfPort || portOf(one, port) !== undefined));
  return (seen.find(one => one.namespace === namespace) ?? seen[0])?.namespace === known.namespace;
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

/** What the listener for a Service's own address takes a port of it for; undefined where there is none, since HTTP is taken at any address. */
export function ownProtocol({ namespace, sidecar }: SidecarScope, known: KnownHost, port: number): IstioProtocol | undefined {
  const declared = portOf(known, port)?.protocol;
  if (declared === undefined) return undefined;
  const says = !sidecar || sidecar.egress.length === 0 ? [declared]
    : sidecar.egress.filter(one => isFor(one, port) && importsHost(one, namespace, known.host, known.namespace)).map(({ protocol }) => protocol ?? declared);
  return says.find(protocol => !isHttp(protocol));
}

export function portOf({ ports }: KnownHost, number: number): KnownPort | undefined {
  return ports.find(({ port, protocol }) => port === number && protocol !== 'udp');
}

/** What a listener for any address takes a host's port for: what the Sidecar says of the port, else the host. */
export function sharedProtocol({ sidecar }: SidecarScope, known: KnownHost, port: number): IstioProtocol {
  return sidecar && listenerFor(sidecar.egress, port)?.protocol || (portOf(known, port)?.protocol ?? 'auto');
}

/** Whether the sidecar listens for HTTP on a port whatever the address: some host that it knows says HTTP there. */
export function listensForHttp(set: ManifestSet, scope: SidecarScope, port: number): boolean {
  const known = httpPorts(set, scope);
  let listens = known.get(port);
  if (listens === undefined) known.set(port, listens = findsHttp(set, scope, port));
  return listens;
}

const httpPorts = viewOf((_set, _scope: SidecarScope) => new Map<number, boolean>());

function findsHttp(set: ManifestSet, scope: SidecarScope, port: number): boolean {
  return (byPort(set).get(port) ?? []).some(known => isSeen(scope, known, port) && isChosen(set, scope, known, port) && sharesHttp(known, sharedProtocol(scope, known, port)));
}

/** ServiceEntries without an address of their own: on their ports they take what goes to any address, unless it is HTTP by declaration. The oldest first, of the same age by host. */
export function entriesForAnyAddress(set: ManifestSet, scope: SidecarScope, port: number): readonly KnownHost[] {
  return (entriesByPort(set).get(port) ?? []).filter(known => !isHttp(sharedProtocol(scope, known, port)) && isSeen(scope, known, port) && isChosen(set, scope, known, port));
}

/** Of ServiceEntries' hosts that share an address and a port, the one whose listener is there: the first that is not HTTP. */
export function entryAtAddress(set: ManifestSet, scope: SidecarScope, address: string, port: number): KnownHost | undefined {
  return (entriesByAddress(set).get(address) ?? []).find(known => ownProtocol(scope, known, port) !== undefined && isSeen(scope, known, port) && isChosen(set, scope, known, port));
}

/** What becomes of calls to hosts that the sidecar does not know, and the object that says so. */
export function outboundPolicy(set: ManifestSet, { sidecar }: SidecarScope): { readonly allowsAny: boolean; readonly sidecar: Sidecar | undefined; readonly egressProxy: Record<string, Json> | undefined } {
  const own: unknown = sidecar?.object.spec['outboundTrafficPolicy'];
  // A policy without a mode is the strict one.
  if (own !== undefined && own !== null) return { allowsAny: text(record(own)['mode']) === 'ALLOW_ANY', sidecar, egressProxy: record(own)['egressProxy'] === undefined ? undefined : record(record(own)['egressProxy']) };
  return { allowsAny: text(record(meshSetting(set, 'outboundTrafficPolicy'))['mode']) !== 'REGISTRY_ONLY', sidecar: undefined, egressProxy: undefined };
}

const byPort = view(set => {
  const index = new Map<number, KnownHost[]>();
  for (const known of knownHosts(set)) {
    if (known.service?.externalName !== undefined) continue;
    for (const { port, protocol } of known.ports) {
      if (protocol === 'udp') continue;
      const hosts = index.get(port);
      if (!hosts) index.set(port, [known]);
      else if (!hosts.includes(known)) hosts.push(known);
    }
  }
  return index;
});

const entriesByAddress = view(set => {
  const index = new Map<string, KnownHost[]>();
  for (const known of knownHosts(set)) for (const address of known.entry?.addresses ?? []) index.set(address, [...index.get(address) ?? [], known]);
  return index;
});

const entriesByPort = view(set => new Map([...byPort(set)].map(([port, hosts]) => [port, hosts.filter(({ entry }) => entry?.addresses.length === 0)] as const)));

function sharesHttp({ entry }: KnownHost, protocol: IstioProtocol): boolean {
  return isHttp(protocol) || mayBeHttp(protocol) && entry?.addresses.length === 0;
}

function isSeen(scope: SidecarScope, { host, namespace, visibility }: KnownHost, port: number): boolean {
  return isVisibleIn(visibility, scope.namespace) && isInScope(scope, host, namespace, port);
}

function listenerFor(egress: readonly EgressListener[], port: number): EgressListener | undefined {
  return egress.find(candidate => isFor(candidate, port));
}

function isFor({ captures, port: own }: EgressListener, port: number): boolean {
  return captures && (own === undefined || own === port);
}
