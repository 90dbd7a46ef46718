import { admitsUnauthenticated, policiesOnRoute } from '../../../manifest/linkerd/inbound-policies';
import { routeParents } from '../../../manifest/linkerd/route-parents';
import { findServer } from '../../../manifest/linkerd/servers';
import type { Rule } from '../../rule';

export const routePolicyPointless: Rule = {
  id: 'route-policy-pointless',
  severity: 'error',
  what: 'A policy is on a route of a Server that admits the same callers to everything anyway.',
  why: 'Policies add up: a call is admitted by its route, by the Server or by the namespace. With an `accessPolicy` other than `deny` on the Server, a policy on one of its routes keeps nobody out.',
  remedy: 'Write `accessPolicy: deny` on the Server, and a policy for each of its routes.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/'],
  check(set, report) {
    for (const { route, kind, namespace, name } of routeParents(set)) {
      const server = kind === 'Server' ? findServer(set, namespace, name) : undefined;
      if (!server || server.accessPolicy === 'deny') continue;
      const isOpen = server.accessPolicy.endsWith('unauthenticated') || server.accessPolicy === 'audit';
      for (const policy of policiesOnRoute(set, route)) {
        // Beside a Server for the mesh, a route may be for probes, which have no identity.
        if (!isOpen && admitsUnauthenticated(set, policy)) continue;
        report(policy, ['spec', 'targetRef'], {
          message: `The policy on ${route.kind} ${route.namespace}/${route.name} keeps nobody out: accessPolicy "${server.accessPolicy}" of Server ${namespace}/${name} admits ${isOpen ? 'everybody' : 'every caller in the mesh'} to all of its routes.`,
          remedy: `Write accessPolicy: deny on Server ${namespace}/${name}.`,
          related: [server.object, route],
        });
      }
    }
  },
};
