import type { PortProtocol } from '../../manifest/linkerd/app-protocol';
import type { Route } from '../../manifest/gateway-api/routes';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Call, HttpMessage } from '../call';
import { isGrpc } from '../gateway-api/message-match';
import type { Forwarded, RouteOutcome, Target } from '../outcome';
import { NO_CHANGES } from '../target';
import type { Trace } from '../trace';
import { available } from './backends';
import { AT, byRoutes } from './carry-out';
import { limitsOf } from './limits';
import type { OutboundParent, OutboundRoute } from './outbound-routes';
import { byStream } from './streams';
import { inherited, retriesOf, shortest } from './times';

/** What counts of the routes of a port. */
export interface RoutesInForce {
  readonly protocol: PortProtocol;
  readonly kind: Route['kind'] | undefined;
  readonly chosen: readonly Route[];
  readonly others: readonly { readonly route: Route; readonly why: string }[];
}

/** One kind of routes counts, by the protocol of the port. */
export function routesInForce(all: readonly OutboundRoute[], protocol: PortProtocol): RoutesInForce {
  const usable = all.filter(({ problem }) => problem === undefined).map(({ route }) => route);
  const kinds = KINDS_OF[protocol];
  const kind = kinds.find(candidate => usable.some(route => route.kind === candidate));
  return {
    protocol, kind, chosen: usable.filter(route => route.kind === kind),
    others: [
      ...all.flatMap(({ route, problem }) => (problem === undefined ? [] : [{ route, why: `is not used: ${problem}` }])),
      ...usable.filter(route => route.kind !== kind).map(route => ({ route, why: kinds.includes(route.kind) ? `does not count beside a ${kind ?? ''}` : 'does not count for a port of this protocol' })),
    ],
  };
}

/** What the routes of a parent make of a call; without any, the parent decides. */
export function inForce(
  set: ManifestSet, call: Call, parent: OutboundParent, { protocol, kind, chosen, others }: RoutesInForce, own: (share: number) => Target, trace: Trace,
  refusedWithout?: (kind: 'request' | 'connection') => RouteOutcome,
): RouteOutcome {
  for (const { route, why } of others) trace.add(AT, route.object, why);
  if (kind === 'TCPRoute' || kind === 'TLSRoute') return byStream(set, call.scheme === 'https' || call.scheme === 'tls' ? call.host : undefined, parent, chosen, own, trace);
  const mismatch = mismatchOf(call, protocol, kind);
  if (mismatch) return { kind: 'unroutable', proxy: 'linkerd', route: null, ...mismatch };
  if (!call.http || protocol === 'opaque') return refusedWithout?.('connection') ?? plain(own(100), undefined, false);
  if (kind) return byRoutes(set, call, call.http, parent, chosen, own, trace);
  return refusedWithout?.('request') ?? byParent(call, call.http, parent, own);
}

const KINDS_OF: Readonly<Record<PortProtocol, readonly Route['kind'][]>> = {
  'http/1': ['HTTPRoute'], 'http/2': ['GRPCRoute', 'HTTPRoute'], 'opaque': ['TCPRoute'], 'detect': ['GRPCRoute', 'HTTPRoute', 'TLSRoute', 'TCPRoute'],
};

/** What is sent to a port of a protocol that it is not. */
function mismatchOf({ http, scheme }: Call, protocol: PortProtocol, kind: Route['kind'] | undefined): { readonly status: number | null; readonly reason: string } | undefined {
  if (http && protocol === 'http/1' && isGrpc(http)) return { status: null, reason: 'gRPC is HTTP/2, and the port is declared as HTTP/1' };
  const isHttp = protocol === 'http/1' || protocol === 'http/2' || kind === 'GRPCRoute';
  if (http || !isHttp) return undefined;
  return { status: scheme === 'tcp' ? 400 : null, reason: `The port carries HTTP (${kind === 'GRPCRoute' && protocol === 'detect' ? 'it has GRPCRoutes' : 'by its appProtocol'}), and what is sent is none` };
}

/** No route: the parent with what its annotations say. */
function byParent(call: Call, http: HttpMessage, parent: OutboundParent, own: (share: number) => Target): RouteOutcome {
  const { annotations } = parent.object;
  const limits = limitsOf(parent);
  const target = own(100);
  return {
    ...plain(limits && target.service ? { ...target, limits } : target, http, true),
    timeoutMs: shortest(inherited(annotations), call.backend.delayMs), retries: retriesOf({}, annotations, 'HTTPRoute'),
  };
}

export function plain(target: Target, http: HttpMessage | undefined, reads: boolean): Forwarded {
  return { kind: 'forward', proxy: 'linkerd', route: null, targets: [available(target, reads)], mirrors: [], http, response: NO_CHANGES, timeoutMs: undefined, retries: undefined, fault: undefined };
}
