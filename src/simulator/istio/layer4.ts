import { fullHost, bySpecificity, isWildcard } from '../../manifest/istio/hosts';
import type { KnownHost } from '../../manifest/istio/host-registry';
import { gatewayKey } from '../../manifest/istio/virtual-services';
import { list, record, records, text, texts } from '../../manifest/manifest-object';
import { matchesLabels } from '../../manifest/selectors';
import type { RouteOutcome, RouteRef, Target } from '../outcome';
import { NO_CHANGES } from '../target';
import type { Cluster } from './clusters';
import { clusterTarget, portsFor } from './clusters';
import type { Fields, RouteProxy } from './http-rule';
import type { RoutingHop } from './http-routing';
import type { RouteSource } from './route-sources';

/** The way that a connection takes which asks for a server name: the most specific, of equals the first. */
export function chainFor<Chain extends { readonly sni: string | undefined }>(chains: readonly Chain[], sni: string | undefined): Chain | undefined {
  const taking = chains.filter(chain => chain.sni === undefined || sni !== undefined && (isWildcard(chain.sni) ? sni.endsWith(chain.sni.slice(1)) : sni === chain.sni));
  return taking.sort((a, b) => Number(a.sni === undefined) - Number(b.sni === undefined) || bySpecificity(a.sni ?? '', b.sni ?? ''))[0];
}

/** To the host itself, at the listener's port. */
export function toHost(hop: RoutingHop, known: KnownHost): RouteOutcome {
  hop.trace.add(hop.at, known.object, 'no route: connections go to it as it is');
  return connected(hop, null, [clusterTarget(hop.set, hop, { host: known.host, port: hop.proxy.port, subset: undefined }, 100, null)]);
}

export function routed(hop: RoutingHop, source: RouteSource, kind: 'tcp' | 'tls', rule: number, match: number | null, fields: Fields): RouteOutcome {
  hop.trace.add(hop.at, source.object, () => `${kind} rule ${rule} matches`);
  hop.trace.use(source.object, rule);
  const destinations = records(fields['route']).map(([destination]) => destination);
  const weights = destinations.map(({ weight }) => (destinations.length === 1 ? 1 : typeof weight === 'number' ? weight : 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const route: RouteRef = { object: source.object, rule, ruleName: null, match };
  if (sum === 0 || destinations.every(({ destination }) => Object.keys(record(destination)).length === 0)) return { kind: 'unroutable', proxy: hop.name, route, status: null, reason: 'The route names no destination with a weight' };
  return connected(hop, route, destinations.flatMap(({ destination }, index) => (weights[index]! > 0 ? [clusterTarget(hop.set, hop, clusterOf(hop, source, destination), 100 * weights[index]! / sum, null)] : [])));
}

/** A destination without a port: the only one that the host has, else the listener's. */
function clusterOf(hop: RoutingHop, source: RouteSource, destination: unknown): Cluster {
  const { set, proxy } = hop;
  const { host, subset, port, refused } = record(destination);
  const full = fullHost(text(host) ?? '', source.namespace, set);
  const number: unknown = record(port)['number'];
  const ports = portsFor(set, hop, full);
  return { host: full, written: text(host), subset: text(subset) || undefined, refused: text(refused), port: typeof number === 'number' ? number : ports.length === 1 ? ports[0]!.port : proxy.port };
}

function connected(hop: RoutingHop, route: RouteRef | null, targets: readonly Target[]): RouteOutcome {
  return { kind: 'forward', proxy: hop.name, route, targets, mirrors: [], http: undefined, response: NO_CHANGES, timeoutMs: undefined, retries: undefined, fault: undefined };
}

/** Unlike those of HTTP, all that a match asks of the proxy counts. */
export function isForProxy(match: Fields, { namespace }: RouteSource, proxy: RouteProxy): boolean {
  const { port, gateways, sourceLabels, sourceNamespace } = match;
  const named = list(gateways).flatMap(name => text(name) ?? []);
  if (named.length > 0 && !named.some(name => proxy.gateways.has(gatewayKey(name, namespace))) || typeof port === 'number' && port !== 0 && port !== proxy.port) return false;
  const labels = texts(sourceLabels);
  switch (proxy.kind) {
    // Gateways do not look at the source, and waypoints do not know it.
    case 'gateway': return true;
    case 'waypoint': return Object.keys(labels).length === 0 && !text(sourceNamespace);
    case 'sidecar': return matchesLabels(labels, proxy.labels) && (!text(sourceNamespace) || sourceNamespace === proxy.namespace);
  }
}

/** A match without any takes every connection. */
export function serverNames({ sniHosts }: Fields): (string | undefined)[] {
  const names = list(sniHosts);
  return names.length === 0 ? [undefined] : names.flatMap(name => (typeof name === 'string' ? [name.toLowerCase()] : []));
}

/** Networks that a match asks the destination to be in. */
export function destinationSubnets(match: Fields): string[] {
  return list(match['destinationSubnets']).flatMap(subnet => text(subnet) ?? []);
}
