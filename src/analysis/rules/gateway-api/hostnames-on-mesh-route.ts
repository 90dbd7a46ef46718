import { attachmentsOf } from '../../../manifest/gateway-api/attachments';
import { isLinkerds } from '../../../manifest/gateway-api/route-planes';
import { routes } from '../../../manifest/gateway-api/routes';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const hostnamesOnMeshRoute: Rule = {
  id: 'hostnames-on-mesh-route',
  severity: 'warning',
  what: 'A route that is attached to a Service has hostnames.',
  why: 'On a Service the hostnames are ignored: the route acts on every call to it, whatever its Host header says. Linkerd alone reads them.',
  remedy: 'Take `hostnames` out. To tell calls apart by host, match the Host header.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1426/'],
  check(set, report) {
    for (const route of routes(set)) {
      const on = attachmentsOf(set, route).find(attachment => attachment.service !== undefined && !isLinkerds(set, attachment));
      if (!on || route.hostnames.length === 0 || route.kind === 'TLSRoute') continue;
      report(route.object, ['spec', 'hostnames'], {
        message: `The hostnames of ${refText(route.object.ref)} (${route.hostnames.join(', ')}) are ignored on Service ${on.ref.namespace}/${on.ref.name}: its rules act on every call to it.`,
        remedy: `Take spec.hostnames out${route.parents.some(({ kind }) => kind === 'Gateway') ? ' into a route of its own for the Gateway' : ''}, or match \`headers: [{ name: Host, value: ${route.hostnames[0]} }]\`.`,
      });
    }
  },
};
