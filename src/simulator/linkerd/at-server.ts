import { policiesOnRoute, policiesOnServer } from '../../manifest/linkerd/inbound-policies';
import { olderFirst } from '../../manifest/linkerd/order';
import { POLICY_GROUP, refersTo } from '../../manifest/linkerd/references';
import type { Server } from '../../manifest/linkerd/servers';
import type { ManifestObject } from '../../manifest/manifest-object';
import { record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { viewOf } from '../../manifest/manifest-set';
import type { HttpMessage } from '../call';
import { isGrpc } from '../gateway-api/message-match';
import { routeRef, ruleText } from '../gateway-api/carry-out';
import { filtered } from '../gateway-api/filters';
import type { Admission, Arrival, Decider } from '../outcome';
import type { Trace } from '../trace';
import { placeOf, refusal } from './answers';
import type { Caller, CallerTest } from './authorizations';
import { admittedBy, authenticationsOf, byAccessPolicy, callerOf } from './authorizations';
import type { BestMatch } from './best-match';
import { bestMatch } from './best-match';
import { inboundRoutes, isProbePath } from './inbound-routes';

/** What admits callers, or may. */
interface Grant {
  readonly object: ManifestObject;
  readonly says: string;
  readonly admits: CallerTest;
  /** What a policy asks callers to meet. */
  readonly by: readonly ManifestObject[];
}

/** What grants come to for one caller. */
interface Judged {
  /** The first that admits it for sure. */
  readonly granted: Grant | undefined;
  /** The first that may. */
  readonly open: { readonly says: string; readonly unless: string } | undefined;
}

/** A port that a Server is for: one route, and what admits callers to it or to the whole port. */
export function atServer(set: ManifestSet, arrival: Arrival, server: Server, http: HttpMessage | undefined, trace: Trace): Admission {
  const { workload, port, kubelet } = arrival;
  const at = placeOf(workload);
  const caller = callerOf(set, arrival);
  const whole = judged(onPort(set, server), caller, at, trace);
  const { proxyProtocol } = server;
  const none: readonly Decider[] = [{ object: server.object, rule: null }];
  if (proxyProtocol === 'opaque' || proxyProtocol === 'TLS') return decided(whole, undefined, none, () => `${nameOf(server)} admits this caller to port ${port} by nothing`);
  if (!http) {
    if (proxyProtocol === 'unknown') return decided(whole, undefined, none, () => `${nameOf(server)} admits this caller to port ${port} by nothing`);
    return { kind: 'unroutable', proxy: 'linkerd', status: 400, reason: `${nameOf(server)} takes the port for ${proxyProtocol}, and what is sent is no HTTP` };
  }
  if (kubelet && !isGrpc(http) && (proxyProtocol === 'HTTP/2' || proxyProtocol === 'gRPC')) return { kind: 'unroutable', proxy: 'linkerd', status: null, reason: `${nameOf(server)} takes the port for ${proxyProtocol}, and HTTP probes are HTTP/1.1` };
  limited(set, server, at, trace);
  const { used: routes, unused } = inboundRoutes(set, server);
  for (const { route, problem } of unused) trace.add(at, route.object, () => `is not used: ${problem}`);
  if (routes.length === 0) {
    if (proxyProtocol === 'gRPC' && http.method !== 'POST') return notFound(http, none, `${nameOf(server)} takes the port for gRPC, and the request is no gRPC`);
    const probe = proxyProtocol !== 'gRPC' && isProbePath(set, workload, port, http);
    if (probe && !whole.granted) return { kind: 'allowed', proxy: 'linkerd', reason: 'Linkerd admits HTTP probes by itself', decidedBy: [] };
    return decided(whole, http, none, () => `No policy of ${nameOf(server)} admits this caller`);
  }
  const best = bestMatch(set, routes, http);
  if (!best) return notFound(http, routes.map(({ object }) => ({ object, rule: null })), `${nameOf(server)} has routes, and none is for ${http.method} ${http.path}`);
  const ref = routeRef(best);
  trace.add(at, best.route.object, () => `rule ${best.rule.index} matches best`);
  trace.use(best.route.object, best.rule.index);
  const own = judged(onRoute(set, best.route.object), caller, at, trace);
  const grants: Judged = { granted: own.granted ?? whole.granted, open: own.open ?? whole.open };
  const admission = decided(grants, http, [{ object: best.route.object, rule: best.rule.index }, ...none], () => `No policy of ${ruleText(ref)}, nor of ${nameOf(server)}, admits this caller`);
  return admission.kind === 'allowed' ? withFilters(admission, best, http, port) : admission;
}

function nameOf({ namespace, name }: Server): string {
  return `Server ${namespace}/${name}`;
}

/** What a route of a Server makes of a request that is admitted; what it says of responses is left aside. */
function withFilters(admission: Extract<Admission, { readonly kind: 'allowed' }>, { route, rule, match }: BestMatch, message: HttpMessage, port: number): Admission {
  const filters = records(rule.spec['filters']).map(([filter]) => filter);
  if (filters.length === 0) return admission;
  const { http, redirect } = filtered(filters, message, { match, port, addsFirst: true });
  const text = ruleText({ object: route.object, rule: rule.index, ruleName: null, match: null });
  if (redirect) return { kind: 'answer', proxy: 'linkerd', status: redirect.status, location: redirect.location, headers: {}, reason: `${text} redirects` };
  return { ...admission, http };
}

const onPort = viewOf((set, server: Server): readonly Grant[] => {
  const { object, accessPolicy } = server;
  const access: Grant = { object, says: `accessPolicy ${accessPolicy}`, admits: caller => byAccessPolicy(accessPolicy, caller), by: [] };
  return [...policiesOnServer(set, server).map(policy => grantOf(set, policy)), ...(accessPolicy === 'deny' ? [] : [access])];
});

const onRoute = viewOf((set, route: ManifestObject): readonly Grant[] => policiesOnRoute(set, route).map(policy => grantOf(set, policy)));

function grantOf(set: ManifestSet, policy: ManifestObject): Grant {
  return { object: policy, says: `${policy.kind} ${policy.namespace ?? ''}/${policy.name}`, admits: admittedBy(set, policy), by: authenticationsOf(set, policy) };
}

function judged(grants: readonly Grant[], caller: Caller, at: string, trace: Trace): Judged {
  let granted: Grant | undefined;
  let open: Judged['open'];
  for (const grant of grants) {
    const known = grant.admits(caller);
    trace.add(at, grant.object, () => known === true ? 'admits the caller' : known === false ? 'does not admit the caller' : `admits the caller only if ${known.unless}`);
    if (known === true) granted ??= grant;
    else if (known !== false) open ??= { says: grant.says, unless: known.unless };
  }
  if (granted) for (const object of [granted.object, ...granted.by]) trace.use(object, null);
  return { granted, open };
}

/** One grant is enough. */
function decided({ granted, open }: Judged, http: HttpMessage | undefined, otherwise: readonly Decider[], reason: () => string): Admission {
  if (granted) return { kind: 'allowed', proxy: 'linkerd', reason: `Admitted by ${granted.says}`, decidedBy: [{ object: granted.object, rule: null }] };
  if (open) return { kind: 'unknown', proxy: 'linkerd', reason: `${open.says} admits the caller only if ${open.unless}` };
  return { kind: 'denied', proxy: 'linkerd', ...refusal(http), reason: reason(), decidedBy: otherwise };
}

/** A list of routes is a list of what may be asked for. */
function notFound(http: HttpMessage, decidedBy: readonly Decider[], reason: string): Admission {
  return { kind: 'denied', proxy: 'linkerd', status: 404, ...(isGrpc(http) && { grpcStatus: 5 }), reason, decidedBy };
}

/** Limits for a Server, the oldest first. */
const rateLimits = viewOf((set, { namespace, name }: Server): readonly ManifestObject[] => set.inNamespace(POLICY_GROUP, 'HTTPLocalRateLimitPolicy', namespace).filter(({ spec }) => {
  const target = record(spec['targetRef']);
  return refersTo(target, POLICY_GROUP, 'Server') && text(target['name']) === name;
}).sort(olderFirst));

/** How often a caller may ask is no matter of one request. Of several limits for a Server the oldest counts. */
function limited(set: ManifestSet, server: Server, at: string, trace: Trace): void {
  const { proxyProtocol } = server;
  const [first, ...others] = rateLimits(set, server);
  if (!first) return;
  trace.add(at, first, () => proxyProtocol === 'gRPC' ? 'does not reach ports of protocol gRPC' : 'limits how often callers may ask: beyond that they get 429');
  if (proxyProtocol !== 'gRPC') trace.use(first, null);
  for (const policy of others) trace.add(at, policy, () => `does not count: HTTPLocalRateLimitPolicy ${first.name} is older, or of the same age and first by name`);
}
