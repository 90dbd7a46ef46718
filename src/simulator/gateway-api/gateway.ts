import { attachedTo } from '../../manifest/gateway-api/attachments';
import type { GatewayListeners, Listener } from '../../manifest/gateway-api/gateways';
import { asksCertificates } from '../../manifest/gateway-api/gateways';
import { hostnameRank } from '../../manifest/gateway-api/hostnames';
import { matchText } from '../../manifest/gateway-api/matches';
import type { RankedMatch } from '../../manifest/gateway-api/precedence';
import { byPrecedence, compareAge } from '../../manifest/gateway-api/precedence';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Call, HttpMessage } from '../call';
import { tellCertificates } from '../certificates';
import type { RouteOutcome } from '../outcome';
import { NO_CHANGES } from '../target';
import type { Trace } from '../trace';
import { overTls } from './backend-connections';
import { carryOut, routeRef } from './carry-out';
import { hostOf, matchRoute, meetsHostname } from './message-match';
import { byServerName } from './server-name';
import { sharesOf } from './shares';
import { tellUnattached } from './unattached';

const PLAIN = { proxy: 'gateway-api', route: null } as const;

/** One call at a Gateway of a class that is not Istio's. */
interface AtGateway {
  readonly set: ManifestSet;
  readonly call: Call;
  readonly gateway: GatewayListeners;
  readonly at: string;
  readonly trace: Trace;
}

/** A Gateway as the Gateway API has it, with the listeners that ListenerSets add: the listener for the connection, then its routes. */
export function gatewayApiOutcome(set: ManifestSet, call: Call, gateway: GatewayListeners, added: readonly GatewayListeners[], trace: Trace): RouteOutcome {
  const one: AtGateway = { set, call, gateway, trace, at: `gateway ${gateway.namespace}/${gateway.name}` };
  const owners = [gateway, ...added];
  for (const owner of owners) tellUnattached(set, owner, one.at, trace);
  const here = owners.flatMap(owner => owner.listeners.filter(({ port }) => port === call.port).map(listener => ({ owner, listener })));
  if (here.length === 0) return refused(`Gateway ${gateway.namespace}/${gateway.name} has no listener on port ${call.port}`);
  const encrypted = call.scheme === 'https' || call.scheme === 'tls';
  const able = here.filter(({ listener: { protocol } }) => (protocol === 'HTTPS' || protocol === 'TLS') === encrypted);
  if (able.length === 0) return refused(`Port ${call.port} of Gateway ${gateway.namespace}/${gateway.name} takes ${encrypted ? 'no TLS' : 'TLS only'}`);
  const host = encrypted ? call.host : call.http ? hostOf(call.http) : undefined;
  const chosen = mostSpecific(able, host);
  if (!chosen) return encrypted || !call.http ? refused(`No listener on port ${call.port} is for ${host ?? 'connections without a name'}`) : { ...PLAIN, kind: 'unroutable', status: 404, reason: `No listener on port ${call.port} is for host ${host}` };
  trace.use(chosen.owner.object, null);
  trace.add(one.at, chosen.owner.object, () => `listener ${chosen.listener.name} takes it`);
  return atListener(one, chosen.owner, chosen.listener);
}

function refused(reason: string): RouteOutcome {
  return { ...PLAIN, kind: 'unroutable', status: null, reason };
}

type Chosen = { readonly owner: GatewayListeners; readonly listener: Listener };

function mostSpecific(listeners: readonly Chosen[], host: string | undefined): Chosen | undefined {
  const fitting = listeners.filter(({ listener: { hostname } }) => hostname === undefined || host !== undefined && meetsHostname(hostname, host));
  return fitting.sort((a, b) => {
    const [one, other] = [hostnameRank(a.listener.hostname ?? ''), hostnameRank(b.listener.hostname ?? '')];
    return other[0] - one[0] || other[1] - one[1];
  })[0];
}

function atListener(one: AtGateway, owner: GatewayListeners, listener: Listener): RouteOutcome {
  const { call, gateway } = one;
  const { protocol, tlsMode } = listener;
  if (tlsMode === 'Terminate') tellCertificates(one.set, owner.object, listener.certificates.filter(({ kind }) => kind === 'Secret'), one.at, one.trace);
  if (tlsMode === 'Terminate' && asksCertificates(gateway, listener.port) && !call.client.certificate) {
    return { ...PLAIN, kind: 'refused', status: null, reason: `Gateway ${gateway.namespace}/${gateway.name} asks for a certificate of the client on port ${call.port}`, decidedBy: [{ object: gateway.object, rule: null }] };
  }
  if (protocol === 'HTTP' || protocol === 'HTTPS' && tlsMode !== 'Passthrough') {
    const message = call.http ?? call.inside;
    return message ? requests(one, owner, listener, message) : { ...PLAIN, kind: 'unroutable', status: call.scheme === 'tcp' ? 400 : null, reason: `Listener ${listener.name} is for HTTP, and what is sent is no HTTP` };
  }
  return connections(one, owner, listener);
}

function requests({ set, call, at, trace }: AtGateway, owner: GatewayListeners, listener: Listener, message: HttpMessage): RouteOutcome {
  const ranked = attachedTo(set, owner).flatMap(({ route, accepted }) => accepted.filter(one => one.listener === listener).flatMap(({ hostnames }) =>
    hostnames.flatMap(hostname => route.rules.flatMap(rule => rule.matches.map((match): RankedMatch => ({ route, rule, match, hostname })))))).sort(byPrecedence);
  const chosen = matchRoute(ranked, message);
  for (const candidate of ranked) {
    const says = `rule ${candidate.rule.index} (${matchText(candidate.match)})`;
    trace.add(at, candidate.route.object, () => candidate === chosen ? `${says} matches` : `${says} does not match ${message.method} ${message.path} of ${message.host}`);
    if (candidate === chosen) break;
  }
  if (!chosen) return { ...PLAIN, kind: 'unroutable', status: 404, reason: `No route of listener ${listener.name} matches ${message.method} ${message.path} of ${message.host}` };
  trace.use(chosen.route.object, chosen.rule.index);
  return overTls(set, carryOut(set, chosen, message, { proxy: 'gateway-api', connection: 'plaintext', grants: true, port: call.port }), at, trace);
}

function connections({ set, call, at, trace }: AtGateway, owner: GatewayListeners, listener: Listener): RouteOutcome {
  const routes = attachedTo(set, owner).filter(({ accepted }) => accepted.some(one => one.listener === listener)).map(({ route }) => route).sort(compareAge);
  const tls = routes.filter(({ kind }) => kind === 'TLSRoute');
  const route = (tls.length > 0 ? byServerName(tls, call.host) : undefined) ?? routes.find(({ kind }) => kind === 'TCPRoute');
  const rule = route?.rules[0];
  if (!route || !rule) return refused(`No route of listener ${listener.name} takes the connection`);
  trace.add(at, route.object, () => `rule ${rule.index} takes the connection`);
  trace.use(route.object, rule.index);
  const targets = sharesOf(set, rule, { group: route.object.group, kind: route.kind, namespace: route.namespace }, 'plaintext', true)
    .map(({ target }) => (target.unusable ? { ...target, unusable: { ...target.unusable, status: null } } : target));
  const ref = routeRef({ route, rule });
  if (targets.length === 0) return { ...PLAIN, route: ref, kind: 'unroutable', status: null, reason: `Rule ${rule.index} of ${route.namespace}/${route.name} has no backend` };
  const outcome: RouteOutcome = { ...PLAIN, route: ref, kind: 'forward', targets, mirrors: [], http: undefined, response: NO_CHANGES, timeoutMs: undefined, retries: undefined, fault: undefined };
  return listener.tlsMode === 'Passthrough' ? outcome : overTls(set, outcome, at, trace);
}
