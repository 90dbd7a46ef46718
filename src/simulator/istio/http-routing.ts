import { fullHost } from '../../manifest/istio/hosts';
import { record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { HttpMessage } from '../call';
import type { Answered, Fault, Forwarded, Mirror, ResponseChanges, RetriesInForce, RouteOutcome, Target } from '../outcome';
import { NO_CHANGES } from '../target';
import type { Cluster, ClusterClient, Place } from './clusters';
import { clusterTarget, portsFor, placeOf, targetAt } from './clusters';
import { corsAnswer } from './cors';
import { followedBy, headerOperations, joined, responseChanges, changedHeaders } from './header-operations';
import type { HeaderOperations } from './header-operations';
import type { RouteRequest } from './http-match';
import type { Fields, RouteProxy } from './http-rule';
import { rewrittenPath } from './path-rewrite';
import { redirectOf } from './redirect';
import type { RouteEntry } from './route-entries';
import { firstMatch, routeRef } from './route-entries';
import { faultOf, percentOf, retriesOf, timeoutOf } from './tries';

/** A proxy of Istio's that routes a request. */
export interface RoutingHop extends ClusterClient {
  readonly set: ManifestSet;
  readonly proxy: RouteProxy;
}

/** What the routes of one virtual host make of a request: the first entry that it meets decides; without one, the answer is 404. */
export function applyHttpRoutes(hop: RoutingHop, entries: readonly RouteEntry[], request: RouteRequest): RouteOutcome {
  const { at, trace, name } = hop;
  const { message } = request;
  const entry = firstMatch(entries, request, at, trace);
  if (!entry) return { kind: 'unroutable', proxy: name, route: null, status: 404, reason: `No route for ${message.host} takes ${message.method} ${message.path}` };
  const { fields, object } = entry.rule;
  const cors = corsAnswer(fields['corsPolicy'], message);
  const answer = (status: number, reason: string, more: Partial<Answered> = {}): Answered => {
    const { set, add } = headerOperations(fields['headers'], 'response');
    trace.add(at, object, reason);
    return { kind: 'answer', proxy: name, route: routeRef(entry), status, location: undefined, reason, ...more, headers: { ...more.headers, ...set, ...add, ...cors.headers } };
  };
  if (cors.preflight) return { ...answer(200, `${name} answers the preflight itself`), headers: cors.headers };
  if (isSaid(fields['redirect'])) {
    const { status, location } = redirectOf(entry, message);
    return answer(status, `redirects to ${location}`, { location, headers: { location } });
  }
  if (isSaid(fields['directResponse'])) {
    const status: unknown = record(fields['directResponse'])['status'];
    if (entry.rule.semantics === 'gateway-api') return withoutBackend(hop, entry);
    return answer(typeof status === 'number' ? status : 500, `answers ${String(status)} itself`);
  }
  const forwarded = forward(hop, entry, message);
  return forwarded.kind === 'forward' && Object.keys(cors.headers).length > 0 ? { ...forwarded, response: { ...forwarded.response, set: { ...forwarded.response.set, ...cors.headers } } } : forwarded;
}

/** A request to a host that no route speaks of: to the host itself, with the retries of the mesh. */
export function plainHttpRoute(hop: RoutingHop, cluster: Cluster, message: HttpMessage | undefined): Forwarded {
  return {
    kind: 'forward', proxy: hop.name, route: null, targets: [clusterTarget(hop.set, hop, cluster, 100, 503)], mirrors: [], http: message,
    response: NO_CHANGES, timeoutMs: undefined, retries: retriesOf(hop.set, undefined), fault: undefined,
  };
}

/** The Gateway API has no answers of a route's own: Istio's translation uses one where there is nothing to send to. */
function withoutBackend({ at, trace, name }: RoutingHop, entry: RouteEntry): RouteOutcome {
  const { object } = entry.rule;
  const reason = `${object.kind} ${object.namespace}/${object.name} has no backend that takes requests`;
  trace.add(at, object, reason);
  return { kind: 'unroutable', proxy: name, route: routeRef(entry), status: 500, reason };
}

/** What an entry does with every request that it takes. */
interface Action {
  readonly weighted: readonly WeightedPlace[];
  readonly request: HeaderOperations;
  readonly response: ResponseChanges;
  readonly authority: string | undefined;
  /** Copies to them take `share` percent. */
  readonly mirrors: readonly WeightedPlace[];
  readonly timeoutMs: number | undefined;
  readonly retries: RetriesInForce | undefined;
  readonly fault: Fault | undefined;
}

interface WeightedPlace {
  readonly place: Place;
  readonly share: number;
  /** Of one destination among several that changes headers itself. */
  readonly own: { readonly request: HeaderOperations; readonly response: ResponseChanges } | undefined;
}

/** An entry is one proxy's. */
const actions = new WeakMap<RouteEntry, Action>();

function actionOf(hop: RoutingHop, entry: RouteEntry): Action {
  let action = actions.get(entry);
  if (!action) actions.set(entry, action = findAction(hop, entry));
  return action;
}

function findAction(hop: RoutingHop, entry: RouteEntry): Action {
  const { set } = hop;
  const { fields } = entry.rule;
  const destinations = records(fields['route']).map(([destination]) => destination);
  const single = destinations.length === 1;
  const [request, response] = [headerOperations(fields['headers'], 'request'), headerOperations(fields['headers'], 'response')];
  const place = (destination: unknown) => placeOf(set, hop, clusterOf(hop, destination, entry));
  // Of one destination, headers are changed in one go after the route's; of several, before them.
  const alone: unknown = single ? destinations[0]!['headers'] : undefined;
  const ownOf = ({ headers }: Fields) => (single || !isSaid(headers) ? undefined : {
    request: followedBy(headerOperations(headers, 'request'), request), response: responseChanges(followedBy(headerOperations(headers, 'response'), response)),
  });
  return {
    weighted: sharesOf(destinations).map(({ destination, share }) => ({ place: place(destination['destination']), share, own: ownOf(destination) })),
    request: joined(request, headerOperations(alone, 'request')), response: responseChanges(joined(response, headerOperations(alone, 'response'))),
    authority: text(record(fields['rewrite'])['authority']) || request.authority,
    mirrors: mirrorsIn(fields).map(({ destination, percent }) => ({ place: place(destination), share: percent, own: undefined })),
    timeoutMs: timeoutOf(fields), retries: retriesOf(set, fields), fault: faultOf(fields),
  };
}

function forward(hop: RoutingHop, entry: RouteEntry, message: HttpMessage): RouteOutcome {
  const { weighted, request, response, authority, mirrors, timeoutMs, retries, fault } = actionOf(hop, entry);
  const [proxy, route] = [hop.name, routeRef(entry)];
  if (weighted.length === 0) return { kind: 'unroutable', proxy, route, status: 503, reason: 'The route names no destination with a weight' };
  const path = rewrittenPath(entry, message);
  const changed = (operations: HeaderOperations): HttpMessage => {
    const { method, host, headers, scheme, token } = message;
    return { method, host: authority ?? operations.authority ?? host, path, headers: changedHeaders(headers, operations), scheme, token };
  };
  const missing = entry.rule.semantics === 'gateway-api' ? 500 : 503;
  const targets = weighted.map(({ place, share, own }): Target => {
    const target = targetAt(hop, place, share, missing);
    return own ? { ...target, http: changed(own.request), responseChanges: own.response } : target;
  });
  const copies = mirrors.map(({ place, share: percent }): Mirror => {
    const { service, name, port, version } = targetAt(hop, place, 0, null);
    return { service, name, port, version, percent };
  });
  return { kind: 'forward', proxy, route, targets, mirrors: copies, http: changed(request), response, timeoutMs, retries, fault };
}

/** Of several, those with a weight, in percent of their sum; one alone gets everything. */
function sharesOf(destinations: readonly Fields[]): { readonly destination: Fields; readonly share: number }[] {
  if (destinations.length === 1) return [{ destination: destinations[0]!, share: 100 }];
  const weights = destinations.map(({ weight }) => (typeof weight === 'number' ? weight : 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return destinations.flatMap((destination, index) => (weights[index]! > 0 ? [{ destination, share: 100 * weights[index]! / sum }] : []));
}

/** A destination without a port: at gateways, the only port that the host has; else the listener's. */
function clusterOf(hop: RoutingHop, destination: unknown, { rule, port: listener }: RouteEntry): Cluster {
  const { set, proxy } = hop;
  const { host, subset, port, refused } = record(destination);
  const full = fullHost(text(host) ?? '', rule.namespace, set);
  const number: unknown = record(port)['number'];
  const ports = typeof number === 'number' || proxy.kind === 'sidecar' ? [] : portsFor(set, hop, full);
  return {
    host: full, written: text(host), subset: text(subset) || undefined, refused: text(refused), port: typeof number === 'number' ? number : ports.length === 1 ? ports[0]!.port : listener,
    ...(proxy.kind === 'sidecar' && { aliasPort: proxy.port }),
  };
}

interface WrittenMirror {
  readonly destination: unknown;
  readonly percent: number;
}

function mirrorsIn({ mirror, mirrorPercentage, mirrorPercent, mirrors }: Fields): WrittenMirror[] {
  const old = percentOf(mirrorPercentage) ?? (typeof mirrorPercent === 'number' ? mirrorPercent : 100);
  const all: WrittenMirror[] = [
    ...(isSaid(mirror) ? [{ destination: mirror as unknown, percent: old }] : []),
    ...records(mirrors).map(([{ destination, percentage }]) => ({ destination: destination as unknown, percent: percentOf(percentage) ?? 100 })),
  ];
  return all.filter(({ destination, percent }) => percent > 0 && isSaid(destination));
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}
