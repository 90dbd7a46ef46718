import { byAge } from '../../manifest/istio/age';
import type { GatewayServer } from '../../manifest/istio/gateways';
import type { GatewayListeners, Listener } from '../../manifest/gateway-api/gateways';
import { asksCertificates } from '../../manifest/gateway-api/gateways';
import { isHttp } from '../../manifest/istio/protocols';
import type { ManifestObject } from '../../manifest/manifest-object';
import { list, record, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { matchesSelector } from '../../manifest/selectors';
import type { OwnedListener } from './gateway-listeners';
import { servedListeners, terminateMode } from './gateway-listeners';
import type { GatewayPlace } from './gateway-place';
import { containerPort, serverPort } from './gateway-place';

/** A server of an Istio Gateway, or a listener of the Gateway API, as Istio's gateway takes it. */
export interface Served {
  readonly object: ManifestObject;
  /** "server 0", "listener https". */
  readonly name: string;
  /** "namespace/name", by which VirtualServices name it; undefined for a listener, which has routes of its own. */
  readonly key: string | undefined;
  readonly listener: OwnedListener | undefined;
  /** The Gateway of the Gateway API that it is of. */
  readonly gateway: ManifestObject | undefined;
  readonly kind: 'http' | 'tcp';
  readonly bind: string;
  /** Hosts with the namespaces whose VirtualServices may have them. */
  readonly hosts: readonly { readonly namespace: string; readonly host: string }[];
  /** Undefined: plaintext. */
  readonly tls: 'SIMPLE' | 'MUTUAL' | 'OPTIONAL_MUTUAL' | 'ISTIO_MUTUAL' | 'PASSTHROUGH' | 'AUTO_PASSTHROUGH' | undefined;
  /** What it ends TLS with; in the gateway's own namespace where none is said. */
  readonly secrets: readonly { readonly namespace?: string; readonly name: string }[];
  readonly httpsRedirect: boolean;
  /** Whether it says anything of TLS, and be it only to redirect. */
  readonly saysTls: boolean;
  /** As routes match it. */
  readonly port: number;
}

/** What serves at a port of the address; undefined where no Service in front of it has the port. Those that conflict with an older one are left out. */
export function serversAt(set: ManifestSet, place: GatewayPlace, port: number): readonly Served[] | undefined {
  const target = containerPort(set, place, port);
  if (target === undefined) return undefined;
  const all = [
    ...place.gateways.map(({ object, key, servers }) => ({ object, served: servers.map(server => istioServer(object, key, server)) })),
    ...place.apiGateways.flatMap(gateway => servedListeners(set, gateway).map(owned => ({ object: owned.owner.object, served: apiListener(set, owned, gateway) }))),
  ].sort((a, b) => byAge(a.object, b.object)).flatMap(({ served }) => served);
  return merged(all.filter(served => serverPort(set, place, served.port, served.gateway) === target));
}

/**
 * Of servers that say anything of TLS, each host can be one's only. Beside a plaintext server there are other plaintext ones of HTTP, and
 * nothing else; after servers with TLS one for plaintext can come.
 */
function merged(all: readonly Served[]): Served[] {
  const kept: Served[] = [];
  const taken = new Map<string, string>();
  let plain: Served | undefined;
  for (const served of all) {
    if (served.saysTls) {
      const keys = served.hosts.map(hostKey);
      if (keys.some(key => taken.get(key) === served.bind)) continue;
      for (const key of keys) taken.set(key, served.bind);
    }
    if (plain?.bind === served.bind && (plain.kind !== 'http' || served.kind !== 'http' || served.tls !== undefined)) continue;
    if (served.tls === undefined) plain = served;
    kept.push(served);
  }
  return kept;
}

function hostKey({ namespace, host }: Served['hosts'][number]): string {
  return `${namespace}/${host}`;
}

function istioServer(object: ManifestObject, key: string, { index, port, protocol, hosts, bind, tls }: GatewayServer): Served {
  const plain = tls === undefined || isHttp(protocol);
  const mode = plain ? undefined : tlsMode(text(tls['mode']));
  const passes = mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
  return {
    secrets: mode === undefined || passes || mode === 'ISTIO_MUTUAL' ? [] : [tls?.['credentialName'], ...list(tls?.['credentialNames'])].flatMap(name => (text(name) ? [{ name: text(name)! }] : [])),
    object, name: `server ${index}`, key, listener: undefined, gateway: undefined, bind, hosts, tls: mode, port: port ?? 0,
    kind: isHttp(protocol) || protocol === 'https' && mode !== undefined && !passes ? 'http' : 'tcp',
    httpsRedirect: plain && tls?.['httpsRedirect'] === true, saysTls: tls !== undefined,
  };
}

/** The first of the API's modes is PASSTHROUGH, which holds where none is said. */
function tlsMode(mode: string | undefined): Served['tls'] {
  switch (mode) {
    case 'SIMPLE': case 'MUTUAL': case 'OPTIONAL_MUTUAL': case 'ISTIO_MUTUAL': case 'AUTO_PASSTHROUGH': return mode;
    default: return 'PASSTHROUGH';
  }
}

function apiListener(set: ManifestSet, owned: OwnedListener, gateway: GatewayListeners): Served[] {
  const { owner, listener } = owned;
  const { protocol, port, name, hostname, tlsMode: mode } = listener;
  if (port === undefined || !['HTTP', 'HTTPS', 'TLS', 'TCP'].includes(protocol)) return [];
  return [{
    secrets: mode === 'Terminate' ? listener.certificates.filter(({ kind }) => kind === 'Secret') : [],
    object: owner.object, name: `listener ${name}`, key: undefined, listener: { owner, listener }, gateway: gateway.object, bind: '', port, httpsRedirect: false, saysTls: mode !== undefined,
    kind: protocol === 'HTTP' || protocol === 'HTTPS' && mode !== 'Passthrough' ? 'http' : 'tcp',
    hosts: namespacesOf(set, owned).map(namespace => ({ namespace, host: hostname ?? '*' })),
    tls: mode === undefined ? undefined : mode === 'Passthrough' ? 'PASSTHROUGH' : terminated(gateway, listener),
  }];
}

/** Whose routes a listener takes. */
function namespacesOf(set: ManifestSet, { owner, listener: { spec } }: OwnedListener): readonly string[] {
  const { from, selector } = record(record(spec['allowedRoutes'])['namespaces']);
  if (from === 'All') return ['*'];
  if (from !== 'Selector') return [owner.namespace];
  const chosen = set.all('', 'Namespace').filter(({ labels }) => matchesSelector(selector, labels)).map(({ name }) => name).sort();
  return chosen.length > 0 ? chosen : ['~'];
}

function terminated(gateway: GatewayListeners, listener: Listener): Served['tls'] {
  const option = terminateMode(listener);
  if (option === 'MUTUAL' || option === 'ISTIO_MUTUAL' || option === 'OPTIONAL_MUTUAL') return option;
  return option !== 'ISTIO_SIMPLE' && asksCertificates(gateway, listener.port) ? 'MUTUAL' : 'SIMPLE';
}
