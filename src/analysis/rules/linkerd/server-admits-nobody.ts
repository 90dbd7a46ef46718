import { policiesOnRoute, policiesOnServer } from '../../../manifest/linkerd/inbound-policies';
import { parentsIn } from '../../../manifest/linkerd/route-parents';
import { servers } from '../../../manifest/linkerd/servers';
import type { Rule } from '../../rule';

export const serverAdmitsNobody: Rule = {
  id: 'server-admits-nobody',
  severity: 'warning',
  what: 'A Server says nothing of who may call, and no policy is on it, on its routes or on its namespace.',
  why: 'A Server without `accessPolicy` denies, and takes its port out of the default policy of the mesh. As soon as it is there, every call to the port is refused.',
  remedy: 'Write an AuthorizationPolicy for the callers, or an `accessPolicy` that admits them.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/'],
  check(set, report) {
    for (const server of servers(set)) {
      const { object, namespace, name } = server;
      if (server.port === undefined) continue;
      // Who writes "deny" means to close the port.
      if (object.spec['accessPolicy'] !== undefined || policiesOnServer(set, server).length > 0) continue;
      if (parentsIn(set, 'Server', namespace, name).some(({ route }) => policiesOnRoute(set, route).length > 0)) continue;
      report(object, ['spec'], {
        message: `Nobody may call port ${server.port} of these pods: without accessPolicy, Server ${namespace}/${name} denies, and no AuthorizationPolicy is on it.`,
        remedy: 'Write an AuthorizationPolicy with this Server as its targetRef, or accessPolicy: all-authenticated for all callers in the mesh; to close the port, write accessPolicy: deny.',
      });
    }
  },
};
