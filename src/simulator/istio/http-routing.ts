import { fullHost } from '../../manifest/istio/hosts';
import { record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { HttpMessage } from '../call';
import type { Answered, Forwarded, Mirror, ProxyName, RouteOutcome, Target } from '../outcome';
import { NO_CHANGES } from '../target';
import type { Cluster, ClusterClient } from './clusters';
import { clusterTarget, exactHost } from './clusters';
import { corsAnswer } from './cors';
import { followedBy, headerOperations, joined, responseChanges, withHeaders } from './header-operations';
import type { HeaderOperations } from './header-operations';
import type { RouteRequest } from './http-match';
import type { Fields, HttpRule, RouteProxy } from './http-rule';
import { rewrittenPath } from './path-rewrite';
import { redirectOf } from './redirect';
import type { RouteEntry } from './route-entries';
import { firstMatch, routeRef } from './route-entries';
import { faultOf, percentOf, retriesOf, timeoutOf } from './tries';

/** A proxy of Istio's that routes a request. */
export interface RoutingHop extends ClusterClient {
  readonly set: ManifestSet;
  readonly proxy: RouteProxy;
  readonly name: ProxyName;
}

/** What the routes of one virtual host make of a request: the first entry that it meets decides; without one, the answer is 404. */
export function applyHttpRoutes(hop: RoutingHop, entries: readonly RouteEntry[], request: RouteRequest): RouteOutcome {
  const { at, trace, name, proxy } = hop;
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
    const { status, location } = redirectOf(entry, message, proxy);
    return answer(status, `redirects to ${location}`, { location, headers: { location } });
  }
  if (isSaid(fields['directResponse'])) {
    const status: unknown = record(fields['directResponse'])['status'];
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

/** What a rule says of every request that goes on. */
const actionsOf = viewOf((set, { fields }: HttpRule) => {
  const destinations = records(fields['route']).map(([destination]) => destination);
  const single = destinations.length === 1;
  const [request, response] = [headerOperations(fields['headers'], 'request'), headerOperations(fields['headers'], 'response')];
  const own: unknown = single ? destinations[0]!['headers'] : undefined;
  // Of one destination, headers are changed in one go after the route's; of several, before them.
  const forAll = { request: joined(request, headerOperations(own, 'request')), response: responseChanges(joined(response, headerOperations(own, 'response'))) };
  return {
    weighted: sharesOf(destinations).map(({ destination, share }) => ({
      destination: destination['destination'] as unknown, share,
      ...(!single && isSaid(destination['headers']) && { own: {
        request: followedBy(headerOperations(destination['headers'], 'request'), request),
        response: responseChanges(followedBy(headerOperations(destination['headers'], 'response'), response)),
      } }),
    })),
    forAll, authority: text(record(fields['rewrite'])['authority']) || request.authority,
    timeoutMs: timeoutOf(fields), retries: retriesOf(set, fields), fault: faultOf(fields),
  };
});

function forward(hop: RoutingHop, entry: RouteEntry, message: HttpMessage): RouteOutcome {
  const { set, name } = hop;
  const { rule } = entry;
  const { weighted, forAll, authority, timeoutMs, retries, fault } = actionsOf(set, rule);
  const common = { proxy: name, route: routeRef(entry) } as const;
  if (weighted.length === 0) return { ...common, kind: 'unroutable', status: 503, reason: 'The route names no destination with a weight' };
  const path = rewrittenPath(entry, message);
  const changed = (operations: HeaderOperations): HttpMessage =>
    withHeaders({ ...message, path, host: authority ?? operations.authority ?? message.host }, [operations]);
  const missing = rule.semantics === 'gateway-api' ? 500 : 503;
  const targets = weighted.map(({ destination, share, own }): Target => {
    const target = clusterTarget(set, hop, clusterOf(hop, destination, rule), share, missing);
    return own ? { ...target, http: changed(own.request), responseChanges: own.response } : target;
  });
  return { ...common, kind: 'forward', targets, mirrors: mirrorsOf(hop, rule), http: changed(forAll.request), response: forAll.response, timeoutMs, retries, fault };
}

/** Of several, those with a weight, in percent of their sum; one alone gets everything. */
function sharesOf(destinations: readonly Fields[]): { readonly destination: Fields; readonly share: number }[] {
  if (destinations.length === 1) return [{ destination: destinations[0]!, share: 100 }];
  const weights = destinations.map(({ weight }) => (typeof weight === 'number' ? weight : 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return destinations.flatMap((destination, index) => (weights[index]! > 0 ? [{ destination, share: 100 * weights[index]! / sum }] : []));
}

/** A destination without a port: at gateways, the only port that the host has; else the listener's. */
function clusterOf({ set, proxy, namespace }: RoutingHop, destination: unknown, rule: HttpRule): Cluster {
  const { host, subset, port, refused } = record(destination);
  const full = fullHost(text(host) ?? '', rule.namespace, set);
  const number: unknown = record(port)['number'];
  const ports = typeof number === 'number' || proxy.kind === 'sidecar' ? [] : exactHost(set, full, namespace)?.ports ?? [];
  return {
    host: full, subset: text(subset) || undefined, refused: text(refused), port: typeof number === 'number' ? number : ports.length === 1 ? ports[0]!.port : proxy.port,
    ...(proxy.kind === 'sidecar' && { aliasPort: proxy.port }),
  };
}

function mirrorsOf(hop: RoutingHop, rule: HttpRule): Mirror[] {
  const { mirror, mirrorPercentage, mirrorPercent, mirrors } = rule.fields;
  const old = percentOf(mirrorPercentage) ?? (typeof mirrorPercent === 'number' ? mirrorPercent : 100);
  const all = [
    ...(isSaid(mirror) ? [[mirror as unknown, old] as const] : []),
    ...records(mirrors).map(([{ destination, percentage }]) => [destination as unknown, percentOf(percentage) ?? 100] as const),
  ];
  return all.filter(([destination, percent]) => percent > 0 && isSaid(destination)).map(([destination, percent]): Mirror => {
    const { service, name, port, version } = clusterTarget(hop.set, hop, clusterOf(hop, destination, rule), 0, null);
    return { service, name, port, version, percent };
  });
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}
