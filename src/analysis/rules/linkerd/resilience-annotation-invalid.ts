import { accrualProblems, biaserProblems } from '../../../manifest/linkerd/accrual-annotations';
import type { AnnotationProblem } from '../../../manifest/linkerd/retry-annotations';
import { RETRY_GRPC, RETRY_HTTP, retryProblems, timeoutProblems } from '../../../manifest/linkerd/retry-annotations';
import type { Rule } from '../../rule';
import { annotationPath, linkerdAnnotations } from './annotation-place';

type Annotations = Readonly<Record<string, string>>;

/** What one wrong value takes with it. */
const GROUPS: readonly (readonly [lost: string, problems: (annotations: Annotations) => AnnotationProblem[]])[] = [
  ['all retries of HTTP calls to it', annotations => retryProblems(annotations, RETRY_HTTP)],
  ['all retries of gRPC calls to it', annotations => (annotations[RETRY_GRPC] === undefined ? [] : retryProblems(annotations, RETRY_GRPC))],
  ['all its timeouts', timeoutProblems],
  ['its whole circuit breaker', accrualProblems],
  ['the whole load biaser', biaserProblems],
];

export const resilienceAnnotationInvalid: Rule = {
  id: 'resilience-annotation-invalid',
  severity: 'error',
  what: 'A retry, timeout or circuit-breaker annotation of a Service or EgressNetwork has a value that Linkerd does not understand.',
  why: 'No webhook looks at Services. The policy controller logs a warning and drops everything that the value belongs to: one bad timeout drops all three, one bad penalty the whole circuit breaker.',
  remedy: 'Write durations as one whole number with one unit (90s, not 1m30s), and conditions with commas and without blanks.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/retries/', 'https://linkerd.io/2-edge/reference/timeouts/', 'https://linkerd.io/2-edge/reference/circuit-breaking/'],
  check(set, report) {
    for (const place of linkerdAnnotations(set)) {
      if (place.role !== 'service' && place.role !== 'egress-network') continue;
      for (const [lost, problemsOf] of GROUPS) {
        for (const { annotation, problem, remedy } of problemsOf(place.annotations)) {
          report(place.object, annotationPath(place, annotation), {
            message: `Linkerd does not understand ${annotation}: "${place.annotations[annotation]}": ${problem}. It drops ${lost}.`, remedy,
          });
        }
      }
    }
  },
};
