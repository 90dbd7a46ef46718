import type { HttpMessage } from './call';
import { durationText } from './duration';
import type { EndVerdict } from './end-verdict';
import { endVerdict, together } from './end-verdict';
import type { Decider, Forwarded, ResponseChanges, RetriesInForce, RouteRef } from './outcome';
import type { DecidedBy, ResultDestination, ResultRequest, ResultRetries, ResultRoute, SimulationResult } from './result';
import type { End, Journey } from './simulate';
import { NO_CHANGES } from './target';

/** What a journey comes to, as results are written. */
export function conclude(journey: Journey, name: string | undefined): SimulationResult {
  const { outcome, trace } = journey;
  const said = journeyVerdict(journey);
  const hop = effects(journey);
  const answer = outcome.kind === 'answer' ? outcome : journey.ends.map(({ stopped }) => stopped).find(stopped => stopped?.kind === 'answer');
  const message = hop?.http;
  const response = hop?.response ?? NO_CHANGES;
  const status = statusOf(journey, said, hop);
  return {
    name: name ?? null,
    verdict: said.verdict,
    status,
    grpcStatus: said.grpcStatus ?? (journey.call.scheme === 'grpc' && said.verdict === 'allowed' && status === 200 ? 0 : null),
    reason: said.reason,
    decidedBy: distinct(said.decidedBy.map(decidedBy)),
    dataPlane: said.proxy,
    transport: said.transport,
    route: routeRef(hop?.route ?? answer?.route ?? outcome.route),
    destinations: answer ? [] : destinations(journey, hop),
    mirrors: (hop?.mirrors ?? []).map(({ name: service, port, version, percent }) => ({ service, port, version: version ?? null, percent })),
    request: message ? request(message) : null,
    responseHeaders: { set: { ...response.set }, add: { ...response.add }, remove: [...response.remove] },
    response: { headers: answer ? { ...answer.headers } : said.verdict === 'allowed' && message ? changed(journey.call.backend.headers, response) : {} },
    redirect: answer?.location === undefined ? null : { status: answer.status, location: answer.location },
    timeout: hop?.timeoutMs === undefined ? null : durationText(hop.timeoutMs),
    retries: retries(hop?.retries),
    fault: hop?.fault ? { ...(hop.fault.abort && { abort: hop.fault.abort }), ...(hop.fault.delay && { delay: { duration: durationText(hop.fault.delay.durationMs), percent: hop.fault.delay.percent } }) } : null,
    limits: journey.ends.map(({ target }) => target.limits).find(limits => limits !== undefined) ?? null,
    trace: trace.steps,
  };
}

/** What the caller gets in the end. */
export function journeyVerdict({ outcome, ends }: Journey): EndVerdict {
  const plain = { grpcStatus: undefined, decidedBy: [], proxy: outcome.proxy, transport: null };
  switch (outcome.kind) {
    case 'answer': return { ...plain, verdict: 'allowed', status: outcome.status, reason: outcome.reason };
    case 'unroutable': return { ...plain, verdict: 'unroutable', status: outcome.status, reason: outcome.reason };
    case 'refused': return { ...plain, verdict: 'denied', status: outcome.status, grpcStatus: outcome.grpcStatus, reason: outcome.reason, decidedBy: outcome.decidedBy };
    case 'unknown': return { ...plain, verdict: 'indeterminate', status: null, reason: outcome.reason };
    case 'forward': return together(ends.map(endVerdict));
  }
}

/** The hop whose routes count: the first that has a route object, else the last that forwards. */
function effects({ outcome, ends }: Journey): Forwarded | undefined {
  if (outcome.kind !== 'forward') return undefined;
  const beyond = ends.map(({ hop }) => hop).find(hop => hop !== undefined && hop !== outcome);
  return outcome.route || !beyond ? outcome : beyond;
}

function statusOf({ call, outcome }: Journey, said: EndVerdict, hop: Forwarded | undefined): number | null {
  if (said.status !== undefined) return said.status;
  if (said.verdict !== 'allowed' && said.verdict !== 'partial') return null;
  if (outcome.kind !== 'forward' || !call.inside && !call.http) return null;
  // Inside TLS that no hop ends, no proxy sees an answer.
  if (!hop?.http && call.scheme !== 'http' && call.scheme !== 'grpc') return null;
  const { delayMs, status } = call.backend;
  const limit = Math.min(hop?.timeoutMs ?? Infinity, hop?.retries?.perTryTimeoutMs ?? Infinity);
  return delayMs > limit ? 504 : status;
}

function destinations({ outcome, ends }: Journey, hop: Forwarded | undefined): ResultDestination[] {
  if (outcome.kind !== 'forward') return [];
  return ends.map((end): ResultDestination => ({
    service: end.target.name, port: end.target.port, version: end.target.version ?? null, share: rounded(end.share), verdict: endVerdict(end).verdict,
    ...(differs(end, hop) && { request: request(end.target.http!) }),
  }));
}

function differs({ target }: End, hop: Forwarded | undefined): boolean {
  return target.http !== undefined && JSON.stringify(target.http) !== JSON.stringify(hop?.http);
}

/** In percent, with two decimals. */
function rounded(share: number): number {
  return Math.round(share * 100) / 100;
}

function request({ method, host, path, headers }: HttpMessage): ResultRequest {
  return { method, host, path, headers: { ...headers } };
}

function changed(headers: Readonly<Record<string, string>>, { set, add, remove }: ResponseChanges): Record<string, string> {
  const gone = new Set(remove.map(header => header.toLowerCase()));
  const kept = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]).filter(([key]) => !gone.has(key!))) as Record<string, string>;
  for (const [key, value] of Object.entries(set)) kept[key.toLowerCase()] = value;
  for (const [key, value] of Object.entries(add)) kept[key.toLowerCase()] = kept[key.toLowerCase()] === undefined ? value : `${kept[key.toLowerCase()]},${value}`;
  return kept;
}

function retries(force: RetriesInForce | undefined): ResultRetries | null {
  if (!force) return null;
  const { additional, on, perTryTimeoutMs, from } = force;
  return { additional, on: [...on], perTryTimeout: perTryTimeoutMs === undefined ? null : durationText(perTryTimeoutMs), from };
}

function routeRef(route: RouteRef | null): ResultRoute | null {
  if (!route) return null;
  const { object: { ref: { kind, namespace, name } }, rule, ruleName, match } = route;
  return { kind, namespace, name, rule, ruleName, match };
}

function decidedBy({ object, rule }: Decider): DecidedBy {
  return { ...object.ref, rule };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map(value => [JSON.stringify(value), value])).values()];
}

