import { RETRY_GRPC, RETRY_HTTP, RETRY_LIMIT, RETRY_TIMEOUT } from '../../../manifest/linkerd/retry-annotations';
import type { Rule } from '../../rule';
import { annotationPath, linkerdAnnotations } from './annotation-place';

export const retriesWithoutConditions: Rule = {
  id: 'retries-without-conditions',
  severity: 'error',
  what: 'Retries of Linkerd have a limit or a timeout, and no condition that calls them for.',
  why: 'Without `retry.linkerd.io/http` (or `…/grpc`) the set of statuses to retry is empty: no answer of a backend is ever retried.',
  remedy: 'Write the conditions beside the limit, such as `retry.linkerd.io/http: 5xx`.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/retries/'],
  check(set, report) {
    for (const place of linkerdAnnotations(set)) {
      const { annotations, object } = place;
      if (place.role !== 'service' && place.role !== 'egress-network' && place.role !== 'route') continue;
      const first = [RETRY_LIMIT, RETRY_TIMEOUT].find(name => annotations[name] !== undefined);
      const conditions = object.kind === 'GRPCRoute' ? [RETRY_GRPC] : object.kind === 'HTTPRoute' ? [RETRY_HTTP] : [RETRY_HTTP, RETRY_GRPC];
      if (first === undefined || conditions.some(name => annotations[name] !== undefined)) continue;
      report(object, annotationPath(place, first), {
        message: `The annotation ${first}: "${annotations[first]}" names no status to retry, so that nothing is retried.`,
        remedy: conditions[0] === RETRY_GRPC ? `Add ${RETRY_GRPC}: unavailable.` : `Add ${RETRY_HTTP}: 5xx, or take the annotation out.`,
      });
    }
  },
};
