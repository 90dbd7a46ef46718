import { destinationRules } from '../../../manifest/istio/destination-rules';
import { hostsNamed } from '../../../manifest/istio/host-registry';
import { passedWaypoint } from '../../../manifest/istio/policy-reach';
import { hasRoutingClients } from '../../../manifest/istio/sidecar-clients';
import { MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import type { Rule } from '../../rule';

export const configUnseenByWaypoint: Rule = {
  id: 'config-unseen-by-waypoint',
  severity: 'error',
  what: 'A VirtualService or DestinationRule for a Service behind a waypoint stands in a namespace that the waypoint does not look in.',
  why: 'A waypoint carries out those of the Service\'s namespace and of its own; what stands with the callers has no effect in ambient mode.',
  remedy: 'Move it to the namespace of the Service.',
  aliases: ['KIA0212', 'KIA1114'],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    const virtual = virtualServices(set).filter(({ gateways }) => gateways.includes(MESH))
      .flatMap(({ object, namespace, hosts }) => hosts.map(({ host, path }) => ({ object, namespace, host, path, aliases: ['KIA1114'], root: false })));
    const rules = destinationRules(set).map(({ objects, namespace, host }) => ({ object: objects[0]!, namespace, host, path: ['spec', 'host'], aliases: ['KIA0212'], root: true }));
    for (const { object, namespace, host, path, aliases, root } of [...virtual, ...rules]) {
      const service = hostsNamed(set, host)[0]?.service;
      const waypoint = service && passedWaypoint(set, service);
      if (!waypoint || [service.namespace, waypoint.namespace, ...(root ? [set.settings.rootNamespace] : [])].includes(namespace)) continue;
      const others = hasRoutingClients(set);
      report(object, path, {
        ...(others ? { severity: 'info' as const } : {}),
        message: `Waypoint ${waypoint.namespace}/${waypoint.name} of Service ${service.namespace}/${service.name} does not look in namespace ${namespace}: ${
          others ? 'only callers with sidecars, and gateways, carry this out' : 'nothing carries this out'}.`,
        remedy: `Set \`metadata.namespace: ${service.namespace}\`.`,
        related: [service.object, waypoint.object], aliases,
      });
    }
  },
};
