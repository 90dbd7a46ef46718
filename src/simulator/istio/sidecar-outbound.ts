import { fullHost } from '../../manifest/istio/hosts';
import type { KnownHost } from '../../manifest/istio/host-registry';
import type { Sidecar } from '../../manifest/istio/sidecars';
import { network } from '../../manifest/linkerd/networks';
import { record, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Addressed } from '../addressed';
import type { Call } from '../call';
import type { ClientSide } from '../data-planes';
import type { ProxyName, RouteOutcome } from '../outcome';
import { unrouted } from '../target';
import type { Trace } from '../trace';
import { isCaptured } from './capture';
import type { Cluster } from './clusters';
import { hostName } from './clusters';
import type { Chain } from './filter-chains';
import { ANY_ADDRESS, chainFor } from './filter-chains';
import { applyHttpRoutes, plainHttpRoute } from './http-routing';
import type { RoutingHop } from './http-routing';
import { routed, toHost } from './layer4';
import { clusterHost } from './sidecar-clusters';
import { listenerAt, placeOfService } from './sidecar-listeners';
import type { SidecarScope } from './sidecar-scope';
import { importsAt, isImported, outboundPolicy, portOf, scopeOf } from './sidecar-scope';
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
  return atListener(outbound);
};

function leftOutBy({ object }: Sidecar): string {
  return `is unknown to the sidecar: neither the egress hosts of Sidecar ${object.namespace}/${object.name} bring it in, nor a route's rule that is free of matches for another sourceNamespace`;
}

/** The listener for the very address, else the one for any at the port, else the one that takes every connection. */
function atListener(outbound: Outbound): RouteOutcome {
  const { set, call, scope, trace, hop: { proxy: { port }, name } } = outbound;
  const own = placesOf(outbound).map(place => listenerAt(set, scope, place, port)).find(found => found !== undefined);
  const listener = own ?? listenerAt(set, scope, ANY_ADDRESS, port);
  if (!listener) return passThrough(outbound, `The sidecar knows nothing at this address and port ${port}`, false);
  const tls = call.scheme === 'https' || call.scheme === 'tls';
  const address = addressOf(outbound);
  const { chain, unsure } = chainFor(listener.chains, { address, tls, serverName: tls ? call.host : undefined, http: call.http !== undefined });
  if (unsure) return unknownAddress(name, unsure);
  for (const { action, networks } of listener.chains) {
    if (action.kind === 'rule' && action !== chain?.action && networks.length > 0) trace.add(AT, action.place.source.object, () => `${action.protocol} rule ${action.place.rule} does not match: ${address} is in none of ${networks.join(', ')}`);
  }
  if (chain) return throughChain(outbound, chain);
  return passThrough(outbound, tls ? `Nothing on port ${port} takes the server name ${call.host}` : `The port ${port} is HTTP to the sidecar, and this is not HTTP`, false);
}

/** Where listeners for the very address stand: pods have several, of which any is like the others. */
function placesOf({ set, call, where }: Outbound): readonly string[] {
  if (call.address !== undefined && where.kind !== 'pods') return [call.address];
  switch (where.kind) {
    case 'service': return [placeOfService(set, where.service)];
    case 'pods': return where.endpoints.slice(0, 1).map(({ workload }) => workload.id);
    case 'entry': return where.known.entry!.addresses.slice(0, 1);
    case 'external': return [where.host];
    case 'nowhere': return [];
  }
}

function unknownAddress(proxy: ProxyName, { known: { object }, action }: Chain): RouteOutcome {
  const hint = 'and the address of the destination is unknown: give the request an address';
  if (action.kind !== 'rule') return { kind: 'unknown', proxy, route: null, reason: `${object.kind} ${object.namespace}/${object.name} is for a network, ${hint}` };
  const { source, rule, match } = action.place;
  const { kind, namespace, name } = source.object;
  return { kind: 'unknown', proxy, route: { object: source.object, rule, ruleName: null, match }, reason: `${kind} ${namespace}/${name} routes by destinationSubnets, ${hint}` };
}

function throughChain(outbound: Outbound, { known, action, passedOver }: Chain): RouteOutcome {
  const { set, scope, hop, trace } = outbound;
  const { port } = hop.proxy;
  const name = hostName(set, known.host);
  for (const place of passedOver) trace.add(AT, place.source.object, () => `${place.protocol} rule ${place.rule} match ${place.match} is not for this proxy, or not for port ${port}`);
  switch (action.kind) {
    case 'http':
      if (!action.alone) return byPort(outbound);
      trace.add(AT, known.object, () => `port ${port} of ${name} says no protocol, and the first bytes are HTTP`);
      if (!hasRoutes(set, scope, known, port)) return { kind: 'unroutable', proxy: hop.name, route: null, status: 404, reason: `The first egress listener of the Sidecar for port ${port} does not import ${name}, so there are no routes for it` };
      return byVirtualHost(outbound, virtualHostRoutes(set, scope, known, port));
    case 'rule': return routed(hop, action.place.source, action.protocol, action.place.rule, action.place.match, action.fields);
    case 'host':
      trace.add(AT, known.object, () => `port ${port} of ${name} is ${protocolAt(known, port)}: rules for HTTP do not act on it`);
      return toHost(hop, known);
  }
}

/** Routes come from the first egress listener for a port, whichever brought the connection's listener in. */
function hasRoutes(set: ManifestSet, scope: SidecarScope, known: KnownHost, port: number): boolean {
  const imports = importsAt(scope, port);
  return imports !== undefined && isImported(set, scope, imports, known);
}

function protocolAt(known: KnownHost, port: number): string {
  const protocol = portOf(known, port)?.protocol ?? 'auto';
  return protocol === 'auto' ? 'of no declared protocol' : protocol.toUpperCase();
}

/** HTTP of every host that the sidecar knows on the port. */
function byPort(outbound: Outbound): RouteOutcome {
  const { set, call, scope, hop: { proxy: { port }, name }, trace } = outbound;
  if (!call.http) return { kind: 'unroutable', proxy: name, route: null, status: null, reason: `The sidecar takes everything on port ${port} for HTTP, and this is not HTTP` };
  const host = virtualHostOf(set, scope, call.http.host, port);
  if (host) return byVirtualHost(outbound, host);
  trace.add(AT, undefined, () => `no host that the sidecar knows on port ${port} is called ${call.http!.host}`);
  return passThrough(outbound, `Nothing that the sidecar knows on port ${port} is called ${call.http.host}`, true);
}

function byVirtualHost({ call, hop, trace }: Outbound, { host, known, routes, holder, losers }: VirtualHost): RouteOutcome {
  const message = call.http!;
  for (const { object } of losers) trace.add(AT, object, () => `has no say: ${holder!.object.kind} ${holder!.namespace}/${holder!.object.name} wins the host ${host} whole`);
  if (routes) return applyHttpRoutes(hop, routes.entries, { message });
  if (holder) trace.add(AT, holder.object, () => `has the host ${host} by a wildcard, and no rule for this proxy`);
  trace.add(AT, known?.object, () => `no route for ${host}: calls go to it as it is`);
  return plainHttpRoute(hop, { host, written: host, port: hop.proxy.port, subset: undefined }, message);
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

/** Where the connection goes, as far as anything says it. Of a network, any address will do for what asks whether it is in one. */
function addressOf({ call, where }: Outbound): string | undefined {
  if (call.address !== undefined) return call.address;
  switch (where.kind) {
    case 'service': return readable(text(where.service.object.spec['clusterIP']));
    case 'entry': return readable(where.known.entry!.addresses[0]?.replace(/\/.*/, ''));
    case 'external': return readable(where.host);
    default: return undefined;
  }
}

function readable(address: string | undefined): string | undefined {
  return address !== undefined && network(address) ? address : undefined;
}
