import ipaddr from 'ipaddr.js';
import type { Network } from '../../manifest/linkerd/networks';
import { CLUSTER_NETWORKS, covers, network } from '../../manifest/linkerd/networks';
import { listsPort, OPAQUE_PORTS, DEFAULT_OPAQUE_PORTS, portList } from '../../manifest/linkerd/port-list';
import { POLICY_GROUP } from '../../manifest/linkerd/references';
import { olderFirst } from '../../manifest/linkerd/order';
import type { ManifestObject } from '../../manifest/manifest-object';
import { list, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Call } from '../call';
import type { RouteOutcome, Target } from '../outcome';
import { NO_CHANGES } from '../target';
import type { Trace } from '../trace';
import { AT } from './carry-out';
import { inForce, routesInForce } from './in-force';
import type { OutboundParent } from './outbound-routes';
import { outboundRoutes } from './outbound-routes';

/** Namespace of EgressNetworks for callers of every namespace, as Linkerd is installed by default. */
const GLOBAL_NAMESPACE = 'linkerd-egress';

/** What Linkerd makes of a call to what is outside the cluster: an EgressNetwork says, else it is let through. */
export function byEgress(set: ManifestSet, call: Call, host: string, trace: Trace): RouteOutcome {
  const found = egressNetworkFor(set, call, addressOf(call, host));
  if (found === 'unknown') return { kind: 'unknown', proxy: 'linkerd', route: null, reason: `Which EgressNetwork is for ${host} depends on its address; say it with \`address\`` };
  const connection = call.scheme === 'https' || call.scheme === 'tls' ? 'tls' : 'plaintext';
  const target = (name: string) => (share: number): Target => ({ service: undefined, name, port: call.port, version: undefined, share, endpoints: [], connection });
  if (!found) {
    trace.add(AT, undefined, () => `${host} is outside the cluster, and no EgressNetwork is for it`);
    return { kind: 'forward', proxy: 'linkerd', route: null, targets: [target('passthrough')(100)], mirrors: [], http: call.http, response: NO_CHANGES, timeoutMs: undefined, retries: undefined, fault: undefined };
  }
  const policy = text(found.spec['trafficPolicy']);
  trace.add(AT, found, () => `is for ${host}: trafficPolicy ${policy ?? 'is not said'}`);
  trace.use(found, null);
  const parent: OutboundParent = { kind: 'EgressNetwork', namespace: found.namespace ?? 'default', name: found.name, object: found };
  const protocol = listsPort(portList(found.annotations[OPAQUE_PORTS] ?? DEFAULT_OPAQUE_PORTS), call.port) ? 'opaque' : 'detect';
  const routes = routesInForce(outboundRoutes(set, parent, call.port, call.client.namespace), protocol);
  const deny = (kind: 'request' | 'connection'): RouteOutcome => ({
    kind: 'refused', proxy: 'linkerd', route: null, status: kind === 'request' ? 403 : null, ...(kind === 'request' && call.scheme === 'grpc' && { grpcStatus: 7 }),
    reason: `EgressNetwork ${parent.namespace}/${parent.name} denies what none of its routes is for`, decidedBy: [{ object: found, rule: null }],
  });
  return inForce(set, call, parent, routes, target(host), trace, policy === 'Allow' ? undefined : deny);
}

/** Those of the callers' namespace first; of several, the narrowest network, then the oldest. */
function egressNetworkFor(set: ManifestSet, { client }: Call, address: Network | undefined): ManifestObject | 'unknown' | undefined {
  for (const namespace of [client.namespace, GLOBAL_NAMESPACE]) {
    if (namespace === undefined) continue;
    const candidates = set.inNamespace(POLICY_GROUP, 'EgressNetwork', namespace).map(object => ({ object, bits: bitsFor(object, address) }));
    if (candidates.some(({ bits }) => bits === 'unknown')) return 'unknown';
    const fitting = candidates.filter((one): one is { object: ManifestObject; bits: number } => typeof one.bits === 'number');
    const [first] = fitting.sort((a, b) => b.bits - a.bits || olderFirst(a.object, b.object));
    if (first) return first.object;
  }
  return undefined;
}

/** How narrow the network is by which it is for an address; undefined where it is not. */
function bitsFor({ spec }: ManifestObject, address: Network | undefined): number | 'unknown' | undefined {
  if (spec['networks'] === undefined) return address && isInCluster(address) ? undefined : 0;
  const networks = records(spec['networks']).map(([{ cidr, except }]) => ({ range: network(text(cidr) ?? ''), except: list(except).flatMap(part => network(text(part) ?? '') ?? []) }));
  // One that overlaps with the cluster's own networks is not accepted.
  if (networks.some(({ range, except }) => range && overlapsCluster(range, except))) return undefined;
  if (!address) return 'unknown';
  const bits = networks.filter(({ range, except }) => range && covers(range, address) && !except.some(part => covers(part, address))).map(({ range }) => range!.bits);
  return bits.length > 0 ? Math.max(...bits) : undefined;
}

function isInCluster(address: Network): boolean {
  return CLUSTER_NETWORKS.some(range => covers(network(range)!, address));
}

function overlapsCluster(range: Network, except: readonly Network[]): boolean {
  return CLUSTER_NETWORKS.map(own => network(own)!).some(own => (covers(range, own) || covers(own, range)) && !except.some(part => covers(part, own) || covers(part, range)));
}

function addressOf({ address }: Call, host: string): Network | undefined {
  const known = address ?? host.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(known) ? network(known) : undefined;
}
