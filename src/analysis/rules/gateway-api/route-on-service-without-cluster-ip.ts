import { attachments } from '../../../manifest/gateway-api/attachments';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const routeOnServiceWithoutClusterIp: Rule = {
  id: 'route-on-service-without-cluster-ip',
  severity: 'warning',
  what: 'A route is attached to a headless Service, or to one of type ExternalName.',
  why: 'Callers of such a Service connect to the addresses that DNS gives them, and a mesh finds routes by the cluster IP that is called: the route is not accepted, or does not apply.',
  remedy: 'Attach the route to a Service with a cluster IP, and let callers use its name.',
  aliases: [],
  see: ['https://gateway-api.sigs.k8s.io/geps/gep-1324/'],
  check(set, report) {
    for (const { route, ref, service } of attachments(set)) {
      if (!service || (!service.headless && service.externalName === undefined)) continue;
      report(route.object, [...ref.path, 'name'], {
        message: `${refText(route.object.ref)} is attached to Service ${service.namespace}/${service.name}, which ${service.headless ? 'is headless' : `is another name for ${service.externalName}`}: callers do not call an address to which the route could belong.`,
        remedy: service.headless ? 'Attach the route to a Service in front of the same pods that has a cluster IP (leave out `clusterIP: None`), and call that one.' : 'Attach the route to a Service of type ClusterIP.',
        related: [service.object],
      });
    }
  },
};
