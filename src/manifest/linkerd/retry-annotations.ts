import { linkerdDuration } from './duration';

/** An annotation whose value Linkerd does not understand. */
export interface AnnotationProblem {
  readonly annotation: string;
  /** What is wrong with its value, as the end of a sentence. */
  readonly problem: string;
  /** What to write instead, as a sentence. */
  readonly remedy: string;
}

type Annotations = Readonly<Record<string, string>>;

export const RETRY_HTTP = 'retry.linkerd.io/http';
export const RETRY_GRPC = 'retry.linkerd.io/grpc';
export const RETRY_LIMIT = 'retry.linkerd.io/limit';
export const RETRY_TIMEOUT = 'retry.linkerd.io/timeout';
export const TIMEOUTS: readonly string[] = ['timeout.linkerd.io/request', 'timeout.linkerd.io/response', 'timeout.linkerd.io/idle'];

const GRPC_STATUSES = ['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'];

/** What is wrong with retries by annotation, on an object whose conditions are read from `retry.linkerd.io/http` or `…/grpc`. */
export function retryProblems(annotations: Annotations, conditions: typeof RETRY_HTTP | typeof RETRY_GRPC): AnnotationProblem[] {
  const limit = annotations[RETRY_LIMIT];
  const stated = annotations[conditions];
  return [
    ...(limit !== undefined && !isWhole(limit, 65_535)
      ? [{ annotation: RETRY_LIMIT, problem: 'it is no whole number from 0 to 65535', remedy: `Write a number of retries, such as ${RETRY_LIMIT}: "2".` }] : []),
    ...durationProblem(annotations, RETRY_TIMEOUT),
    ...(stated === undefined ? [] : (conditions === RETRY_HTTP ? httpConditions : grpcConditions)(stated)),
  ];
}

export function timeoutProblems(annotations: Annotations): AnnotationProblem[] {
  return TIMEOUTS.flatMap(annotation => durationProblem(annotations, annotation));
}

export function durationProblem(annotations: Annotations, annotation: string): AnnotationProblem[] {
  const value = annotations[annotation];
  const reading = value === undefined ? { ms: 0 } : linkerdDuration(value);
  if ('ms' in reading) return [];
  const remedy = `Write a whole number and one unit, such as ${annotation}: ${reading.instead ?? '500ms'}.`;
  return [{ annotation, problem: reading.problem, remedy }];
}

export function isWhole(value: string, max: number): boolean {
  return /^\+?\d+$/.test(value) && Number(value) <= max;
}

function httpConditions(value: string): AnnotationProblem[] {
  const wrong = value.split(',').filter(condition => !isHttpCondition(condition));
  return conditionProblem(RETRY_HTTP, value, wrong, isHttpCondition, 'a status (503), a range (500-504), 5xx or gateway-error', '5xx,429');
}

function isHttpCondition(condition: string): boolean {
  if (/^(5xx|gateway-error)$/i.test(condition)) return true;
  const [from, to = from, more] = condition.split('-');
  return more === undefined && isStatus(from!) && isStatus(to!) && Number(from) <= Number(to);
}

function isStatus(text: string): boolean {
  return /^\+?0*[1-5]\d\d$/.test(text);
}

function grpcConditions(value: string): AnnotationProblem[] {
  const known = (condition: string) => GRPC_STATUSES.includes(condition.toLowerCase());
  return conditionProblem(RETRY_GRPC, value, value.split(',').filter(c => !known(c)), known, `one of ${GRPC_STATUSES.join(', ')}`, 'unavailable,cancelled');
}

function conditionProblem(
  annotation: string, value: string, wrong: readonly string[], known: (condition: string) => boolean, allowed: string, example: string,
): AnnotationProblem[] {
  if (wrong.length === 0) return [];
  const trimmed = value.split(',').map(condition => condition.trim());
  if (trimmed.every(known)) {
    return [{ annotation, problem: 'it has blanks around the commas', remedy: `Take the blanks out: ${annotation}: "${trimmed.join(',')}".` }];
  }
  const first = trimmed.find(condition => !known(condition))!;
  return [{ annotation, problem: `"${first}" is not ${allowed}`, remedy: `List such conditions with commas and without blanks, such as ${annotation}: "${example}".` }];
}
