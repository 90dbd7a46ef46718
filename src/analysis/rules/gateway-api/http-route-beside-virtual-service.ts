import { attachments } from '../../../manifest/gateway-api/attachments';
import { isIstios } from '../../../manifest/gateway-api/route-planes';
import type { VirtualService } from '../../../manifest/istio/virtual-services';
import { httpRoutes, meshVirtualServices } from '../../../manifest/istio/virtual-services';
import { records } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const httpRouteBesideVirtualService: Rule = {
  id: 'http-route-beside-virtual-service',
  severity: 'error',
  what: 'A Service port has both a route of the Gateway API and a VirtualService.',
  why: 'Istio does not support the two together. At a sidecar the older of the two counts and the other is lost whole; at a waypoint the Gateway API\'s routes come first, and what the VirtualService says behind their catch-all (faults, timeouts, retries) silently does not happen.',
  remedy: 'Say everything in one of the two.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    for (const attachment of attachments(set)) {
      const { route, ref, service, ports } = attachment;
      if (!service || (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') || !isIstios(set, attachment)) continue;
      const beside = meshVirtualServices(set, service.host).find(candidate => ports.some(({ port }) => actsOn(set, candidate, port)));
      if (!beside) continue;
      report(route.object, ref.path, {
        message: `Service ${service.namespace}/${service.name} has ${refText(route.object.ref)} and ${refText(beside.object.ref)}, of which only one counts: which one depends on their age and on whether there is a waypoint.`,
        remedy: `Move what ${refText(beside.object.ref)} says into ${refText(route.object.ref)} and delete it, or the other way round.`,
        related: [beside.object],
      });
    }
  },
};

/** Whether one of its HTTP rules is for a port: a rule that names none is for every port. */
function actsOn(set: ManifestSet, virtualService: VirtualService, port: number): boolean {
  return httpRoutes(set, virtualService).some(({ route }) => {
    const matches = records(route['match']);
    return matches.length === 0 || matches.some(([match]) => match['port'] === undefined || match['port'] === port);
  });
}
