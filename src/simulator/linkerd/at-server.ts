import { policiesOnRoute, policiesOnServer } from '../../manifest/linkerd/inbound-policies';
import { olderFirst } from '../../manifest/linkerd/order';
import { POLICY_GROUP, refersTo } from '../../manifest/linkerd/references';
import type { Server } from '../../manifest/linkerd/servers';
import type { ManifestObject } from '../../manifest/manifest-object';
import { record, records, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import type { HttpMessage } from '../call';
import { isGrpc } from '../gateway-api/message-match';
import { routeRef, ruleText } from '../gateway-api/carry-out';
import { filtered } from '../gateway-api/filters';
import type { Admission, Arrival, Decider } from '../outcome';
import type { Known } from '../known';
import type { Trace } from '../trace';
import { placeOf, refusal } from './answers';
import type { Caller } from './authorizations';
import { admits, authenticationsOf, byAccessPolicy, callerOf } from './authorizations';
import type { BestMatch } from './best-match';
import { bestMatch } from './best-match';
import { inboundRoutes, isProbePath } from './inbound-routes';

/** What admits a caller, or may. */
interface Grant {
  readonly object: ManifestObject;
  readonly says: string;
  readonly admits: Known;
  /** What a policy asks callers to meet. */
  readonly by?: readonly ManifestObject[];
}

/** A port that a Server is for: one route, and what admits callers to it or to the whole port. */
export function atServer(set: ManifestSet, arrival: Arrival, server: Server, http: HttpMessage | undefined, trace: Trace): Admission {
  const { workload, port, kubelet } = arrival;
  const at = placeOf(workload);
  const caller = callerOf(set, arrival);
  const whole = explained(onPort(set, server, caller), at, trace);
  const { proxyProtocol } = server;
  const none: readonly Decider[] = [{ object: server.object, rule: null }];
  const name = `Server ${server.namespace}/${server.name}`;
  if (proxyProtocol === 'opaque' || proxyProtocol === 'TLS') return decided(whole, undefined, none, `${name} admits this caller to port ${port} by nothing`);
  if (!http) {
    if (proxyProtocol === 'unknown') return decided(whole, undefined, none, `${name} admits this caller to port ${port} by nothing`);
    return { kind: 'unroutable', proxy: 'linkerd', status: 400, reason: `${name} takes the port for ${proxyProtocol}, and what is sent is no HTTP` };
  }
  if (kubelet && !isGrpc(http) && (proxyProtocol === 'HTTP/2' || proxyProtocol === 'gRPC')) return { kind: 'unroutable', proxy: 'linkerd', status: null, reason: `${name} takes the port for ${proxyProtocol}, and HTTP probes are HTTP/1.1` };
  limited(set, server, at, trace);
  const attached = inboundRoutes(set, server);
  for (const { route, problem } of attached) if (problem !== undefined) trace.add(at, route.object, () => `is not used: ${problem}`);
  const routes = attached.filter(({ problem }) => problem === undefined).map(({ route }) => route);
  if (routes.length === 0) {
    if (proxyProtocol === 'gRPC' && http.method !== 'POST') return notFound(http, none, `${name} takes the port for gRPC, and the request is no gRPC`);
    const probe = proxyProtocol !== 'gRPC' && isProbePath(set, workload, port, http);
    if (probe && !whole.some(({ admits: known }) => known === true)) return { kind: 'allowed', proxy: 'linkerd', reason: 'Linkerd admits HTTP probes by itself', decidedBy: [] };
    return decided(whole, http, none, `No policy of ${name} admits this caller`);
  }
  const best = bestMatch(set, routes, http);
  if (!best) return notFound(http, routes.map(({ object }) => ({ object, rule: null })), `${name} has routes, and none is for ${http.method} ${http.path}`);
  const ref = routeRef(best);
  trace.add(at, best.route.object, () => `rule ${best.rule.index} matches best`);
  trace.use(best.route.object, best.rule.index);
  const grants = [...explained(policiesOnRoute(set, best.route.object).map(policy => grantOf(set, policy, caller)), at, trace), ...whole];
  const admission = decided(grants, http, [{ object: best.route.object, rule: best.rule.index }, ...none], `No policy of ${ruleText(ref)}, nor of ${name}, admits this caller`);
  return admission.kind === 'allowed' ? withFilters(admission, best, http, port) : admission;
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

function onPort(set: ManifestSet, server: Server, caller: Caller): Grant[] {
  const access: Grant = { object: server.object, says: `accessPolicy ${server.accessPolicy}`, admits: byAccessPolicy(server.accessPolicy, caller) };
  return [...policiesOnServer(set, server).map(policy => grantOf(set, policy, caller)), ...(server.accessPolicy === 'deny' ? [] : [access])];
}

function grantOf(set: ManifestSet, policy: ManifestObject, caller: Caller): Grant {
  return { object: policy, says: `${policy.kind} ${policy.namespace ?? ''}/${policy.name}`, admits: admits(set, policy, caller), by: authenticationsOf(set, policy) };
}

function explained(grants: readonly Grant[], at: string, trace: Trace): readonly Grant[] {
  for (const { object, admits: known } of grants) trace.add(at, object, () => known === true ? 'admits the caller' : known === false ? 'does not admit the caller' : `admits the caller only if ${known.unless}`);
  const granted = grants.find(({ admits: known }) => known === true);
  if (granted) for (const object of [granted.object, ...granted.by ?? []]) trace.use(object, null);
  return grants;
}

/** One grant is enough. */
function decided(grants: readonly Grant[], http: HttpMessage | undefined, otherwise: readonly Decider[], reason: string): Admission {
  const granted = grants.find(({ admits: known }) => known === true);
  if (granted) return { kind: 'allowed', proxy: 'linkerd', reason: `Admitted by ${granted.says}`, decidedBy: [{ object: granted.object, rule: null }] };
  for (const { admits: known, says } of grants) if (typeof known === 'object') return { kind: 'unknown', proxy: 'linkerd', reason: `${says} admits the caller only if ${known.unless}` };
  return { kind: 'denied', proxy: 'linkerd', ...refusal(http), reason, decidedBy: otherwise };
}

/** A list of routes is a list of what may be asked for. */
function notFound(http: HttpMessage, decidedBy: readonly Decider[], reason: string): Admission {
  return { kind: 'denied', proxy: 'linkerd', status: 404, ...(isGrpc(http) && { grpcStatus: 5 }), reason, decidedBy };
}

/** How often a caller may ask is no matter of one request. Of several limits for a Server the oldest counts. */
function limited(set: ManifestSet, { namespace, name, proxyProtocol }: Server, at: string, trace: Trace): void {
  const [first, ...others] = set.inNamespace(POLICY_GROUP, 'HTTPLocalRateLimitPolicy', namespace).filter(({ spec }) => {
    const target = record(spec['targetRef']);
    return refersTo(target, POLICY_GROUP, 'Server') && text(target['name']) === name;
  }).sort(olderFirst);
  if (!first) return;
  trace.add(at, first, () => proxyProtocol === 'gRPC' ? 'does not reach ports of protocol gRPC' : 'limits how often callers may ask: beyond that they get 429');
  if (proxyProtocol !== 'gRPC') trace.use(first, null);
  for (const policy of others) trace.add(at, policy, () => `does not count: HTTPLocalRateLimitPolicy ${first.name} is older, or of the same age and first by name`);
}
