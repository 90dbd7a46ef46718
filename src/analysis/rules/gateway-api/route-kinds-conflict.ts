import type { Attachment } from '../../../manifest/gateway-api/attachments';
import { attachments } from '../../../manifest/gateway-api/attachments';
import { compareAge } from '../../../manifest/gateway-api/precedence';
import type { RouteKind } from '../../../manifest/gateway-api/routes';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const routeKindsConflict: Rule = {
  id: 'route-kinds-conflict',
  severity: 'warning',
  what: 'Routes of different kinds are attached to the same Service port, or an HTTPRoute and a GRPCRoute to the same hostname of a listener.',
  why: 'Only one kind is accepted: on a Service, GRPCRoute before HTTPRoute before TLSRoute before TCPRoute; on a listener, the older of the two. From Gateway API 1.6 on HTTPRoutes and GRPCRoutes go together, and some implementations merge them before.',
  remedy: 'Say all of it in one kind: an HTTPRoute matches gRPC methods by the path `/package.Service/Method`.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#grpcroute', 'https://gateway-api.sigs.k8s.io/geps/gep-1294/'],
  check(set, report) {
    const [, minor = '0'] = set.settings.gatewayApiVersion.split('.');
    const together = Number(minor) >= 6;
    const kinds = new Map<string, Map<string, Attachment>>();
    for (const attachment of attachments(set)) {
      const { kind } = attachment.route;
      for (const key of placesOf(attachment)) {
        const found = kinds.get(key) ?? new Map<string, Attachment>();
        kinds.set(key, found);
        if (!found.has(kind)) found.set(kind, attachment);
      }
    }
    for (const found of kinds.values()) {
      const [winner, ...losers] = ORDER.flatMap(kind => found.get(kind) ?? []).sort((a, b) => (a.service ? 0 : compareAge(a.route, b.route)));
      for (const loser of losers) {
        if (together && HTTP.has(winner!.route.kind) && HTTP.has(loser.route.kind)) continue;
        report(loser.route.object, loser.ref.path, {
          message: `${refText(loser.route.object.ref)} and ${refText(winner!.route.object.ref)} are both attached to ${loser.ref.kind} ${loser.ref.namespace}/${loser.ref.name}: with Gateway API ${set.settings.gatewayApiVersion}, only the ${winner!.route.kind} is sure to be accepted.`,
          remedy: `Write the rules of both as one kind of route${loser.service ? '' : ', or attach them to different hostnames'}.`,
          related: [winner!.route.object],
        });
      }
    }
  },
};

/** Of routes on one Service port, the kind that counts comes first. */
const ORDER: readonly RouteKind[] = ['GRPCRoute', 'HTTPRoute', 'TLSRoute', 'TCPRoute'];
const HTTP = new Set<RouteKind>(['GRPCRoute', 'HTTPRoute']);

function placesOf({ route, owner, accepted, service, ports }: Attachment): string[] {
  if (service) return ports.map(({ port }) => `${service.host}:${port}`);
  // On a listener other kinds belong to other protocols.
  return !HTTP.has(route.kind) ? [] : accepted.flatMap(({ listener, hostnames }) => hostnames.map(hostname => `${owner!.object.key} ${listener.name} ${hostname}`));
}
