import { linkerdRoutes } from '../../../manifest/linkerd/route-parents';
import { record, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

const OUTBOUND: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect'],
  GRPCRoute: ['RequestHeaderModifier', 'ResponseHeaderModifier'],
};

export const linkerdFilterUnsupported: Rule = {
  id: 'linkerd-filter-unsupported',
  severity: 'error',
  what: 'A route of Linkerd\'s has a filter that Linkerd does not have.',
  why: 'With URLRewrite, RequestMirror, ExtensionRef, CORS or ExternalAuth on a rule, Linkerd drops the whole route although its status says Accepted: calls go to the parent Service as if there were no route, and on a Server the rules about paths are gone. On a single backend, its share of the calls is answered with 500.',
  remedy: 'Take the filter out, and let the application or the ingress do what it is for.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/httproute/'],
  check(set, report) {
    for (const [route, parents] of linkerdRoutes(set)) {
      const known = OUTBOUND[route.kind];
      if (!known) continue;
      const isUnknown = (filter: Record<string, unknown>) => text(filter['type']) !== undefined && !known.includes(filter['type'] as string);
      for (const [rule, index] of records(route.spec['rules'])) {
        for (const [filter, i] of records(rule['filters'])) {
          if (!isUnknown(filter)) continue;
          report(route, ['spec', 'rules', index, 'filters', i, 'type'], {
            message: `Linkerd has no filter ${filter['type']} and drops this whole ${route.kind}, with all its rules.`,
            remedy: 'Take the filter out; nothing in Linkerd does the same.',
          });
        }
        if (parents.every(({ kind }) => kind === 'Server')) continue;
        for (const [backend, b] of records(rule['backendRefs'])) {
          for (const [filter, i] of records(record(backend)['filters'])) {
            if (!isUnknown(filter)) continue;
            report(route, ['spec', 'rules', index, 'backendRefs', b, 'filters', i, 'type'], {
              message: `Linkerd has no filter ${filter['type']} and answers the calls for "${backend['name']}" with 500.`,
              remedy: 'Take the filter out; nothing in Linkerd does the same.',
            });
          }
        }
      }
    }
  },
};
