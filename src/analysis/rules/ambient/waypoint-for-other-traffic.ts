import { serviceWaypoint, workloadWaypoint } from '../../../manifest/istio/waypoints';
import { services } from '../../../manifest/services';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const LABEL = 'istio.io/use-waypoint';

export const waypointForOtherTraffic: Rule = {
  id: 'waypoint-for-other-traffic',
  severity: 'error',
  what: 'A Service, or pods, ask for a waypoint that does not take such traffic.',
  why: 'A waypoint takes calls to Services unless its label `istio.io/waypoint-for` says `workload`, `all` or `none`; other calls go around it, and its policies are not asked.',
  remedy: 'Label the waypoint `istio.io/waypoint-for: all`, or put the label `istio.io/use-waypoint` where its traffic is.',
  aliases: ['KIA1313'],
  see: ['https://istio.io/latest/docs/ambient/usage/waypoint/#waypoint-traffic-types'],
  check(set, report) {
    for (const service of services(set)) {
      const use = serviceWaypoint(set, service);
      const traffic = use?.waypoint?.traffic;
      if (service.madeBy || use?.from !== 'object' || traffic === undefined || traffic === 'service' || traffic === 'all') continue;
      report(service.object, ['metadata', 'labels', LABEL], {
        message: `Waypoint ${use.namespace}/${use.name} is for ${traffic === 'none' ? 'no traffic' : 'calls to pods'} (istio.io/waypoint-for: ${traffic}), and calls to Service ${service.name} go around it.`,
        remedy: `Label Gateway ${use.namespace}/${use.name} istio.io/waypoint-for: ${traffic === 'none' ? 'service' : 'all'}, or take ${LABEL} off Service ${service.name}.`,
        related: [use.waypoint!.object],
      });
    }
    for (const workload of workloads(set)) {
      const use = workloadWaypoint(set, workload);
      const traffic = use?.waypoint?.traffic;
      if (workload.madeBy || use?.from !== 'object' || traffic === undefined || traffic === 'workload' || traffic === 'all') continue;
      report(workload.object, [...workload.template, 'metadata', 'labels', LABEL], {
        message: `Waypoint ${use.namespace}/${use.name} is for ${traffic === 'none' ? 'no traffic' : 'calls to Services'} (istio.io/waypoint-for: ${traffic}), and calls to the pods of ${workload.name} themselves go around it.`,
        remedy: `Put ${LABEL}: ${use.name} on the Service in front of the pods, or label Gateway ${use.namespace}/${use.name} istio.io/waypoint-for: all.`,
        related: [use.waypoint!.object],
      });
    }
  },
};
