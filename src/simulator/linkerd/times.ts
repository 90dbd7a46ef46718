import { linkerdDuration } from '../../manifest/linkerd/duration';
import { RETRY_GRPC, RETRY_HTTP, RETRY_LIMIT, RETRY_TIMEOUT, retryProblems, TIMEOUTS, timeoutProblems } from '../../manifest/linkerd/retry-annotations';
import type { Json } from '../../manifest/manifest-object';
import { record, text } from '../../manifest/manifest-object';
import type { RetriesInForce } from '../outcome';

type Annotations = Readonly<Record<string, string>>;

/** In milliseconds. */
export interface Timeouts {
  readonly request: number | undefined;
  readonly response: number | undefined;
  readonly idle: number | undefined;
}

/**
 * Timeouts of a request. A route that says anything of them, by annotation or in its rule, hides everything that the parent says; a rule says no
 * more than how long a request may take, and only in Linkerd's own notation of one number and one unit.
 */
export function timeoutsOf(route: Annotations, rule: Record<string, Json>, parent: Annotations): Timeouts {
  const own = annotated(route);
  const byRule = ms(text(record(rule['timeouts'])['request']));
  const said = { ...own, request: own.request ?? byRule };
  return said.request === undefined && said.response === undefined && said.idle === undefined ? inherited(parent) : said;
}

/** The parent's, where no route has a say: one that is not understood drops them all. */
export function inherited(parent: Annotations): Timeouts {
  return timeoutProblems(parent).length > 0 ? { request: undefined, response: undefined, idle: undefined } : annotated(parent);
}

/** What ends a request first of all that is set. Zero means none. */
export function shortest({ request, response, idle }: Timeouts, delayMs: number): number | undefined {
  const whole = Math.min(request || Infinity, response || Infinity);
  // A request that waits longer than may pass without a byte ends by that.
  const limit = idle && idle < whole && delayMs > idle ? idle : whole;
  return limit === Infinity ? undefined : limit;
}

/** Retries of a request: those of the route where it says anything of them, else of the parent. */
export function retriesOf(route: Annotations, parent: Annotations, kind: 'HTTPRoute' | 'GRPCRoute'): RetriesInForce | undefined {
  const conditions = kind === 'GRPCRoute' ? RETRY_GRPC : RETRY_HTTP;
  const own = retries(route, conditions, 'route');
  if (own) return own;
  return retryProblems(parent, conditions).length > 0 ? undefined : retries(parent, conditions, 'route');
}

function retries(annotations: Annotations, conditions: typeof RETRY_HTTP | typeof RETRY_GRPC, from: RetriesInForce['from']): RetriesInForce | undefined {
  const [stated, limit, timeout] = [conditions, RETRY_LIMIT, RETRY_TIMEOUT].map(name => annotations[name]);
  if (stated === undefined && limit === undefined && timeout === undefined) return undefined;
  return { additional: Number(limit ?? 1) || 1, on: (stated ?? '').split(',').filter(part => part !== '').flatMap(inWords), perTryTimeoutMs: ms(timeout) || undefined, from };
}

/** A range of statuses as the statuses. */
function inWords(condition: string): string[] {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(condition) ?? [];
  if (from === undefined || to === undefined) return [condition.toLowerCase()];
  return Array.from({ length: Math.min(Number(to) - Number(from), 499) + 1 }, (_, index) => String(Number(from) + index));
}

function annotated(annotations: Annotations): Timeouts {
  const [request, response, idle] = TIMEOUTS.map(name => ms(annotations[name]));
  return { request, response, idle };
}

function ms(value: string | undefined): number | undefined {
  const reading = value === undefined ? undefined : linkerdDuration(value);
  return reading && 'ms' in reading ? reading.ms : undefined;
}
