import type { HttpMessage } from './call';
import { durationText } from './duration';
import type { EndVerdict } from './end-verdict';
import { answeredBy, endVerdict, together } from './end-verdict';
import { grpcStatusOf } from './grpc-status';
import type { Admission, Decider, Forwarded, ResponseChanges, RetriesInForce, RouteOutcome, RouteRef } from './outcome';
import type { DecidedBy, ResultDestination, ResultHeaderChanges, ResultRequest, ResultRetries, ResultRoute, SimulationResult } from './result';
import type { End, Journey } from './simulate';
import { NO_CHANGES } from './target';

/** What a journey comes to, as results are written. */
export function conclude(journey: Journey, name: string | undefined): SimulationResult {
  const { outcome, trace } = journey;
  const said = journeyVerdict(journey);
  const hop = effects(journey);
  const answer = outcome.kind === 'answer' ? outcome : journey.ends.map(answerAt).find(found => found !== undefined);
  const message = hop?.http && (common(journey.ends.map(messageAt)) ?? hop.http);
  const response = common(journey.ends.map(changesAt)) ?? hop?.response ?? NO_CHANGES;
  const status = statusOf(journey, said, hop);
  // What cuts a call short, or fails it on purpose, is the hop with the route.
  const answering = said.status === undefined && status !== journey.call.backend.status ? hop?.proxy ?? said.proxy : said.proxy;
  return {
    name: name ?? null,
    verdict: said.verdict,
    status,
    grpcStatus: said.grpcStatus ?? (journey.call.scheme === 'grpc' && status !== null ? grpcStatusOf(answering, status) : null),
    reason: said.reason,
    decidedBy: distinct(said.decidedBy.map(decidedBy)),
    dataPlane: said.proxy,
    transport: said.transport,
    route: routeRef(hop?.route ?? routeOf(answer) ?? outcome.route),
    destinations: answer ? [] : destinations(journey, message, response),
    mirrors: (hop?.mirrors ?? []).map(({ name: service, port, version, percent }) => ({ service, port, version: version ?? null, percent })),
    request: message ? request(message) : null,
    responseHeaders: written(response),
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
    case 'answer': return { ...plain, verdict: 'allowed', status: outcome.status, reason: outcome.reason, decidedBy: answeredBy(outcome) };
    case 'unroutable': return { ...plain, verdict: 'unroutable', status: outcome.status, reason: outcome.reason, decidedBy: outcome.decidedBy ?? [] };
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
  // Where every request is aborted, no backend is asked.
  if (hop?.fault?.abort?.percent === 100) return hop.fault.abort.status;
  const { delayMs, status } = call.backend;
  const limit = Math.min(hop?.timeoutMs ?? Infinity, hop?.retries?.perTryTimeoutMs ?? Infinity);
  return delayMs > limit ? 504 : status;
}

function destinations({ outcome, ends }: Journey, message: HttpMessage | undefined, response: ResponseChanges): ResultDestination[] {
  if (outcome.kind !== 'forward') return [];
  return ends.map((end): ResultDestination => {
    const [own, changes] = [messageAt(end), changesAt(end)];
    return {
      service: end.target.name, port: end.target.port, version: end.target.version ?? null, share: rounded(end.share), verdict: endVerdict(end).verdict,
      ...(own && message && !isSame(own, message) && { request: request(own) }),
      ...(changes && message && !isSame(changes, response) && { responseHeaders: written(changes) }),
    };
  });
}

type Answer = Extract<RouteOutcome | Admission, { readonly kind: 'answer' }>;

/** Whoever on the way to an end answers in its place. */
function answerAt({ stopped, arrivals }: End): Answer | undefined {
  if (stopped?.kind === 'answer') return stopped;
  const [first] = arrivals.map(({ admission }) => admission);
  return first?.kind === 'answer' ? first : undefined;
}

function routeOf(answer: Answer | undefined): RouteRef | null {
  return answer && 'route' in answer ? answer.route : null;
}

/** The request as the application gets it: after the hop, filters of the target's own, and the proxy beside it. */
function messageAt({ target, hop, arrivals }: End): HttpMessage | undefined {
  const admitted = arrivals.map(({ admission }) => (admission.kind === 'allowed' ? admission.http : undefined)).find(http => http !== undefined);
  return admitted ?? target.http ?? hop?.http;
}

function changesAt({ target, hop }: End): ResponseChanges | undefined {
  return target.responseChanges ?? hop?.response;
}

/** What is the same everywhere. */
function common<T extends object>(values: readonly (T | undefined)[]): T | undefined {
  const [first] = values;
  return first && values.every(value => value && isSame(value, first)) ? first : undefined;
}

function isSame(one: object, other: object): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function written({ set, add, remove }: ResponseChanges): ResultHeaderChanges {
  return { set: { ...set }, add: { ...add }, remove: [...remove] };
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

