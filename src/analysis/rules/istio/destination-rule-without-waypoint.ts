import { enrolment } from '../../../manifest/enrolment';
import type { DestinationRule } from '../../../manifest/istio/destination-rules';
import { destinationRules } from '../../../manifest/istio/destination-rules';
import { destinationsOf, MESH, virtualServices } from '../../../manifest/istio/virtual-services';
import { serviceWaypoint } from '../../../manifest/istio/waypoints';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { view } from '../../../manifest/manifest-set';
import { serviceByHost } from '../../../manifest/services';
import { workloads, workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const destinationRuleWithoutWaypoint: Rule = {
  id: 'destination-rule-without-waypoint',
  severity: 'warning',
  what: 'A DestinationRule is for a Service in ambient mode that no waypoint serves, or stands where its waypoint does not read it.',
  why: 'DestinationRules are not read by ztunnel: for callers in ambient mode a waypoint of the called Service applies them. A waypoint reads those of its own namespace, of the Service\'s, and of the root namespace.',
  remedy: 'Let the Service use a waypoint, and put the DestinationRule into the Service\'s namespace.',
  aliases: ['KIA0210', 'KIA0211', 'KIA0212'],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    for (const rule of destinationRules(set)) {
      const service = serviceByHost(set, rule.host);
      const object = rule.objects[0]!;
      if (!service || service.workloads.length === 0 || !service.workloads.every(workload => enrolment(set, workload).dataPlane === 'istio-ambient')) continue;
      const use = serviceWaypoint(set, service);
      const name = `Service ${service.namespace}/${service.name}`;
      if (!use?.waypoint) {
        if (isReadByOthers(set, rule)) continue;
        report(object, ['spec'], {
          message: `${name} is in ambient mode ${use ? `and asks for waypoint ${use.namespace}/${use.name}, which is not there` : 'and uses no waypoint'}, so nothing applies this DestinationRule.`,
          remedy: use ? `Deploy the waypoint: \`istioctl waypoint apply -n ${use.namespace} --name ${use.name}\`.` : `Deploy a waypoint (\`istioctl waypoint apply -n ${service.namespace}\`) and set label \`istio.io/use-waypoint: waypoint\` on ${name}.`,
          related: [service.object], aliases: use ? ['KIA0211'] : ['KIA0210', 'KIA0211'],
        });
      } else if (![service.namespace, use.waypoint.namespace, set.settings.rootNamespace].includes(rule.namespace) && !workloadsIn(set, rule.namespace).some(workload => enrolment(set, workload).dataPlane === 'istio-sidecar')) {
        report(object, ['metadata', 'namespace'], {
          message: `Waypoint ${use.waypoint.namespace}/${use.waypoint.name} applies DestinationRules for ${name}, and reads none of namespace ${rule.namespace}.`,
          remedy: `Set \`metadata.namespace: ${service.namespace}\`.`, related: [service.object, use.waypoint.object], aliases: ['KIA0212'],
        });
      }
    }
  },
};

const hasSidecars = view(set => workloads(set).some(workload => enrolment(set, workload).dataPlane === 'istio-sidecar'));
const gatewayHosts = view(set => new Set(virtualServices(set).filter(({ gateways }) => gateways.some(name => name !== MESH)).flatMap(one => destinationsOf(set, one).map(({ host }) => host))));

/** Sidecars and gateways apply DestinationRules themselves. */
function isReadByOthers(set: ManifestSet, { host }: DestinationRule): boolean {
  return hasSidecars(set) || gatewayHosts(set).has(host);
}
