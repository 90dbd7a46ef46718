import { RETRY_GRPC, RETRY_HTTP, RETRY_LIMIT, RETRY_TIMEOUT, TIMEOUTS } from '../../../manifest/linkerd/retry-annotations';
import { routeParents } from '../../../manifest/linkerd/route-parents';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { record, records } from '../../../manifest/manifest-object';
import type { PathStep } from '../../../manifest/field-path';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const routeHidesServiceAnnotations: Rule = {
  id: 'route-hides-service-annotations',
  severity: 'warning',
  what: 'A route states a part of its timeouts or retries, and the Service another part that the route thereby hides.',
  why: 'Linkerd takes the group of annotations whole, from the route or from the Service: with retry conditions on the route, the limit of the Service does not count; with one timeout on a rule, no timeout of the Service does.',
  remedy: 'Write all annotations of the group on the route.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/retries/', 'https://linkerd.io/2-edge/reference/timeouts/'],
  check(set, report) {
    for (const { route, kind, namespace, name } of routeParents(set)) {
      const service = kind === 'Service' && ['HTTPRoute', 'GRPCRoute'].includes(route.kind) ? findService(set, namespace, name) : undefined;
      if (!service || service.madeBy) continue;
      const retries = [route.kind === 'GRPCRoute' ? RETRY_GRPC : RETRY_HTTP, RETRY_LIMIT, RETRY_TIMEOUT];
      for (const group of [retries, TIMEOUTS]) {
        // Retries without conditions are wrong with or without the Service.
        if (group === retries && route.annotations[retries[0]!] === undefined) continue;
        const stated = placeOf(route, group);
        const hidden = group.filter(a => service.annotations[a] !== undefined && route.annotations[a] === undefined);
        // A rule's own timeout is the same as the annotation of the request's.
        const lost = hidden.filter(a => !(a === TIMEOUTS[0] && stated?.[0] === 'spec'));
        if (stated === undefined || lost.length === 0) continue;
        report(route, stated, {
          message: `The ${group === TIMEOUTS ? 'timeout' : 'retry setting'} here hides ${lost.map(a => `${a}: "${service.annotations[a]}"`).join(' and ')} of Service ${namespace}/${name}.`,
          remedy: `Repeat ${lost.join(' and ')} in metadata.annotations of this route.`,
          related: [service.object],
        });
      }
    }
  },
};

/** Where a route states something of a group. */
function placeOf(route: ManifestObject, group: readonly string[]): PathStep[] | undefined {
  const annotation = group.find(a => route.annotations[a] !== undefined);
  if (annotation !== undefined) return ['metadata', 'annotations', annotation];
  const rule = group === TIMEOUTS ? records(route.spec['rules']).find(([r]) => record(r['timeouts'])['request'] !== undefined) : undefined;
  return rule && ['spec', 'rules', rule[1], 'timeouts', 'request'];
}
