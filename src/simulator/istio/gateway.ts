import { hostsMeet } from '../../manifest/istio/hosts';
import { policiesAtGateway } from '../../manifest/istio/policy-targets';
import { HostIndex } from '../../manifest/istio/hosts';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Call, HttpMessage } from '../call';
import type { HopSender } from '../data-planes';
import type { RouteOutcome } from '../outcome';
import { identityOf } from '../simulate';
import type { Trace } from '../trace';
import { authenticate } from './jwt';
import { gatewayAddress } from './gateway-address';
import type { GatewayPlace } from './gateway-place';
import { containerPort } from './gateway-place';
import { servedSources } from './gateway-routes';
import type { Served } from './gateway-servers';
import { serversAt } from './gateway-servers';
import { gatewayProxy, gatewayVirtualHosts } from './gateway-virtual-hosts';
import { applyHttpRoutes } from './http-routing';
import type { RoutingHop } from './http-routing';
import { chainFor, tcpRuleOutcome, tlsRuleChains } from './layer4';
import { decide } from './rbac-decision';
import type { Claims, RbacSubject } from './rbac-subject';
import { CALLER_ADDRESS, pathSeen, principalOf } from './rbac-subject';
import { grpcStatus } from './sidecar-inbound';

const PLAIN = { proxy: 'istio-gateway', route: null } as const;

/** One call at a gateway of Istio's. */
interface AtGateway {
  readonly set: ManifestSet;
  readonly call: Call;
  readonly place: GatewayPlace;
  readonly at: string;
  readonly trace: Trace;
}

/** The gateway's pods with every Gateway on them: which server takes the connection, tokens, authorization, routes. */
export function istioGatewaySide(set: ManifestSet, call: Call, place: GatewayPlace, trace: Trace): { readonly outcome: RouteOutcome; readonly sender: HopSender } {
  const { namespace, serviceAccount } = place;
  const one: AtGateway = { set, call, place, trace, at: `gateway ${namespace}/${serviceAccount}` };
  return { outcome: outcomeOf(one), sender: { proxy: 'istio-gateway', peer: { namespace, serviceAccount, mesh: 'istio' }, namespace } };
}

function outcomeOf(one: AtGateway): RouteOutcome {
  const { set, call, place, at, trace } = one;
  const servers = serversAt(set, place, call.port);
  if (!servers) return refusedConnection(`No Service in front of the gateway has port ${call.port}`);
  if (servers.length === 0) return refusedConnection(`No Gateway on these pods serves port ${call.port}`);
  const encrypted = call.scheme === 'https' || call.scheme === 'tls';
  const plain = servers.filter(({ tls }) => tls === undefined);
  if (encrypted) return encryptedOutcome(one, servers.filter(({ tls }) => tls !== undefined));
  if (plain.length === 0) return refusedConnection(`Port ${call.port} of the gateway takes TLS only`);
  const http = plain.filter(({ kind }) => kind === 'http');
  for (const { object, name } of plain) {
    trace.add(at, object, () => `${name} takes plaintext on port ${call.port}`);
    trace.use(object, null);
  }
  if (http.length === 0) return connection(one, plain[0]!);
  return call.http ? requests(one, http, call.http) : { ...PLAIN, kind: 'unroutable', status: 400, reason: `Port ${call.port} of the gateway is for HTTP, and what is sent is no HTTP` };
}

function refusedConnection(reason: string): RouteOutcome {
  return { ...PLAIN, kind: 'unroutable', status: null, reason };
}

/** TLS goes to the server that has the most specific host for the server name. */
function encryptedOutcome(one: AtGateway, servers: readonly Served[]): RouteOutcome {
  const { call, at, trace } = one;
  if (servers.length === 0) return refusedConnection(`Port ${call.port} of the gateway takes no TLS`);
  const index = new HostIndex<Served>();
  for (const served of servers) for (const { host } of served.hosts) index.add(host, served);
  const [served] = index.mostSpecific(call.host);
  for (const other of servers) if (other !== served) trace.add(at, other.object, () => `${other.name} is not for server name ${call.host}`);
  if (!served) return refusedConnection(`No server on port ${call.port} of the gateway is for server name ${call.host}`);
  const { object, name, tls } = served;
  trace.use(object, null);
  trace.add(at, object, () => `${name} takes server name ${call.host}, TLS mode ${tls}`);
  if (tls === 'AUTO_PASSTHROUGH') return refusedConnection(`${object.namespace}/${object.name} ${name} passes only TLS of the mesh through, whose server names begin with "outbound_"`);
  if (tls === 'PASSTHROUGH') return connection(one, served);
  const lacks = lackingIdentity(one, served);
  if (lacks !== undefined) return { ...PLAIN, kind: 'refused', status: null, reason: `Gateway ${object.namespace}/${object.name} ${name}: ${lacks}`, decidedBy: [{ object, rule: null }] };
  if (served.kind === 'tcp') return connection(one, served);
  return call.inside ? requests(one, [served], call.inside) : refusedConnection(`${object.namespace}/${object.name} ${name} reads HTTP inside TLS, and what is sent is none`);
}

function lackingIdentity({ call }: AtGateway, { tls }: Served): string | undefined {
  if (tls === 'MUTUAL' && !call.client.certificate) return 'TLS mode MUTUAL asks for a certificate of the client';
  return tls === 'ISTIO_MUTUAL' && identityOf(call)?.mesh !== 'istio' ? 'TLS mode ISTIO_MUTUAL asks for an identity of the mesh' : undefined;
}

/** Tokens and authorization come before routes: what they refuse never learns whether there is one. */
function requests(one: AtGateway, servers: readonly Served[], sent: HttpMessage): RouteOutcome {
  const { set, place, at, trace } = one;
  const token = authenticate(policiesAtGateway(set, 'RequestAuthentication', place), sent, at, trace);
  if (token.kind === 'refused') return { ...PLAIN, ...token, ...grpcStatus(sent, token.status) };
  const refused = refusal(one, servers[0]!, sent, token.claims);
  if (refused) return refused;
  const { http: message, claims } = token;
  const host = message.host.toLowerCase().replace(/:\d+$/, '');
  const [virtualHost] = gatewayVirtualHosts(set, place, servers).mostSpecific(host);
  const served = servers.find(({ hosts }) => hosts.some(server => hostsMeet(server.host, host))) ?? servers[0]!;
  if (!virtualHost) return { ...PLAIN, kind: 'unroutable', status: 404, ...grpcStatus(message, 404), reason: `Nothing on this port of the gateway is for host ${host}` };
  if (virtualHost.redirect && message.scheme === 'http') {
    const { object, name } = virtualHost.redirect;
    const location = `https://${message.host}${message.path}`;
    trace.add(at, object, () => `${name}: httpsRedirect sends to ${location}`);
    return { ...PLAIN, kind: 'answer', status: 301, location, headers: { location }, reason: `Gateway ${object.namespace}/${object.name} redirects plaintext to https` };
  }
  return applyHttpRoutes(hopOf(one, served), virtualHost.entries, { message, ...(claims && { claims }) });
}

/** Connections go by the server name where TLS passes through, else by the first rule for them. */
function connection(one: AtGateway, served: Served): RouteOutcome {
  const { set, call, place } = one;
  const refused = refusal(one, served, undefined, undefined);
  if (refused) return refused;
  const hop = hopOf(one, served);
  const sources = servedSources(set, served, place.namespace).map(({ source }) => source);
  const none = refusedConnection(`No route of ${served.object.namespace}/${served.object.name} ${served.name} takes the connection`);
  if (served.tls === 'PASSTHROUGH') return chainFor(tlsRuleChains(hop, sources), call.host)?.outcome() ?? none;
  return tcpRuleOutcome(hop, sources, call.address) ?? (served.tls === undefined ? none : chainFor(tlsRuleChains(hop, sources), call.host)?.outcome() ?? none);
}

function hopOf({ set, place, at, trace }: AtGateway, served: Served): RoutingHop {
  return { set, at, trace, name: 'istio-gateway', namespace: place.namespace, labels: place.labels, client: place.pods, proxy: gatewayProxy(place, served) };
}

function refusal(one: AtGateway, served: Served, http: HttpMessage | undefined, claims: Claims | undefined): RouteOutcome | undefined {
  const { set, place, at, trace } = one;
  const { kind, reason, decidedBy } = decide(set, policiesAtGateway(set, 'AuthorizationPolicy', place), subjectOf(one, served, http, claims), { at, tcp: http === undefined }, trace);
  if (kind === 'allowed') return undefined;
  return kind === 'unknown' ? { ...PLAIN, kind, reason } : { ...PLAIN, kind: 'refused', status: http ? 403 : null, ...grpcStatus(http, 403), reason, decidedBy };
}

function subjectOf({ set, call, place }: AtGateway, { tls }: Served, http: HttpMessage | undefined, claims: Claims | undefined): RbacSubject {
  const direct = call.client.ip ?? CALLER_ADDRESS;
  return {
    principal: tls === 'ISTIO_MUTUAL' ? principalOf(set, identityOf(call)) : undefined, directIp: direct, remoteIp: gatewayAddress(set, place, http, direct),
    destinationIp: { unless: 'the address of the gateway\'s pod is known' }, port: containerPort(set, place, call.port) ?? call.port,
    sni: call.scheme === 'https' || call.scheme === 'tls' ? call.host : undefined, http, path: pathSeen(set, http), claims,
  };
}
