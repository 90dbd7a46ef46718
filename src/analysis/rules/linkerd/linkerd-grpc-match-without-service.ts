import { linkerdRoutes } from '../../../manifest/linkerd/route-parents';
import { record, records } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const linkerdGrpcMatchWithoutService: Rule = {
  id: 'linkerd-grpc-match-without-service',
  severity: 'warning',
  what: 'A GRPCRoute matches calls by headers or method only, without a service.',
  why: 'Linkerd\'s proxies up to 2.20 cannot read a gRPC match that names no service, and the rules of the port are not in force.',
  remedy: 'Name the service in each match, or use an HTTPRoute, whose paths are `/<service>/<method>`.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#grpcroutematch'],
  check(set, report) {
    const [, minor] = set.settings.linkerdVersion.split('.').map(Number);
    if ((minor ?? 0) > 20) return;
    for (const route of linkerdRoutes(set).keys()) {
      if (route.kind !== 'GRPCRoute') continue;
      for (const [rule, index] of records(route.spec['rules'])) {
        for (const [match, i] of records(rule['matches'])) {
          if (record(match['method'])['service'] !== undefined) continue;
          report(route, ['spec', 'rules', index, 'matches', i], {
            message: `Linkerd ${set.settings.linkerdVersion} cannot read a gRPC match that names no service.`,
            remedy: 'Write method: { service: … } with the full name of the gRPC service, or use an HTTPRoute with path /<service>/<method>.',
          });
        }
      }
    }
  },
};
