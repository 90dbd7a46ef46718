import { attachmentsOf } from '../../../manifest/gateway-api/attachments';
import { isLinkerds } from '../../../manifest/gateway-api/route-planes';
import { routes } from '../../../manifest/gateway-api/routes';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const ruleWithoutBackends: Rule = {
  id: 'rule-without-backends',
  severity: 'warning',
  what: 'A rule of a route neither sends to a backend nor redirects.',
  why: 'Every request that it matches is answered 500 (gRPC: UNAVAILABLE): also in a mesh, a rule does not send to the Service that its route is attached to unless it says so.',
  remedy: 'Name the Service in `backendRefs`, also if it is the parent.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule'],
  check(set, report) {
    for (const route of routes(set)) {
      // Linkerd sends such requests to the parent, and has parents (Server) whose routes never name a backend.
      if (attachmentsOf(set, route).some(attachment => isLinkerds(set, attachment))) continue;
      for (const { backends, filters, path } of route.rules) {
        if (backends.length > 0 || filters.some(([{ type }]) => type === 'RequestRedirect' || type === 'ExtensionRef')) continue;
        const service = route.parents.find(({ kind }) => kind === 'Service');
        report(route.object, path, {
          message: `This rule of ${refText(route.object.ref)} has no backendRefs and no redirect: every request that it matches is answered ${route.kind === 'GRPCRoute' ? 'UNAVAILABLE' : '500'}.`,
          remedy: `Add \`backendRefs: [{ name: ${service?.name ?? '<Service>'}, port: ${service?.port ?? '<port>'} }]\` to the rule.`,
        });
      }
    }
  },
};
