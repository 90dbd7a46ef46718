import { POLICY_GROUP } from '../../../manifest/linkerd/references';
import { routeParents } from '../../../manifest/linkerd/route-parents';
import type { Rule } from '../../rule';

export const serverParentMissing: Rule = {
  id: 'server-parent-missing',
  severity: 'error',
  what: 'A route names a Server as its parent that does not exist.',
  why: 'A route without its parent is not in force, and the policies on it admit nobody.',
  remedy: 'Name a Server of the same namespace that exists, or create it.',
  aliases: ['Accepted=False/NoMatchingParent'],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/'],
  check(set, report) {
    for (const { route, kind, namespace, name, path } of routeParents(set)) {
      // A Server of another namespace is another rule's, whether it exists or not.
      if (kind !== 'Server' || namespace !== route.namespace || set.find(POLICY_GROUP, kind, namespace, name)) continue;
      const others = set.inNamespace(POLICY_GROUP, kind, namespace).map(object => object.name);
      report(route, [...path, 'name'], {
        // Where the manifests have no Servers at all, these may be in other files.
        ...(others.length === 0 && { severity: 'info' as const }),
        message: `There is no ${kind} "${name}" in namespace "${namespace}"${others.length === 0 ? '' : ` (there are: ${others.slice(0, 5).join(', ')})`}.`,
        remedy: `Create ${kind} ${namespace}/${name}, or name another one.`,
      });
    }
  },
};
