import { attachmentsOf } from '../../../manifest/gateway-api/attachments';
import { isIstios } from '../../../manifest/gateway-api/route-planes';
import { routes } from '../../../manifest/gateway-api/routes';
import { record } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const redirectKeepsPort: Rule = {
  id: 'redirect-keeps-port',
  severity: 'warning',
  what: 'A redirect of a route on a Service changes the scheme and says no port.',
  why: 'The Gateway API asks for the default port of the new scheme, but Istio keeps the port of the request in the mesh: `http://search:7070/` becomes `https://search:7070/`, where nothing speaks TLS.',
  remedy: 'Say the port: `port: 443` with `scheme: https`.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#httprequestredirectfilter'],
  check(set, report) {
    for (const route of routes(set)) {
      const inMesh = attachmentsOf(set, route).some(attachment => attachment.service !== undefined && isIstios(set, attachment));
      if (!inMesh) continue;
      for (const [filter, path] of route.rules.flatMap(({ filters }) => filters)) {
        const { scheme, port, hostname } = record(filter['requestRedirect']);
        if (filter['type'] !== 'RequestRedirect' || typeof scheme !== 'string' || port !== undefined || hostname !== undefined) continue;
        report(route.object, [...path, 'requestRedirect', 'scheme'], {
          message: `This redirect of ${refText(route.object.ref)} to ${scheme} names no port, and Istio keeps the port that was called.`,
          remedy: `Add \`port: ${scheme === 'https' ? 443 : 80}\` to the redirect.`,
        });
      }
    }
  },
};
