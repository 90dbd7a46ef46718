import { linkerdRoutes } from '../../../manifest/linkerd/route-parents';
import { record, records } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const inboundRouteFieldIgnored: Rule = {
  id: 'inbound-route-field-ignored',
  severity: 'warning',
  what: 'A route on a Server sends calls somewhere, gives them a timeout or changes their answers, and Linkerd does none of that there.',
  why: 'A route on a Server says which calls policies are about. Its backends, timeouts and changes of response headers have no effect: the calls go to the pod that they came to.',
  remedy: 'Keep matches and request filters on routes of Servers, and put the rest on a route of the Service.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/'],
  check(set, report) {
    for (const [route, parents] of linkerdRoutes(set)) {
      if (parents.some(({ kind }) => kind !== 'Server')) continue;
      for (const [rule, index] of records(route.spec['rules'])) {
        const at = ['spec', 'rules', index];
        const ignored = [
          ...(records(rule['backendRefs']).length > 0 ? [['backendRefs', [...at, 'backendRefs']] as const] : []),
          ...(Object.keys(record(rule['timeouts'])).length > 0 ? [['timeouts', [...at, 'timeouts']] as const] : []),
          ...records(rule['filters']).filter(([{ type }]) => type === 'ResponseHeaderModifier').map(([, i]) => ['ResponseHeaderModifier', [...at, 'filters', i]] as const),
        ];
        for (const [what, path] of ignored) {
          report(route, path, {
            message: `On a route of a Server, ${what === 'ResponseHeaderModifier' ? 'the filter' : 'the field'} ${what} has no effect.`,
            remedy: `Move it to ${route.kind === 'GRPCRoute' ? 'a GRPCRoute' : 'an HTTPRoute'} whose parent is the Service.`,
          });
        }
      }
    }
  },
};
