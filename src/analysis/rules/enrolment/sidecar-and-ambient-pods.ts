import { namespaceEnrolment } from '../../../manifest/enrolment';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const sidecarAndAmbientPods: Rule = {
  id: 'sidecar-and-ambient-pods',
  severity: 'error',
  what: 'Pods ask for a sidecar and for ambient mode.',
  why: 'A pod with a sidecar stays out of ambient mode: ztunnel does not capture it, waypoints in front of its Services are skipped by its own calls, and what was declared for ambient does not bind it.',
  remedy: 'Take either the sidecar mark or the ambient label off the pods.',
  aliases: ['KIA1311'],
  see: ['https://istio.io/latest/docs/ambient/usage/add-workloads/'],
  check(set, report) {
    for (const { object, template, labels, annotations, id, namespace, madeBy } of workloads(set)) {
      const inject = labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
      if (madeBy || inject !== 'true') continue;
      const own = labels['istio.io/dataplane-mode'] === 'ambient';
      if (!own && namespaceEnrolment(set, namespace).dataPlane !== 'istio-ambient') continue;
      const field = labels['sidecar.istio.io/inject'] !== undefined ? 'labels' : 'annotations';
      report(object, [...template, 'metadata', field, 'sidecar.istio.io/inject'], {
        severity: own ? 'error' : 'warning',
        aliases: own ? ['KIA1311'] : ['KIA1316'],
        message: `Pods of ${id} ask for a sidecar (sidecar.istio.io/inject: "true") and are in ambient mode by ${own ? 'their own label' : `the label of namespace ${namespace}`}; they get the sidecar alone.`,
        remedy: `Take sidecar.istio.io/inject off the pods, or ${own ? 'their label istio.io/dataplane-mode' : 'say that they stay out of ambient mode with label istio.io/dataplane-mode: none'}.`,
      });
    }
  },
};
