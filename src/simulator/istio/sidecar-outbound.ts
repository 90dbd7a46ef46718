import type { Sidecar } from '../../manifest/istio/sidecars';
import { isTls } from '../../manifest/istio/protocols';
import type { ManifestSet } from '../../manifest/manifest-set';
import { fullHost } from '../../manifest/istio/hosts';
import { record, text } from '../../manifest/manifest-object';
import type { Addressed } from '../addressed';
import type { Call } from '../call';
import type { ClientSide } from '../data-planes';
import type { RouteOutcome } from '../outcome';
import { refText } from '../../manifest/object-ref';
import { unrouted } from '../target';
import type { Trace } from '../trace';
import { isCaptured } from './capture';
import type { Cluster } from './clusters';
import { hostName } from './clusters';
import { clusterHost } from './sidecar-clusters';
import { applyHttpRoutes, plainHttpRoute } from './http-routing';
import type { RoutingHop } from './http-routing';
import { isInNetwork } from './addresses';
import { unknownAddress } from './layer4';
import type { Chain } from './listener-chains';
import { chainTaking } from './listener-chains';
import type { Listener } from './sidecar-listeners';
import { listenerAt, placeOfService } from './sidecar-listeners';
import type { SidecarScope } from './sidecar-scope';
import { outboundPolicy, scopeOf } from './sidecar-scope';
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
  const hop: RoutingHop = { set, namespace, labels: scope.labels, client: scope, find: host => clusterHost(set, scope, host), leavesOut: scope.sidecar && (() => leftOutBy(scope.sidecar!)), at: AT, trace, original: where, name: 'istio-sidecar', proxy: sidecarProxy(scope, port) };
  const outbound: Outbound = { set, call, where, scope, trace, hop };
  const listener = listenerAt(set, scope, placeOf(outbound), port);
  return listener ? byListener(outbound, listener) : passThrough(outbound, nothingKnown(port), false);
};

function leftOutBy({ object }: Sidecar): string {
  return `is unknown to the sidecar: neither the egress hosts of Sidecar ${object.namespace}/${object.name} bring it in, nor a route's rule that is free of matches for another sourceNamespace`;
}

/** Where the connection goes, as listeners are told apart; undefined where nobody knows. */
function placeOf({ call, where }: Outbound): string | undefined {
  // Pods that are addressed have listeners only behind a headless Service.
  if (where.kind === 'service' || where.kind === 'pods' && where.service.headless) return placeOfService(where.service);
  return addressOf({ call, where });
}

function byListener(outbound: Outbound, { chains, shared }: Listener): RouteOutcome {
  const { set, call, scope, hop, trace } = outbound;
  const { port } = hop.proxy;
  const encrypted = call.scheme === 'https' || call.scheme === 'tls';
  const address = addressOf(outbound);
  const { chain, asked } = chainTaking(chains, { address, encrypted, name: call.host, http: call.http !== undefined });
  if (asked?.rule) return unknownAddress(hop, asked.rule.source, asked.rule.index, asked.rule.match);
  if (!chain) return passThrough(outbound, nothingTakes(chains, port, encrypted ? call.host : undefined), false);
  const { known, protocol } = chain;
  if (chain.http) {
    if (shared) return byHost(outbound);
    trace.add(AT, known.object, () => `port ${port} of ${hostName(set, known.host)} says no protocol, and the first bytes are HTTP`);
    return byVirtualHost(outbound, virtualHostRoutes(set, scope, known, port));
  }
  trace.add(AT, known.object, () => `port ${port} of ${hostName(set, known.host)} is ${protocol === 'auto' ? 'of no declared protocol' : protocol.toUpperCase()}: ${isTls(protocol) ? 'the server name decides' : 'rules for HTTP do not act on it'}`);
  for (const { object, says } of chain.passedOver) trace.add(AT, object, says);
  for (const { rule, subnets } of chains) if (rule && rule !== chain.rule && address !== undefined && !subnets.some(subnet => isInNetwork(subnet, address))) trace.add(AT, rule.source.object, () => `${rule.kind} rule ${rule.index} does not match: ${address} is in none of ${subnets.join(', ')}`);
  return chain.outcome(hop, address);
}

function nothingTakes(chains: readonly Chain[], port: number, name: string | undefined): string {
  if (chains.some(({ http }) => http)) return `The port ${port} is HTTP to the sidecar, and this is not HTTP`;
  return chains.some(({ names }) => names.length > 0) ? `No route takes the server name ${name ?? '(none)'}` : nothingKnown(port);
}

function nothingKnown(port: number): string {
  return `The sidecar knows nothing at this address and port ${port}`;
}

/** HTTP to any address of a port: the Host header decides. */
function byHost(outbound: Outbound): RouteOutcome {
  const { set, call, scope, hop, trace } = outbound;
  const { port } = hop.proxy;
  const { host: name } = call.http!;
  const host = virtualHostOf(set, scope, name, port);
  if (host) return byVirtualHost(outbound, host);
  trace.add(AT, undefined, () => `no host that the sidecar knows on port ${port} is called ${name}`);
  return passThrough(outbound, `Nothing that the sidecar knows on port ${port} is called ${name}`, true);
}

function byVirtualHost({ call, hop, trace }: Outbound, { host, known, routes, holder = routes?.source, losers }: VirtualHost): RouteOutcome {
  const message = call.http!;
  for (const { object } of losers) trace.add(AT, object, () => `has no say: ${refText(holder!.object.ref)} wins the host ${host} whole`);
  if (routes) return applyHttpRoutes(hop, routes.entries, { message });
  if (holder) trace.add(AT, holder.object, () => `has the host ${host} by a wildcard, and no rule for this proxy`);
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

function addressOf({ call, where }: Pick<Outbound, 'call' | 'where'>): string | undefined {
  if (call.address !== undefined) return call.address;
  const address = where.kind === 'service' ? text(where.service.object.spec['clusterIP']) : where.kind === 'entry' ? where.known.entry?.addresses[0] : undefined;
  return address === 'None' ? undefined : address;
}
