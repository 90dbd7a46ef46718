import { durationMs } from './duration';
import type { SimulationResult } from './result';

/** Any part of a result. */
export type Expectation = Readonly<Record<string, unknown>>;

/** A field that is not as expected. */
export interface Mismatch {
  readonly field: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Every field of an expectation that a result does not meet; none: it is met. */
export function mismatches(result: SimulationResult, expected: Expectation): Mismatch[] {
  return Object.entries(expected).flatMap(([field, value]) => differences(value, result[field as keyof SimulationResult], field));
}

/** Header maps: names without regard to case, and null says that there is no such header. */
const HEADER_MAPS: ReadonlySet<string> = new Set(['request.headers', 'response.headers', 'responseHeaders.set', 'responseHeaders.add', 'destinations.request.headers', 'destinations.responseHeaders.set', 'destinations.responseHeaders.add']);

const DURATIONS: ReadonlySet<string> = new Set(['timeout', 'retries.perTryTimeout', 'fault.delay.duration']);

/** `field` names the way from the result on, without places in lists. */
function differences(expected: unknown, actual: unknown, field: string): Mismatch[] {
  const differs = [{ field, expected, actual: actual ?? null }];
  if (Array.isArray(expected)) return Array.isArray(actual) && sameSet(expected, actual, field) ? [] : differs;
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return differs;
    const lower = HEADER_MAPS.has(field);
    return Object.entries(expected).flatMap(([key, value]) => differences(value, (actual as Record<string, unknown>)[lower ? key.toLowerCase() : key], `${field}.${key}`));
  }
  return sameValue(expected, actual ?? null, field) ? [] : differs;
}

/** Each has its like on the other side. */
function sameSet(expected: readonly unknown[], actual: readonly unknown[], field: string): boolean {
  const alike = (a: unknown, b: unknown): boolean => differences(a, b, field).length === 0;
  return expected.every(one => actual.some(other => alike(one, other))) && actual.every(other => expected.some(one => alike(one, other)));
}

function sameValue(expected: unknown, actual: unknown, field: string): boolean {
  if (expected === actual) return true;
  if (field === 'destinations.share') return typeof expected === 'number' && typeof actual === 'number' && Math.abs(expected - actual) <= 0.01 + 1e-9;
  if (DURATIONS.has(field)) {
    const wanted = durationMs(expected);
    // No timeout at all is written as null.
    return wanted !== undefined && (wanted === 0 && actual === null || wanted === durationMs(actual));
  }
  return false;
}
