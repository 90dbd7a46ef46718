import { routeParents } from '../../../manifest/linkerd/route-parents';
import type { Rule } from '../../rule';

export const serverParentIgnored: Rule = {
  id: 'server-parent-ignored',
  severity: 'error',
  what: 'A route names a Server as its parent in a way that Linkerd drops: with a port or a section, or in another namespace.',
  why: 'A Server is for one port, and only for routes of its own namespace. The route is not attached, whatever its status says, and the policies on it admit nobody.',
  remedy: 'Name the Server by group, kind and name only, and keep the route in its namespace.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/'],
  check(set, report) {
    for (const { route, kind, namespace, name, ref, path } of routeParents(set)) {
      if (kind !== 'Server') continue;
      if (namespace !== route.namespace) {
        report(route, [...path, 'namespace'], {
          message: `The ${route.kind} is in namespace "${route.namespace}" and cannot be attached to a Server in namespace "${namespace}".`,
          remedy: `Move the route to namespace "${namespace}", or name a Server of namespace "${route.namespace}".`,
        });
      }
      for (const field of ['port', 'sectionName']) {
        if (ref[field] === undefined) continue;
        report(route, [...path, field], {
          message: `Linkerd drops a ${route.kind} that names the ${field === 'port' ? 'port' : 'section'} ${ref[field]} of Server "${name}".`,
          remedy: `Take \`${field}\` out: a Server is for one port only.`,
        });
      }
    }
  },
};
