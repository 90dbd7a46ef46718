import { policiesOnServer } from '../../../manifest/linkerd/inbound-policies';
import { parentsIn } from '../../../manifest/linkerd/route-parents';
import { servers } from '../../../manifest/linkerd/servers';
import type { Json, ManifestObject } from '../../../manifest/manifest-object';
import { record, records, text } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const serverRoutesWithoutCatchAll: Rule = {
  id: 'server-routes-without-catch-all',
  severity: 'warning',
  what: 'A Server admits callers to the whole port, and its routes do not cover all paths.',
  why: 'As soon as one route is attached to a Server, calls that no route matches are answered with 404, also from callers whom the Server admits.',
  remedy: 'Attach a route for all paths, without a policy of its own.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/'],
  check(set, report) {
    for (const server of servers(set)) {
      const { object, namespace, name, accessPolicy, proxyProtocol } = server;
      const routes = parentsIn(set, 'Server', namespace, name).filter(({ route }) => route.namespace === namespace).map(({ route }) => route);
      const read = routes.filter(({ kind }) => kind === (proxyProtocol === 'gRPC' ? 'GRPCRoute' : 'HTTPRoute'));
      if (read.length === 0 || ['opaque', 'TLS'].includes(proxyProtocol) || read.some(coversAll)) continue;
      const policies = policiesOnServer(set, server);
      if (accessPolicy === 'deny' && policies.length === 0) continue;
      const admitted = accessPolicy === 'deny' ? `${policies[0]!.kind} ${policies[0]!.namespace}/${policies[0]!.name}` : `accessPolicy "${accessPolicy}"`;
      report(object, ['spec', 'port'], {
        message: `Calls that ${read.map(r => `${r.kind} ${r.name}`).slice(0, 3).join(', ')} ${read.length === 1 ? 'does' : 'do'} not match get 404, also from callers whom ${admitted} admits.`,
        remedy: proxyProtocol === 'gRPC' ? 'Add a GRPCRoute with this Server as its parent and one rule without matches.'
          : 'Add an HTTPRoute with this Server as its parent and the match { path: { type: PathPrefix, value: / } }.',
        related: [...read, ...policies],
      });
    }
  },
};

/** Whether a rule matches every call: without matches, or with one that asks for nothing. */
function coversAll({ spec }: ManifestObject): boolean {
  return records(spec['rules']).some(([rule]) => {
    const matches = records(rule['matches']);
    return matches.length === 0 || matches.some(([match]) => asksNothing(match));
  });
}

function asksNothing(match: Record<string, Json>): boolean {
  const { type, value } = record(match['path']);
  const isAnyPath = value === undefined || ((type ?? 'PathPrefix') === 'PathPrefix' && text(value) === '/');
  return isAnyPath && match['method'] === undefined && records(match['headers']).length === 0 && records(match['queryParams']).length === 0;
}
