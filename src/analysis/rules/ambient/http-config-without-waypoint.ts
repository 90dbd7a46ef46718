import type { PathStep } from '../../../manifest/field-path';
import { attachments, isConsumerRoute } from '../../../manifest/gateway-api/attachments';
import { dataPlanesOf } from '../../../manifest/gateway-api/route-planes';
import { destinationRules } from '../../../manifest/istio/destination-rules';
import { hostsNamed } from '../../../manifest/istio/host-registry';
import { passedWaypoint } from '../../../manifest/istio/policy-reach';
import { hasRoutingClients } from '../../../manifest/istio/sidecar-clients';
import { MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import { serviceWaypoint } from '../../../manifest/istio/waypoints';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Service } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const httpConfigWithoutWaypoint: Rule = {
  id: 'http-config-without-waypoint',
  severity: 'warning',
  what: 'Routes or a DestinationRule are for a Service in ambient mode that has no waypoint.',
  why: 'A ztunnel carries connections and knows nothing of requests: without a waypoint, nobody splits, retries, times out, breaks circuits or routes by headers.',
  remedy: 'Declare a waypoint and label the Service, or its namespace, `istio.io/use-waypoint`.',
  aliases: ['KIA0210', 'KIA0211', 'KIA1109', 'KIA1113'],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    for (const { object, path, service, aliases } of configured(set)) {
      if (passedWaypoint(set, service) || [...dataPlanesOf(set, service)].join() !== 'istio-ambient') continue;
      // That the waypoint is missing is said where it is named.
      const use = serviceWaypoint(set, service);
      if (use && !use.waypoint) continue;
      const known = set.find('', 'Namespace', null, service.namespace) !== undefined;
      const others = hasRoutingClients(set) && object.group === 'networking.istio.io';
      report(object, path, {
        severity: known && !others ? 'warning' : 'info',
        message: `Service ${service.namespace}/${service.name} is in ambient mode and has no waypoint${known ? '' : ' in these manifests'}: ${
          others ? `only callers with sidecars, and gateways, carry out this ${object.kind}` : `nothing carries out this ${object.kind}`}.`,
        remedy: `Label Service ${service.namespace}/${service.name} istio.io/use-waypoint with the name of a Gateway of class istio-waypoint.`,
        related: [service.object], aliases,
      });
    }
  },
};

interface Configured {
  readonly object: ManifestObject;
  readonly path: readonly PathStep[];
  readonly service: Service;
  readonly aliases: readonly string[];
}

function configured(set: ManifestSet): Configured[] {
  const serviceOf = (host: string) => hostsNamed(set, host)[0]?.service;
  const some = (object: ManifestObject, path: readonly PathStep[], service: Service | undefined, aliases: readonly string[]) => (service ? [{ object, path, service, aliases }] : []);
  return [
    ...virtualServices(set).filter(({ gateways }) => gateways.includes(MESH))
      .flatMap(({ object, hosts }) => hosts.flatMap(({ host, path }) => some(object, path, serviceOf(host), ['KIA1109', 'KIA1113']))),
    ...destinationRules(set).filter(({ trafficPolicy, subsets }) => trafficPolicy !== undefined || subsets.length > 0)
      .flatMap(({ objects, host }) => some(objects[0]!, ['spec', 'host'], serviceOf(host), ['KIA0210', 'KIA0211'])),
    ...attachments(set).filter(attachment => (attachment.route.kind === 'HTTPRoute' || attachment.route.kind === 'GRPCRoute') && !isConsumerRoute(attachment))
      .flatMap(({ route, ref, service }) => some(route.object, ref.path, service, [])),
  ];
}
