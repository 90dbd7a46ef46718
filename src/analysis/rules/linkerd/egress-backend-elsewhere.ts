import { POLICY_GROUP, refersTo } from '../../../manifest/linkerd/references';
import { linkerdRoutes } from '../../../manifest/linkerd/route-parents';
import { records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const egressBackendElsewhere: Rule = {
  id: 'egress-backend-elsewhere',
  severity: 'error',
  what: 'A route sends to an EgressNetwork that is not its parent.',
  why: 'To send to an EgressNetwork means to let a call go where it goes anyway. Linkerd answers the share of any other EgressNetwork with 500.',
  remedy: 'Name the EgressNetwork that is the parent of the route, or a Service.',
  aliases: ['ResolvedRefs=False/BackendNotFound'],
  see: ['https://linkerd.io/2-edge/reference/egress-network/'],
  check(set, report) {
    for (const [route, parents] of linkerdRoutes(set)) {
      for (const [rule, index] of records(route.spec['rules'])) {
        for (const [backend, i] of records(rule['backendRefs'])) {
          if (!refersTo(backend, POLICY_GROUP, 'EgressNetwork')) continue;
          const namespace = text(backend['namespace']);
          if (parents.some(p => p.kind === 'EgressNetwork' && p.name === backend['name'] && (namespace === undefined || namespace === p.namespace))) continue;
          const own = parents.find(({ kind }) => kind === 'EgressNetwork');
          report(route, ['spec', 'rules', index, 'backendRefs', i, 'name'], {
            message: `EgressNetwork "${backend['name']}" is not the parent of this route, and its share of the calls is answered with 500.`,
            remedy: own ? `Name EgressNetwork "${own.name}", the parent, or a Service.` : 'Name a Service, or make the EgressNetwork the parent of a route of its own.',
          });
        }
      }
    }
  },
};
