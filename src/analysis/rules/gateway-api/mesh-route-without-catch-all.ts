import { isConsumerRoute, serviceAttachments } from '../../../manifest/gateway-api/attachments';
import { matchesAll } from '../../../manifest/gateway-api/matches';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const meshRouteWithoutCatchAll: Rule = {
  id: 'mesh-route-without-catch-all',
  severity: 'warning',
  what: 'The routes on a Service have no rule for the requests that none of their matches meets.',
  why: 'As soon as a Service has a route, the mesh stops sending to its pods by itself: a request that no rule matches is answered 404 (gRPC: UNIMPLEMENTED), also where it worked before the route was there.',
  remedy: 'Add a last rule without `matches` that sends to the Service itself, if the rest of the requests is meant to arrive.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1294/'],
  check(set, report) {
    for (const attached of serviceAttachments(set).values()) {
      const { service } = attached[0]!;
      for (const { port } of service!.ports) {
        // Routes of callers' namespaces are a set of their own.
        for (const whose of new Set(attached.map(attachment => (isConsumerRoute(attachment) ? attachment.route.namespace : '')))) {
          const here = attached.filter(attachment => attachment.ports.some(other => other.port === port) && (isConsumerRoute(attachment) ? attachment.route.namespace : '') === whose
            && (attachment.route.kind === 'HTTPRoute' || attachment.route.kind === 'GRPCRoute'));
          const rules = here.flatMap(({ route }) => route.rules);
          // A route without rules is refused, or means one that holds for all.
          if (here.length === 0 || here.some(({ route }) => route.rules.length === 0) || rules.some(({ matches }) => matches.some(matchesAll))) continue;
          const { route } = here.find(attachment => attachment.route.kind === 'HTTPRoute') ?? here[0]!;
          const all = [...new Set(here.map(attachment => refText(attachment.route.object.ref)))];
          report(route.object, ['spec', 'rules'], {
            severity: route.kind === 'GRPCRoute' ? 'info' : 'warning',
            message: `Requests to Service ${service!.namespace}/${service!.name} port ${port} that no match of ${all.join(' or ')} meets are answered ${route.kind === 'GRPCRoute' ? 'UNIMPLEMENTED' : '404'}: no rule takes the rest.`,
            remedy: `If they are meant to arrive, append the rule \`- backendRefs: [{ name: ${service!.name}, port: ${port} }]\`.`,
            related: [service!.object],
          });
        }
      }
    }
  },
};
