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
import { view, viewOf } from '../../manifest/manifest-set';
import { meshSetting } from '../../manifest/mesh-config';
import type { Labels } from '../../manifest/selectors';

/** What a caller's sidecar knows of the mesh. There is one for all callers that nothing tells apart. */
export interface SidecarScope {
  readonly namespace: string;
  /** Those that routes and DestinationRules ask about. */
  readonly labels: Labels;
  readonly sidecar: Sidecar | undefined;
  /** The Sidecar's egress listeners in their order, or one that imports everything that is exported to the namespace. */
  readonly listeners: readonly Imports[];
}

/** An egress listener, or the one that stands for none. */
export type Imports = Omit<EgressListener, 'egressHosts'> & Pick<Sidecar, 'egressHosts'>;

export const EVERYTHING: readonly Imports[] = [{ port: undefined, protocol: undefined, isOfPort: false, bind: undefined, captures: true, egressHosts: undefined }];

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
  if (!scope) scopes(set).set(key, scope = { namespace: client.namespace, labels, sidecar, listeners: sidecar && sidecar.egress.length > 0 ? sidecar.egress : EVERYTHING });
  return scope;
}

const scopes = view(() => new Map<string, SidecarScope>());

/** Keys of the labels by which routes and DestinationRules tell callers apart. */
const askedLabels = view(set => new Set([
  ...set.all('networking.istio.io', 'VirtualService').flatMap(({ spec }) => (['http', 'tcp', 'tls'] as const).flatMap(kind => records(spec[kind]))).flatMap(([rule]) => records(rule['match']))
    .flatMap(([match]) => Object.keys(record(match['sourceLabels']))),
  ...destinationRules(set).flatMap(({ workloadSelector }) => Object.keys(workloadSelector ?? {})),
]));

/** What brings in routes for calls to a port, and the hosts that they are for: the first listener that has the port, or none of its own. */
export function importsAt({ listeners }: SidecarScope, port: number): Imports | undefined {
  return listeners.find(one => one.port === undefined || one.port === port);
}

/** Whether a listener imports a host: it is exported to the namespace, falls under what is imported, and no namespace comes first that has the same host. */
export function isImported(set: ManifestSet, scope: SidecarScope, imports: Imports, known: KnownHost): boolean {
  return candidate(scope, imports, known) && (hostsNamed(set, known.host).length === 1 || importedHost(set, scope, imports, known.host)?.namespace === known.namespace);
}

/** What a listener imports under a host: of its own namespace, else a Service, else what is exported to the namespace by name, else the oldest. */
export function importedHost(set: ManifestSet, scope: SidecarScope, imports: Imports, host: string): KnownHost | undefined {
  const candidates = hostsNamed(set, host).filter(one => candidate(scope, imports, one));
  const preferred = isSearched(imports) ? candidates.find(({ visibility }) => !visibility.everywhere) : undefined;
  return candidates.find(({ namespace }) => namespace === scope.namespace) ?? candidates.find(({ service }) => service) ?? preferred ?? candidates[0];
}

/** Whether istiod goes through all that a namespace sees, with what is exported to it by name first, or looks up the hosts that are listed. */
export function isSearched({ egressHosts }: Imports): boolean {
  return !egressHosts || egressHosts.some(({ excluded, namespace, host }) => !excluded && (namespace === '*' || isWildcard(host)));
}

function candidate({ namespace }: SidecarScope, imports: Imports, { host, namespace: home, visibility, ports }: KnownHost): boolean {
  return isVisibleIn(visibility, namespace) && importsHost(imports, namespace, host, home) && (!imports.isOfPort || ports.some(({ port }) => port === imports.port));
}

/**
 * What a full host and a port of it are to the sidecar: of the most specific host that has the port, and is accepted with it. Undefined where it
 * knows none.
 */
export function hostInScope(
  set: ManifestSet, scope: SidecarScope, host: string, port: number, accept: (port: KnownPort) => boolean = () => true,
): { readonly known: KnownHost; readonly port: KnownPort } | undefined {
  const imports = importsAt(scope, port);
  if (!imports) return undefined;
  const known = resolveHost(set, host, scope.namespace, one => {
    const own = portOf(one, port);
    return own !== undefined && accept(own) && isImported(set, scope, imports, one);
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
