import { groupOf } from '../../../manifest/linkerd/references';
import { routeParents } from '../../../manifest/linkerd/route-parents';
import { records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const consumerBackendNamespace: Rule = {
  id: 'consumer-backend-namespace',
  severity: 'error',
  what: 'A route for a Service of another namespace names a backend without its namespace.',
  why: 'Linkerd\'s proxies look for the backend in the namespace of the parent, its status and the Gateway API in the namespace of the route. So a status without errors can stand for calls that are answered with 500, or go to a Service of the same name elsewhere.',
  remedy: 'Write the `namespace` of each backend.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1294/'],
  check(set, report) {
    for (const { route, kind, namespace } of routeParents(set)) {
      if (kind !== 'Service' || namespace === route.namespace) continue;
      for (const [rule, index] of records(route.spec['rules'])) {
        for (const [backend, i] of records(rule['backendRefs'])) {
          if (text(backend['namespace']) !== undefined || groupOf(backend) !== '' || (text(backend['kind']) ?? 'Service') !== 'Service') continue;
          const name = text(backend['name']) ?? '';
          const [there, here] = [namespace, route.namespace].map(ns => set.find('', 'Service', ns, name));
          report(route, ['spec', 'rules', index, 'backendRefs', i], {
            message: `Linkerd's proxies look for backend "${name}" in namespace "${namespace}" of the parent, not in namespace "${route.namespace}" of the route.`,
            remedy: `Write namespace: ${there && !here ? namespace : route.namespace} in this backendRef.`,
            related: [there, here].filter(service => service !== undefined),
          });
        }
      }
    }
  },
};
