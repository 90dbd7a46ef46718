import type { KnownHost } from '../../manifest/istio/host-registry';
import { resolveHost } from '../../manifest/istio/host-registry';
import type { IstioProtocol } from '../../manifest/istio/protocols';
import { isTls } from '../../manifest/istio/protocols';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { fullHost } from '../../manifest/istio/hosts';
import { record, text } from '../../manifest/manifest-object';
import type { KubeServicePort } from '../../manifest/services';
import type { Addressed } from '../addressed';
import type { Call } from '../call';
import type { ClientSide } from '../data-planes';
import type { RouteOutcome } from '../outcome';
import { unrouted } from '../target';
import type { Trace } from '../trace';
import { isCaptured } from './capture';
import type { Cluster } from './clusters';
import { hostName } from './clusters';
import { applyHttpRoutes, plainHttpRoute } from './http-routing';
import type { RoutingHop } from './http-routing';
import type { TlsChain } from './layer4';
import { chainFor, tcpOutcome, tlsChains } from './layer4';
import { sourcesCovering } from './route-sources';
import type { SidecarScope } from './sidecar-scope';
import { entriesForAnyAddress, entryAtAddress, isChosen, listensForHttp, outboundPolicy, ownProtocol, portOf, scopeOf, sharedProtocol } from './sidecar-scope';
import type { VirtualHost } from './virtual-hosts';
import { sidecarProxy, virtualHostOf, virtualHostRoutes } from './virtual-hosts';

const AT = 'client sidecar';

/** One call at the sidecar beside its caller. */
interface Outbound {
  readonly set: ManifestSet;
  readonly call: Call;
  readonly where: Addressed;
  readonly scope: SidecarScope;
  readonly trace: Trace;
  readonly hop: RoutingHop;
}

/** What the sidecar beside a caller makes of a call: which of its listeners takes the connection, and what that one's routes say. */
export const sidecarClient: ClientSide = (set, call, where, trace) => {
  const { namespace = '', labels, workload } = call.client;
  if (where.kind === 'nowhere') return unrouted(where, 'istio-sidecar', call.http, 'plaintext');
  const port = where.kind === 'pods' ? where.port : call.port;
  const around = workload && !isCaptured(workload, port, call.address);
  if (around) {
    trace.add(AT, workload.object, () => `annotations keep port ${port} from the sidecar: the connection goes around it`);
    return unrouted(where, 'none', call.http, 'plaintext');
  }
  const scope = scopeOf(set, { namespace, labels });
  if (scope.sidecar) {
    trace.add(AT, scope.sidecar.object, 'says what the sidecar knows of the mesh');
    trace.use(scope.sidecar.object, null);
  }
  const hop: RoutingHop = { set, namespace, labels: scope.labels, client: scope, at: AT, trace, original: where, name: 'istio-sidecar', proxy: sidecarProxy(scope, port) };
  const outbound: Outbound = { set, call, where, scope, trace, hop };
  const own = ownListener(outbound);
  return own ? byOwnListener(outbound, own.known, own.protocol) : byPortAlone(outbound);
};

interface OwnListener {
  readonly known: KnownHost;
  readonly protocol: IstioProtocol;
}

/** By the port of a Service that is called. */
const ownListeners = viewOf((_set, _scope: SidecarScope) => new Map<KubeServicePort, { readonly own: OwnListener | undefined }>());

/** A listener for just the address that was called: of a port that is not HTTP by declaration. */
function ownListener(outbound: Outbound): OwnListener | undefined {
  const { set, where, scope } = outbound;
  if (where.kind !== 'service' || !where.port) return findOwnListener(outbound);
  const listeners = ownListeners(set, scope);
  let listener = listeners.get(where.port);
  if (!listener) listeners.set(where.port, listener = { own: findOwnListener(outbound) });
  return listener.own;
}

function findOwnListener({ set, call, where, scope, hop: { proxy: { port } } }: Outbound): OwnListener | undefined {
  // Pods that are addressed have one only behind a headless Service.
  const isOwn = where.kind === 'service' || where.kind === 'pods' && where.service.headless || where.kind === 'entry' && (where.known.entry?.addresses.length ?? 0) > 0;
  if (!isOwn) return undefined;
  const host = where.kind === 'entry' ? call.host : where.service.host.toLowerCase();
  const known = resolveHost(set, host, scope.namespace, one => portOf(one, port) !== undefined && isChosen(set, scope, one, port));
  const protocol = known && ownProtocol(scope, known, port);
  const first = where.kind === 'entry' ? entryAtAddress(set, scope, call.address ?? where.known.entry!.addresses[0]!, port) : undefined;
  if (first) return { known: first, protocol: ownProtocol(scope, first, port)! };
  return known && protocol && { known, protocol };
}

function byOwnListener(outbound: Outbound, known: KnownHost, protocol: IstioProtocol): RouteOutcome {
  const { set, call, scope, hop, trace } = outbound;
  const { port } = hop.proxy;
  const name = hostName(set, known.host);
  if (protocol === 'auto' && call.http) {
    trace.add(AT, known.object, () => `port ${port} of ${name} says no protocol, and the first bytes are HTTP`);
    return byVirtualHost(outbound, virtualHostRoutes(set, scope, known, port));
  }
  const sources = sourcesCovering(set, scope, known.host, port);
  if (!isTls(protocol)) {
    trace.add(AT, known.object, () => `port ${port} of ${name} is ${protocol === 'auto' ? 'of no declared protocol' : protocol.toUpperCase()}: rules for HTTP do not act on it`);
    return tcpOutcome(hop, sources, known, addressOf(outbound));
  }
  trace.add(AT, known.object, () => `port ${port} of ${name} is ${protocol.toUpperCase()}: the server name decides`);
  return byServerName(outbound, tlsChains(hop, sources, known, undefined));
}

/** The listener for any address at the port: HTTP of every host that the sidecar knows there, and ServiceEntries without addresses. */
function byPortAlone(outbound: Outbound): RouteOutcome {
  const { set, call, scope, hop, trace } = outbound;
  const { port } = hop.proxy;
  const http = listensForHttp(set, scope, port);
  if (http && call.http) {
    const { host: name } = call.http;
    const host = virtualHostOf(set, scope, name, port);
    if (host) return byVirtualHost(outbound, host);
    trace.add(AT, undefined, () => `no host that the sidecar knows on port ${port} is called ${name}`);
    return passThrough(outbound, `Nothing that the sidecar knows on port ${port} is called ${name}`, true);
  }
  const entries = entriesForAnyAddress(set, scope, port);
  if (call.scheme === 'https' || call.scheme === 'tls') {
    const chains = entries.filter(known => isTls(sharedProtocol(scope, known, port))).flatMap(known => tlsChains(hop, sourcesCovering(set, scope, known.host, port), known, known.host));
    const chain = chainFor(chains, call.host);
    if (chain) return chain.outcome();
  }
  const open = entries.find(known => !isTls(sharedProtocol(scope, known, port)));
  if (open) return tcpOutcome(hop, sourcesCovering(set, scope, open.host, port), open, addressOf(outbound));
  return passThrough(outbound, http ? `The port ${port} is HTTP to the sidecar, and this is not HTTP` : `The sidecar knows nothing at this address and port ${port}`, false);
}

function byServerName(outbound: Outbound, chains: readonly TlsChain[]): RouteOutcome {
  const { call } = outbound;
  const sni = call.scheme === 'https' || call.scheme === 'tls' ? call.host : undefined;
  return chainFor(chains, sni)?.outcome() ?? passThrough(outbound, `No route takes the server name ${sni ?? '(none)'}`, false);
}

function byVirtualHost({ call, hop, trace }: Outbound, { host, known, routes, losers }: VirtualHost): RouteOutcome {
  const message = call.http!;
  for (const { object } of losers) trace.add(AT, object, () => `has no say: ${routes!.source.object.kind} ${routes!.source.namespace}/${routes!.source.object.name} wins the host ${host} whole`);
  if (routes) return applyHttpRoutes(hop, routes.entries, { message });
  trace.add(AT, known?.object, () => `no route for ${host}: calls go to it as it is`);
  return plainHttpRoute(hop, { host, port: hop.proxy.port, subset: undefined }, message);
}

/** What the sidecar does not know goes to where it was addressed, in plaintext, or nowhere. */
function passThrough({ set, call, where, scope, trace, hop }: Outbound, reason: string, answers: boolean): RouteOutcome {
  const { allowsAny, sidecar, egressProxy } = outboundPolicy(set, scope);
  const common = { kind: 'unroutable', proxy: hop.name, route: null } as const;
  if (!allowsAny) {
    trace.add(AT, sidecar?.object, 'outboundTrafficPolicy REGISTRY_ONLY lets nothing through that is unknown');
    return { ...common, status: answers ? 502 : null, reason: `${reason}, and outboundTrafficPolicy is REGISTRY_ONLY` };
  }
  if (egressProxy) {
    trace.add(AT, sidecar!.object, 'outboundTrafficPolicy sends what is unknown to its egressProxy');
    return { ...plainHttpRoute(hop, clusterOf(hop, egressProxy), call.http), retries: undefined };
  }
  trace.add(AT, sidecar?.object, 'outboundTrafficPolicy ALLOW_ANY lets it through to where it was addressed, without mutual TLS');
  if (where.kind === 'service' && !where.port) return { ...common, status: answers ? 503 : null, reason: `Service ${hostName(set, where.service.host)} has no port ${call.port}` };
  return unrouted(where.kind === 'entry' ? { kind: 'external', host: call.host, port: call.port } : where, hop.name, call.http, 'plaintext');
}

function clusterOf({ set, namespace }: RoutingHop, { host, subset, port }: Readonly<Record<string, unknown>>): Cluster {
  const number: unknown = record(port)['number'];
  return { host: fullHost(text(host) ?? '', namespace, set), subset: text(subset) || undefined, port: typeof number === 'number' ? number : 0 };
}

function addressOf({ call, where }: Outbound): string | undefined {
  if (call.address !== undefined) return call.address;
  const address = where.kind === 'service' ? text(where.service.object.spec['clusterIP']) : undefined;
  return address === 'None' ? undefined : address;
}
