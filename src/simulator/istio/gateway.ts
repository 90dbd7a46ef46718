import { policiesAtGateway } from '../../manifest/istio/policy-targets';
import { hostsMeet } from '../../manifest/istio/hosts';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { Call, HttpMessage } from '../call';
import { tellCertificates } from '../certificates';
import type { HopSender } from '../data-planes';
import type { RouteOutcome } from '../outcome';
import { identityOf } from '../simulate';
import type { Trace } from '../trace';
import { authenticate } from './jwt';
import type { GatewayChain } from './gateway-chains';
import { gatewayPort } from './gateway-chains';
import { routedConnection } from './gateway-connections';
import { gatewayAddress } from './gateway-address';
import type { GatewayPlace } from './gateway-place';
import { containerPort } from './gateway-place';
import type { Served } from './gateway-servers';
import { gatewayProxy, gatewayVirtualHosts } from './gateway-virtual-hosts';
import { applyHttpRoutes } from './http-routing';
import type { RoutingHop } from './http-routing';
import { chainFor } from './layer4';
import { decide } from './rbac-decision';
import type { Claims, RbacSubject } from './rbac-subject';
import { CALLER_ADDRESS, pathSeen, principalOf } from './rbac-subject';
import { tellUnbound } from './unbound';
import { grpcStatus } from '../failed-connection';

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
  const port = gatewayPort(set, place, call.port);
  tellUnbound(set, place, at, trace);
  if (!port) return refusedConnection(`No Service in front of the gateway has port ${call.port}`);
  const { servers, chains } = port;
  if (servers.length === 0) return refusedConnection(`No Gateway on these pods serves port ${call.port}`);
  const chain = chainFor(chains, isEncrypted(call) ? call.host : undefined);
  if (isEncrypted(call)) for (const other of servers) if (other !== chain?.served) trace.add(at, other.object, () => `${other.name} is not for server name ${call.host}`);
  return chain ? outcomeBy(one, chain) : refusedConnection(refusal(one, servers));
}

function isEncrypted({ scheme }: Call): boolean {
  return scheme === 'https' || scheme === 'tls';
}

function refusal({ call }: AtGateway, servers: readonly Served[]): string {
  const encrypted = isEncrypted(call);
  if (!encrypted && servers.every(({ tls }) => tls !== undefined)) return `Port ${call.port} of the gateway takes TLS only`;
  const [{ object, name }] = servers as [Served];
  const passing = servers.find(({ tls }) => tls === 'AUTO_PASSTHROUGH');
  if (passing) return `${passing.object.namespace}/${passing.object.name} ${passing.name} passes only TLS of the mesh through, whose server names begin with "outbound_"`;
  if (servers.length === 1 && servers[0]!.kind === 'tcp') return `No route of ${object.namespace}/${object.name} ${name} takes the connection`;
  return `No server on port ${call.port} of the gateway is for ${encrypted ? `server name ${call.host}` : 'the connection'}`;
}

function refusedConnection(reason: string): RouteOutcome {
  return { ...PLAIN, kind: 'unroutable', status: null, reason };
}

function outcomeBy(one: AtGateway, { served, http, route }: GatewayChain): RouteOutcome {
  const { call, at, trace } = one;
  const { object, name, tls } = served;
  const encrypted = isEncrypted(call);
  const ends = tls !== undefined && tls !== 'PASSTHROUGH';
  if (!encrypted && ends) return refusedConnection(`Port ${call.port} of the gateway takes TLS only`);
  if (encrypted && tls === undefined && !route) return refusedConnection(`Port ${call.port} of the gateway takes no TLS`);
  for (const taking of http.length > 0 ? http : [served]) {
    trace.use(taking.object, null);
    trace.add(at, taking.object, () => (tls === undefined ? `${taking.name} takes plaintext on port ${call.port}` : `${taking.name} takes server name ${call.host}, TLS mode ${tls}`));
  }
  tellCertificates(one.set, object, served.secrets.map(secret => ({ namespace: one.place.namespace, ...secret })), at, trace);
  const lacks = lackingIdentity(one, served);
  if (lacks !== undefined) return { ...PLAIN, kind: 'refused', status: null, reason: `Gateway ${object.namespace}/${object.name} ${name}: ${lacks}`, decidedBy: [{ object, rule: null }] };
  if (route) return denial(one, served, undefined, undefined) ?? routedConnection(hopOf(one, served), route);
  const sent = ends ? call.inside : call.http;
  if (sent) return requests(one, http, sent);
  return ends ? refusedConnection(`${object.namespace}/${object.name} ${name} reads HTTP inside TLS, and what is sent is none`)
    : { ...PLAIN, kind: 'unroutable', status: 400, reason: `Port ${call.port} of the gateway is for HTTP, and what is sent is no HTTP` };
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
  const refused = denial(one, servers[0]!, sent, token.claims);
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
    return { ...PLAIN, kind: 'answer', status: 301, location, headers: { location }, reason: `Gateway ${object.namespace}/${object.name} redirects plaintext to https`, decidedBy: [{ object, rule: null }] };
  }
  return applyHttpRoutes(hopOf(one, served), virtualHost.entries, { message, ...(claims && { claims }) });
}

function hopOf({ set, place, at, trace }: AtGateway, served: Served): RoutingHop {
  return { set, at, trace, name: 'istio-gateway', namespace: place.namespace, labels: place.labels, client: place.pods, proxy: gatewayProxy(place, served) };
}

function denial(one: AtGateway, served: Served, http: HttpMessage | undefined, claims: Claims | undefined): RouteOutcome | undefined {
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
