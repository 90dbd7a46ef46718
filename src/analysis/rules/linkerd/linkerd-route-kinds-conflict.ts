import { grouped, routeParents } from '../../../manifest/linkerd/route-parents';
import type { Rule } from '../../rule';

const RANK = ['GRPCRoute', 'HTTPRoute', 'TLSRoute', 'TCPRoute'];

export const linkerdRouteKindsConflict: Rule = {
  id: 'linkerd-route-kinds-conflict',
  severity: 'error',
  what: 'A TLSRoute or TCPRoute stands beside routes of another kind on one port of a Service, or routes of different kinds on one port of an EgressNetwork.',
  why: 'Of GRPCRoutes, HTTPRoutes, TLSRoutes and TCPRoutes Linkerd takes the first kind that a port has. Routes of the others are refused, or, where one names the port and the other does not, accepted and not in force.',
  remedy: 'Use one kind of route for a port.',
  aliases: ['Accepted=False/RouteReasonConflicted'],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1294/'],
  check(set, report) {
    const parents = routeParents(set).filter(({ kind }) => kind !== 'Server');
    for (const group of grouped(parents, ({ kind, namespace, name }) => `${kind}/${namespace}/${name}`).values()) {
      if (new Set(group.map(({ route }) => route.kind)).size === 1) continue;
      for (const parent of group) {
        // HTTPRoutes beside GRPCRoutes on a Service are no matter of Linkerd alone.
        const mayMeet = (kind: string) => parent.kind === 'EgressNetwork' || !(kind === 'GRPCRoute' && parent.route.kind === 'HTTPRoute');
        const winner = group.find(other => mayMeet(other.route.kind) && meet(parent.port, other.port) && RANK.indexOf(other.route.kind) < RANK.indexOf(parent.route.kind) && sees(other.route.namespace, parent));
        if (!winner) continue;
        report(parent.route, parent.path, {
          message: `${winner.route.kind} ${winner.route.namespace}/${winner.route.name} is attached to ${parent.kind} ${parent.namespace}/${parent.name} too, so that this ${parent.route.kind} is not in force.`,
          remedy: `Write all rules as ${winner.route.kind}s, or give each kind a port of its own (\`port\` in parentRefs).`,
          related: [winner.route],
        });
      }
    }
  },
};

function meet(a: number | undefined, b: number | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/** Routes outside the namespace of the parent are for callers of their own namespace only. */
function sees(other: string | null, { route, namespace }: { readonly route: { readonly namespace: string | null }; readonly namespace: string }): boolean {
  return other === namespace || route.namespace === namespace || other === route.namespace;
}
