import { durationMs } from '../../manifest/istio/duration-syntax';
import { record, text } from '../../manifest/manifest-object';
import type { ManifestSet } from '../../manifest/manifest-set';
import { meshSetting } from '../../manifest/mesh-config';
import type { Fault, RetriesInForce } from '../outcome';
import type { Fields } from './http-rule';

/** What Istio tries again where neither route nor mesh configuration says anything. */
const DEFAULT_ON = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'];

/** The retries of a route; without a route, or where it says nothing, those of the mesh. Undefined: none. */
export function retriesOf(set: ManifestSet, route: Fields | undefined): RetriesInForce | undefined {
  const own: unknown = route?.['retries'];
  const said = own !== undefined && own !== null;
  const policy: unknown = said ? own : meshSetting(set, 'defaultHttpRetryPolicy');
  if (policy === undefined || policy === null) return { additional: 2, on: DEFAULT_ON, perTryTimeoutMs: undefined, from: 'default' };
  const { attempts, retryOn, perTryTimeout } = record(policy);
  if (typeof attempts !== 'number' || attempts <= 0) return undefined;
  return { additional: attempts, on: text(retryOn) ? conditions(text(retryOn)!) : DEFAULT_ON, perTryTimeoutMs: limit(perTryTimeout), from: said ? 'route' : 'default' };
}

/** Of a whole request, in milliseconds; undefined: none. */
export function timeoutOf(route: Fields): number | undefined {
  return limit(route['timeout']);
}

/** HTTP's equivalents of gRPC's names, for faults that name these. */
const HTTP_OF_GRPC: Readonly<Record<string, number>> = {
  OK: 200, INVALID_ARGUMENT: 400, FAILED_PRECONDITION: 400, OUT_OF_RANGE: 400, UNAUTHENTICATED: 401, PERMISSION_DENIED: 403, NOT_FOUND: 404, ABORTED: 409,
  ALREADY_EXISTS: 409, RESOURCE_EXHAUSTED: 429, CANCELLED: 499, UNIMPLEMENTED: 501, UNAVAILABLE: 503, DEADLINE_EXCEEDED: 504,
};

/** Faults that are put in; one without a percentage never is. */
export function faultOf(route: Fields): Fault | undefined {
  const { abort, delay } = record(route['fault']);
  const { httpStatus, grpcStatus, percentage } = record(abort);
  const { fixedDelay, percentage: delayed, percent } = record(delay);
  const status = typeof httpStatus === 'number' ? httpStatus : typeof grpcStatus === 'string' ? HTTP_OF_GRPC[grpcStatus] ?? 500 : undefined;
  const durationOf = durationMs(text(fixedDelay) ?? '');
  const aborts = percentOf(percentage) ?? 0;
  const delays = percentOf(delayed) ?? (typeof percent === 'number' ? percent : 0);
  const fault: Fault = {
    ...(status !== undefined && aborts > 0 && { abort: { status, percent: aborts } }),
    ...(durationOf !== undefined && delays > 0 && { delay: { durationMs: durationOf, percent: delays } }),
  };
  return fault.abort || fault.delay ? fault : undefined;
}

/** The `value` of a percentage; undefined where there is none at all. */
export function percentOf(percentage: unknown): number | undefined {
  if (percentage === undefined || percentage === null) return undefined;
  const { value } = record(percentage);
  return typeof value === 'number' ? value : 0;
}

/** Status codes come last, and are what Envoy calls retriable. */
function conditions(retryOn: string): string[] {
  const parts = retryOn.split(',').map(part => part.trim()).filter(part => part !== '');
  const codes = parts.filter(part => /^[1-5]\d\d$/.test(part));
  const words = parts.filter(part => !codes.includes(part));
  if (codes.length > 0 && !words.includes('retriable-status-codes')) words.push('retriable-status-codes');
  return [...words, ...codes];
}

function limit(duration: unknown): number | undefined {
  return durationMs(text(duration) ?? '') || undefined;
}
