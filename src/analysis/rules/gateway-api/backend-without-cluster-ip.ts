import { attachmentsOf, isServiceRef } from '../../../manifest/gateway-api/attachments';
import { isIstios, isLinkerds } from '../../../manifest/gateway-api/route-planes';
import { routes } from '../../../manifest/gateway-api/routes';
import { refText } from '../../../manifest/object-ref';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const backendWithoutClusterIp: Rule = {
  id: 'backend-without-cluster-ip',
  severity: 'warning',
  what: 'A route sends to an ExternalName Service, or, in a Linkerd mesh, to a headless one.',
  why: 'The Gateway API lets implementations refuse ExternalName backends, and many do, since they can lead to hosts that nobody meant. Linkerd finds backends by their cluster IP, and a Service without one is no backend to it.',
  remedy: 'Send to a Service with a cluster IP; for a host outside the cluster, use what the mesh has for such hosts (ServiceEntry, EgressNetwork).',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference'],
  check(set, report) {
    for (const route of routes(set)) {
      const at = attachmentsOf(set, route);
      const linkerds = at.some(attachment => isLinkerds(set, attachment));
      // Istio carries ExternalName backends out.
      const istios = at.length > 0 && at.every(attachment => isIstios(set, attachment));
      for (const backend of route.rules.flatMap(({ backends }) => backends)) {
        const service = isServiceRef(backend) ? findService(set, backend.namespace, backend.name) : undefined;
        const external = service?.externalName !== undefined;
        if (!service || !(external || (linkerds && service.headless))) continue;
        report(route.object, [...backend.path, 'name'], {
          severity: linkerds ? 'error' : istios ? 'info' : 'warning',
          message: `${refText(route.object.ref)} sends to Service ${service.namespace}/${service.name}, which ${external ? `is of type ExternalName (${service.externalName})` : 'is headless'}: ${linkerds ? 'Linkerd has no endpoints for it' : 'not every implementation sends there'}.`,
          remedy: external ? 'Send to a Service with a cluster IP instead.' : `Send to a Service without \`clusterIP: None\` in front of the same pods.`,
          related: [service.object],
        });
      }
    }
  },
};
