import type { Attachment } from '../../../manifest/gateway-api/attachments';
import { attachments } from '../../../manifest/gateway-api/attachments';
import { compareAge } from '../../../manifest/gateway-api/precedence';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const routeKindsConflict: Rule = {
  id: 'route-kinds-conflict',
  severity: 'warning',
  what: 'An HTTPRoute and a GRPCRoute are attached to the same Service port, or to the same hostname of a listener.',
  why: 'Before Gateway API 1.6 only one of the two kinds is accepted: on a Service the GRPCRoute, on a listener the older one. Implementations differ, and some merge the two.',
  remedy: 'Say both in one kind: an HTTPRoute matches gRPC methods by the path `/package.Service/Method`.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#grpcroute', 'https://gateway-api.sigs.k8s.io/geps/gep-1294/'],
  check(set, report) {
    const [, minor = '0'] = set.settings.gatewayApiVersion.split('.');
    if (Number(minor) >= 6) return;
    const kinds = new Map<string, Map<string, Attachment>>();
    for (const attachment of attachments(set)) {
      const { route } = attachment;
      if (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') continue;
      for (const key of placesOf(attachment)) {
        const found = kinds.get(key) ?? new Map<string, Attachment>();
        kinds.set(key, found);
        if (!found.has(route.kind)) found.set(route.kind, attachment);
      }
    }
    for (const found of kinds.values()) {
      const [http, grpc] = [found.get('HTTPRoute'), found.get('GRPCRoute')];
      if (!http || !grpc) continue;
      const loser = http.service || compareAge(grpc.route, http.route) < 0 ? http : grpc;
      const winner = loser === http ? grpc : http;
      report(loser.route.object, loser.ref.path, {
        message: `${refText(loser.route.object.ref)} and ${refText(winner.route.object.ref)} are both attached to ${loser.ref.kind} ${loser.ref.namespace}/${loser.ref.name}: with Gateway API ${set.settings.gatewayApiVersion}, only the ${winner.route.kind} is sure to be accepted.`,
        remedy: `Write the rules of both as one kind of route${loser === http ? '' : ', or attach them to different hostnames'}.`,
        related: [winner.route.object],
      });
    }
  },
};

function placesOf({ owner, accepted, service, ports }: Attachment): string[] {
  if (service) return ports.map(({ port }) => `${service.host}:${port}`);
  return accepted.flatMap(({ listener, hostnames }) => hostnames.map(hostname => `${owner!.object.key} ${listener.name} ${hostname}`));
}
