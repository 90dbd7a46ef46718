import type { KnownHost } from '../../manifest/istio/host-registry';
import { hostsNamed } from '../../manifest/istio/host-registry';
import { parsePrincipal } from '../../manifest/istio/principals';
import { policiesAtWaypoint } from '../../manifest/istio/policy-targets';
import type { IstioProtocol } from '../../manifest/istio/protocols';
import { isHttp, mayBeHttp } from '../../manifest/istio/protocols';
import type { Waypoint, WaypointUse } from '../../manifest/istio/waypoints';
import { workloadWaypoint } from '../../manifest/istio/waypoints';
import type { ManifestObject } from '../../manifest/manifest-object';
import { list, record, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import { namespaceFacts } from '../../manifest/namespaces';
import type { Service } from '../../manifest/services';
import type { Call, HttpMessage } from '../call';
import type { HopSender, WaypointSide } from '../data-planes';
import type { Undecided } from '../known';
import type { RouteOutcome, Target } from '../outcome';
import { NO_CHANGES } from '../target';
import type { Trace } from '../trace';
import { authenticate } from './jwt';
import { decide } from './rbac-decision';
import type { Claims, RbacSubject } from './rbac-subject';
import { CALLER_ADDRESS, pathSeen, principalOf, remoteAddress } from './rbac-subject';
import { grpcStatus } from './sidecar-inbound';
import { hostUse } from './waypoint-clusters';
import { connectAtWaypoint, routeAtWaypoint, waypointHop } from './waypoint-routes';

const PROXY = 'istio-waypoint';

/** One call at a waypoint. */
interface AtWaypoint {
  readonly set: ManifestSet;
  readonly call: Call;
  readonly waypoint: Waypoint;
  readonly target: Target;
  /** Undefined where pods were addressed, not a Service or a host. */
  readonly known: KnownHost | undefined;
  readonly sender: HopSender;
  readonly at: string;
  readonly trace: Trace;
}

/** The waypoint of a target: for what comes from a ztunnel, and from gateways where the Service asks for it. */
export const waypointSide: WaypointSide = (set, call, message, target, sender, trace) => {
  const toPods = sender.proxy === 'istio-ztunnel' && sender.toPods === true;
  const known = toPods ? undefined : target.service ? hostOfService(set, target.service) : hostsNamed(set, target.name)[0];
  const use = toPods ? podsUse(set, target) : known && hostUse(set, known);
  if (!use) return undefined;
  const why = goesAround(set, use, known, sender, toPods);
  if (why !== undefined) {
    trace.add(`waypoint ${use.namespace}/${use.name}`, use.waypoint?.object, () => `is gone around: ${why}`);
    return undefined;
  }
  const waypoint = use.waypoint!;
  trace.use(waypoint.object, null);
  const at: AtWaypoint = { set, call, waypoint, target, known, sender, trace, at: `waypoint ${waypoint.namespace}/${waypoint.name}` };
  return { outcome: passed(at, message), sender: senderOf(set, waypoint) };
};

const hostOfService = viewOf((set, service: Service): KnownHost | undefined => hostsNamed(set, service.host.toLowerCase())[0]);

const senderOf = viewOf((_set, { namespace, name, principal }: Waypoint): HopSender => (
  { proxy: PROXY, peer: { namespace, serviceAccount: parsePrincipal(principal)?.account ?? name, mesh: 'istio' }, namespace }));

function podsUse(set: ManifestSet, { endpoints }: Target): WaypointUse | undefined {
  const [use] = endpoints.flatMap(({ workload }) => workloadWaypoint(set, workload) ?? []);
  return use;
}

function goesAround(set: ManifestSet, { waypoint, namespace, name }: WaypointUse, known: KnownHost | undefined, { proxy }: HopSender, toPods: boolean): string | undefined {
  if (proxy !== 'istio-ztunnel' && proxy !== 'istio-gateway') return proxy === 'istio-sidecar' ? 'sidecars send to pods themselves' : 'only ztunnels and gateways know of waypoints';
  if (proxy === 'istio-gateway' && !ingressUsesWaypoint(set, known)) return 'gateways send to pods themselves, unless the Service has label istio.io/ingress-use-waypoint: "true"';
  if (!waypoint) return `there is no waypoint ${namespace}/${name} that takes this`;
  const { addresses } = record(waypoint.object.body['status']);
  if (addresses !== undefined && list(addresses).length === 0) return 'it has no address yet';
  const kind = toPods ? 'workload' : 'service';
  return waypoint.traffic === kind || waypoint.traffic === 'all' ? undefined : `it is for ${waypoint.traffic} traffic, and this is addressed to ${toPods ? 'pods' : 'a Service'}`;
}

/** What Go reads as true. */
const YES: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

function ingressUsesWaypoint(set: ManifestSet, known: KnownHost | undefined): boolean {
  const label = 'istio.io/ingress-use-waypoint';
  return known !== undefined && YES.has(known.object.labels[label] ?? namespaceFacts(set, known.namespace).labels[label] ?? '');
}

/** Tokens, authorization, then routes. */
function passed(one: AtWaypoint, message: HttpMessage | undefined): RouteOutcome {
  const { set, call, waypoint, target, known, at, trace } = one;
  const port = target.port || call.port;
  const protocol = protocolOf(one, port);
  const http = mayBeHttp(protocol) ? message : undefined;
  const plain = { proxy: PROXY, route: null } as const;
  if (!http && isHttp(protocol)) {
    trace.add(at, known?.object, () => `port ${port} is ${protocol}, and what comes is no HTTP`);
    return { ...plain, kind: 'unroutable', status: call.scheme === 'tcp' ? 400 : null, reason: `Port ${port} of ${target.name} is ${protocol} by declaration, and what is sent is no HTTP` };
  }
  const policies = policiesFor(set, waypoint, known);
  const token = http && authenticate(policies.aboutTokens, http, at, trace);
  if (token?.kind === 'refused') return { ...plain, ...token, ...grpcStatus(http, token.status) };
  const subject = waypointSubject(one, port, http, token?.claims);
  const { kind, reason, decidedBy } = decide(set, policies.aboutAccess, subject, { at, tcp: http === undefined }, trace);
  if (kind === 'unknown') return { ...plain, kind, reason };
  if (kind === 'denied') return { ...plain, kind: 'refused', status: http ? 403 : null, ...grpcStatus(http, 403), reason, decidedBy };
  if (!known) return { ...plain, kind: 'forward', targets: [{ ...target, share: 100 }], mirrors: [], http: token?.http, response: NO_CHANGES, timeoutMs: undefined, retries: undefined, fault: undefined };
  const hop = waypointHop(set, waypoint, port, at, trace);
  return token ? routeAtWaypoint(hop, known, token.http) : connectAtWaypoint(hop, known);
}

interface Policies {
  readonly aboutTokens: readonly ManifestObject[];
  readonly aboutAccess: readonly ManifestObject[];
}

/** By the host that is called; undefined where pods are. */
const policiesOf = viewOf((_set, _waypoint: Waypoint) => new Map<KnownHost | undefined, Policies>());

function policiesFor(set: ManifestSet, waypoint: Waypoint, known: KnownHost | undefined): Policies {
  const all = policiesOf(set, waypoint);
  let policies = all.get(known);
  if (!policies) {
    const found = (kind: 'AuthorizationPolicy' | 'RequestAuthentication') => policiesAtWaypoint(set, kind, waypoint, known?.service, known?.entry?.object);
    all.set(known, policies = { aboutTokens: found('RequestAuthentication'), aboutAccess: found('AuthorizationPolicy') });
  }
  return policies;
}

/** What is addressed to pods is found out by looking, whatever a Service calls the port. */
function protocolOf({ known }: AtWaypoint, port: number): IstioProtocol {
  return known?.ports.find(candidate => candidate.port === port)?.protocol ?? 'auto';
}

/** The port is the Service's, and a connection comes from inside the waypoint, so no range of addresses has it. */
function waypointSubject(one: AtWaypoint, port: number, http: HttpMessage | undefined, claims: Claims | undefined): RbacSubject {
  const { set, call, sender } = one;
  return {
    principal: principalOf(set, sender.peer), directIp: null, remoteIp: remoteAddress(http, call.client.ip ?? CALLER_ADDRESS),
    destinationIp: addressedTo(one) ?? SERVICE_ADDRESS, port, sni: undefined, http, path: pathSeen(set, http), claims,
  };
}

const SERVICE_ADDRESS: Undecided = { unless: 'the address of the Service is known' };

/** The address that the caller's ztunnel asked for, where the manifests say one. */
function addressedTo({ set, call, known }: AtWaypoint): string | undefined {
  return call.address ?? (known && addressOf(set, known));
}

const addressOf = viewOf((_set, { service, entry }: KnownHost): string | undefined => {
  const addresses = service ? [text(service.object.spec['clusterIP'])] : entry?.addresses ?? [];
  const [address, ...others] = addresses.filter(one => one !== undefined && one !== '' && one !== 'None' && !one.includes('/'));
  return others.length === 0 ? address : undefined;
});
