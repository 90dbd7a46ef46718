import { attachmentsOf } from '../../../manifest/gateway-api/attachments';
import { isLinkerds } from '../../../manifest/gateway-api/route-planes';
import { everyBackend, routes } from '../../../manifest/gateway-api/routes';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

/** What stands in front of nothing that a route could send to, and is named all the same. */
const NEVER_BACKENDS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod', 'Rollout', 'Endpoints', 'Ingress', 'Gateway', 'VirtualService', 'DestinationRule']);

export const backendOfInvalidKind: Rule = {
  id: 'backend-of-invalid-kind',
  severity: 'error',
  what: 'A route sends to an object of a kind that is no backend, or to a Service of a group that no Service has.',
  why: 'The reference is refused, and the share of requests for this backend is answered 500.',
  remedy: 'Send to a Service (`group: ""`, or no group, and `kind: Service`) in front of the pods.',
  aliases: ['ResolvedRefs=False/InvalidKind'],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#backendref'],
  check(set, report) {
    for (const route of routes(set)) {
      const linkerds = attachmentsOf(set, route).some(attachment => isLinkerds(set, attachment));
      for (const { group, kind, name, namespace, path } of route.rules.flatMap(everyBackend)) {
        if (kind === 'Service' && group !== '' && !(group === 'core' && linkerds)) {
          report(route.object, [...path, 'group'], {
            message: `${refText(route.object.ref)} sends to a Service of group "${group}", and the group of a Service is the empty text.`,
            remedy: 'Set `group: ""`, or leave `group` out.',
          });
        } else if (NEVER_BACKENDS.has(kind)) {
          report(route.object, [...path, 'kind'], {
            message: `${refText(route.object.ref)} sends to ${kind} ${namespace}/${name}, and a ${kind} is no backend of a route.`,
            remedy: 'Set `kind: Service` and the name of a Service that selects these pods.',
          });
        }
      }
    }
  },
};
