import type { Route } from '../../manifest/gateway-api/routes';
import { matchText } from '../../manifest/gateway-api/matches';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Call, HttpMessage } from '../call';
import type { ClientSide } from '../data-planes';
import type { RouteOutcome } from '../outcome';
import { NO_CHANGES, serviceName, unrouted } from '../target';
import type { Trace } from '../trace';
import { carryOut, routeRef, ruleText } from './carry-out';
import { matchRoute } from './message-match';
import type { MeshRoutes } from './mesh-routes';
import { meshRoutes } from './mesh-routes';
import { byServerName } from './server-name';
import { sharesOf } from './shares';

const PROXY = 'gateway-api';
const AT = 'mesh at the caller';

/** A mesh that carries out routes of Services as the Gateway API says, and nothing else: no identities, no encryption. */
export const gatewayApiClient: ClientSide = (set, call, where, trace) => {
  const attached = where.kind === 'service' && where.port ? meshRoutes(set, where.service, where.port, call.client.namespace) : undefined;
  if (!attached || where.kind !== 'service' || !where.port) {
    trace.add(AT, where.kind === 'service' ? where.service.object : undefined, () => where.kind === 'pods' ? 'pods are addressed, not a Service: no route counts' : 'no route is attached');
    return unrouted(where, PROXY, call.http, 'plaintext');
  }
  if (attached.consumers) trace.add(AT, undefined, () => `routes of namespace ${call.client.namespace} replace those of ${serviceName(where.service)}'s own`);
  if (attached.kind === 'HTTPRoute' || attached.kind === 'GRPCRoute') return requests(set, call, attached, where.port.port, trace);
  return connections(set, call, attached, trace);
};

function requests(set: ManifestSet, call: Call, attached: MeshRoutes, port: number, trace: Trace): RouteOutcome {
  const { http } = call;
  if (!http) {
    for (const { object } of attached.routes) trace.add(AT, object, () => `is for HTTP, and what is sent to port ${port} is none`);
    return {
      kind: 'unroutable', proxy: PROXY, route: null, status: call.scheme === 'tcp' ? 400 : null, reason: `The port has ${attached.kind}s, and what is sent is no HTTP`,
      decidedBy: attached.routes.map(({ object }) => ({ object, rule: null })),
    };
  }
  const chosen = matchRoute(attached.ranked, http);
  explain(attached, chosen, http, trace);
  if (!chosen) return { kind: 'unroutable', proxy: PROXY, route: null, status: 404, reason: `No rule of ${attached.routes.map(nameOf).join(', ')} matches` };
  trace.use(chosen.route.object, chosen.rule.index);
  return carryOut(set, chosen, http, { proxy: PROXY, connection: 'plaintext', grants: false, port });
}

/** Says for each rule, most specific first, whether it matched, up to the one that counts. */
function explain({ ranked }: MeshRoutes, chosen: MeshRoutes['ranked'][number] | undefined, { method, path }: HttpMessage, trace: Trace): void {
  for (const candidate of ranked) {
    trace.add(AT, candidate.route.object, () => `rule ${candidate.rule.index} (${matchText(candidate.match)}) ${candidate === chosen ? 'matches' : `does not match ${method} ${path}`}`);
    if (candidate === chosen) return;
  }
}

/** TLSRoutes by the server name, TCPRoutes whatever is sent; of several the oldest. */
function connections(set: ManifestSet, call: Call, { kind, routes }: MeshRoutes, trace: Trace): RouteOutcome {
  const none = { proxy: PROXY, route: null } as const;
  const route = kind === 'TCPRoute' ? routes[0] : call.scheme === 'tls' || call.scheme === 'https' ? byServerName(routes, call.host) : undefined;
  const rule = route?.rules[0];
  if (!route || !rule) return { ...none, kind: 'unroutable', status: null, reason: `No ${kind} of ${routes.map(nameOf).join(', ')} is for this connection` };
  const ref = routeRef({ route, rule });
  trace.add(AT, route.object, () => `rule ${rule.index} takes the connection`);
  trace.use(route.object, rule.index);
  const targets = sharesOf(set, rule, { group: route.object.group, kind: route.kind, namespace: route.namespace }, 'plaintext', false)
    .map(({ target }) => (target.unusable ? { ...target, unusable: { ...target.unusable, status: null } } : target));
  if (targets.length === 0) return { ...none, route: ref, kind: 'unroutable', status: null, reason: `${ruleText(ref)} has no backend that takes connections` };
  return { ...none, route: ref, kind: 'forward', targets, mirrors: [], http: undefined, response: NO_CHANGES, timeoutMs: undefined, retries: undefined, fault: undefined };
}

function nameOf({ object: { ref } }: Route): string {
  return `${ref.kind} ${ref.namespace ?? ''}/${ref.name}`;
}
