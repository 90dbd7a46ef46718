import { RETRY_LIMIT } from '../../../manifest/linkerd/retry-annotations';
import type { Rule } from '../../rule';
import { annotationPath, linkerdAnnotations } from './annotation-place';

export const retryLimitZero: Rule = {
  id: 'retry-limit-zero',
  severity: 'warning',
  what: 'Retries of Linkerd are limited to 0.',
  why: 'Linkerd takes a limit of 0 for no limit given, and that is one retry: retries are not switched off.',
  remedy: 'Take the retry annotations out to have no retries, or write the number that is wanted.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/retries/'],
  check(set, report) {
    for (const place of linkerdAnnotations(set)) {
      if (!['service', 'egress-network', 'route'].includes(place.role) || !/^\+?0+$/.test(place.annotations[RETRY_LIMIT] ?? '')) continue;
      report(place.object, annotationPath(place, RETRY_LIMIT), {
        message: `The limit "0" of ${RETRY_LIMIT} counts as not given, and then there is one retry.`,
        remedy: 'Take all retry.linkerd.io/ annotations out to have no retries, or write 1.',
      });
    }
  },
};
