import { RETRY_GRPC, RETRY_HTTP } from '../../../manifest/linkerd/retry-annotations';
import type { Rule } from '../../rule';
import { annotationPath, linkerdAnnotations } from './annotation-place';

export const retryConditionIgnored: Rule = {
  id: 'retry-condition-ignored',
  severity: 'error',
  what: 'A route states its retry conditions in the annotation of the other kind of route.',
  why: 'Linkerd reads `retry.linkerd.io/http` on HTTPRoutes and `retry.linkerd.io/grpc` on GRPCRoutes. The other one has no effect there.',
  remedy: 'Use the annotation of the kind of the route.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/retries/'],
  check(set, report) {
    for (const place of linkerdAnnotations(set)) {
      if (place.role !== 'route') continue;
      const [own, other] = place.object.kind === 'GRPCRoute' ? [RETRY_GRPC, RETRY_HTTP] : [RETRY_HTTP, RETRY_GRPC];
      if (place.annotations[other] === undefined || !['HTTPRoute', 'GRPCRoute'].includes(place.object.kind)) continue;
      report(place.object, annotationPath(place, other), {
        message: `Linkerd does not read ${other} on ${place.object.kind === 'GRPCRoute' ? 'a GRPCRoute' : 'an HTTPRoute'}.`,
        remedy: `State the conditions as ${own}: ${own === RETRY_HTTP ? '5xx' : 'unavailable'}.`,
      });
    }
  },
};
