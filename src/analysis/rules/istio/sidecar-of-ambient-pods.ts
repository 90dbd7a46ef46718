import { enrolment, namespaceEnrolment } from '../../../manifest/enrolment';
import { sidecars } from '../../../manifest/istio/sidecars';
import { selectedWorkloads, workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const sidecarOfAmbientPods: Rule = {
  id: 'sidecar-of-ambient-pods',
  severity: 'warning',
  what: 'A Sidecar is for pods that are in ambient mode and have no sidecar.',
  why: 'Neither ztunnel nor waypoints read Sidecars: what it keeps from the pods, they reach all the same.',
  remedy: 'Remove the Sidecar; restrict what pods may reach with AuthorizationPolicies or NetworkPolicies.',
  aliases: ['IST0167'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0167/'],
  check(set, report) {
    for (const { object, namespace, workloadSelector } of sidecars(set)) {
      const selective = workloadSelector && Object.keys(workloadSelector).length > 0;
      const pods = selective ? selectedWorkloads(set, namespace, workloadSelector) : workloadsIn(set, namespace);
      const planes = pods.map(workload => enrolment(set, workload));
      const ambient = pods.length > 0 ? planes.every(({ dataPlane }) => dataPlane === 'istio-ambient') : !selective && namespaceEnrolment(set, namespace).dataPlane === 'istio-ambient';
      if (!ambient) continue;
      const why = planes[0]?.why ?? namespaceEnrolment(set, namespace).why;
      report(object, ['spec'], {
        message: `The pods ${selective ? 'that it selects' : `of namespace ${namespace}`} are in ambient mode (${why}), where no Sidecar is read.`,
        remedy: 'Remove this Sidecar, and keep calls away with an AuthorizationPolicy at the called Service.',
      });
    }
  },
};
