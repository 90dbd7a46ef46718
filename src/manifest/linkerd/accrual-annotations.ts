import { linkerdDuration } from './duration';
import type { AnnotationProblem } from './retry-annotations';
import { durationProblem, isWhole } from './retry-annotations';

type Annotations = Readonly<Record<string, string>>;

export const ACCRUAL = 'balancer.linkerd.io/failure-accrual';
export const SUCCESS_RATE = 'balancer.alpha.linkerd.io/failure-accrual-success-rate';
export const BIASER = 'balancer.alpha.linkerd.io/penalize-failures';

const CONSECUTIVE = `${ACCRUAL}-consecutive`;
const MAX_FAILURES = `${CONSECUTIVE}-max-failures`;
const MIN_PENALTY = `${CONSECUTIVE}-min-penalty`;
const MAX_PENALTY = `${CONSECUTIVE}-max-penalty`;
const JITTER = `${CONSECUTIVE}-jitter-ratio`;
const HONOR_RETRY_AFTER = 'balancer.alpha.linkerd.io/failure-accrual-honor-retry-after';
const BIASER_DURATIONS = ['balancer.alpha.linkerd.io/load-biaser-penalty', 'balancer.alpha.linkerd.io/load-biaser-max-retry-after'];
const BOOLEANS = ['0', 'f', 'F', 'false', 'FALSE', 'False', '1', 't', 'T', 'true', 'TRUE', 'True'];
const MAX_U32 = 2 ** 32 - 1;

/** Settings of the circuit breaker that mean nothing without `balancer.linkerd.io/failure-accrual`. */
export const ACCRUAL_SETTINGS: readonly string[] = [
  MAX_FAILURES, MIN_PENALTY, MAX_PENALTY, JITTER, `${SUCCESS_RATE}-threshold`, `${SUCCESS_RATE}-window`, `${SUCCESS_RATE}-min-requests`, HONOR_RETRY_AFTER,
];

export const BALANCER_ANNOTATIONS: readonly string[] = [ACCRUAL, ...ACCRUAL_SETTINGS, BIASER, ...BIASER_DURATIONS];

/** What makes Linkerd drop the whole circuit breaker. */
export function accrualProblems(annotations: Annotations): AnnotationProblem[] {
  const mode = annotations[ACCRUAL];
  if (mode === undefined) return [];
  if (mode !== 'consecutive' && mode !== 'unified') {
    return [{ annotation: ACCRUAL, problem: 'it is no mode', remedy: `Write ${ACCRUAL}: consecutive, or unified where Linkerd is 2.20 or later.` }];
  }
  return [
    ...wholeNumber(annotations, MAX_FAILURES, MAX_U32), ...durationProblem(annotations, MIN_PENALTY), ...penalties(annotations), ...fraction(annotations, JITTER, 100),
    ...(mode === 'unified' ? successRate(annotations) : []),
  ];
}

/** What makes Linkerd drop the load biaser. */
export function biaserProblems(annotations: Annotations): AnnotationProblem[] {
  const value = annotations[BIASER]?.trim();
  if (value === undefined) return [];
  if (!BOOLEANS.includes(value)) return [{ annotation: BIASER, problem: 'it is neither true nor false', remedy: `Write ${BIASER}: "true".` }];
  return /^[1tT]/.test(value) ? BIASER_DURATIONS.flatMap(name => durationProblem(annotations, name)) : [];
}

function penalties(annotations: Annotations): AnnotationProblem[] {
  const invalid = durationProblem(annotations, MAX_PENALTY);
  if (invalid.length > 0) return invalid;
  const [min, max] = [milliseconds(annotations, MIN_PENALTY, 1000), milliseconds(annotations, MAX_PENALTY, 60_000)];
  if (max === 0) return [{ annotation: MAX_PENALTY, problem: 'it is zero', remedy: `Write how long a pod is left out at most, such as ${MAX_PENALTY}: 1m.` }];
  if (min === undefined || max === undefined || min <= max) return [];
  const shorter = annotations[MAX_PENALTY] === undefined ? MIN_PENALTY : MAX_PENALTY;
  return [{
    annotation: shorter,
    problem: `the shortest penalty (${annotations[MIN_PENALTY] ?? '1s'}) is longer than the longest (${annotations[MAX_PENALTY] ?? '1m'})`,
    remedy: `Write ${MAX_PENALTY}: ${annotations[MIN_PENALTY] ?? '1s'} or more.`,
  }];
}

function successRate(annotations: Annotations): AnnotationProblem[] {
  const [threshold, window, requests] = ['threshold', 'window', 'min-requests'].map(name => `${SUCCESS_RATE}-${name}`) as [string, string, string];
  const isOff = Number(annotations[threshold]?.trim() || 'NaN') === 0;
  const length = milliseconds(annotations, window, 10_000);
  return [
    ...fraction(annotations, threshold, 1), ...durationProblem(annotations, window), ...wholeNumber(annotations, requests, isOff ? MAX_U32 : 1_000_000),
    ...(length !== undefined && length < (isOff ? 1 : 10) ? [{ annotation: window, problem: 'it is shorter than 10ms', remedy: `Write a window in which some requests come, such as ${window}: 10s.` }] : []),
  ];
}

function wholeNumber(annotations: Annotations, annotation: string, max: number): AnnotationProblem[] {
  const value = annotations[annotation];
  return value === undefined || isWhole(value.trim(), max) ? []
    : [{ annotation, problem: `it is no whole number from 0 to ${max}`, remedy: `Write a whole number, such as ${annotation}: "7".` }];
}

function fraction(annotations: Annotations, annotation: string, max: number): AnnotationProblem[] {
  const value = annotations[annotation]?.trim();
  if (value === undefined || (/^\+?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value) && Number(value) <= max)) return [];
  return [{ annotation, problem: `it is no number from 0 to ${max}`, remedy: `Write a number, such as ${annotation}: "0.5".` }];
}

function milliseconds(annotations: Annotations, annotation: string, otherwise: number): number | undefined {
  const value = annotations[annotation];
  const reading = value === undefined ? { ms: otherwise } : linkerdDuration(value);
  return 'ms' in reading ? reading.ms : undefined;
}
