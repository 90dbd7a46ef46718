import { enrolment, namespaceEnrolment } from '../../../manifest/enrolment';
import { workloads, workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const LABEL = 'istio.io/use-waypoint';

export const waypointOutsideAmbient: Rule = {
  id: 'waypoint-outside-ambient',
  severity: 'warning',
  what: 'Pods or a namespace outside ambient mode ask for a waypoint.',
  why: 'Only ztunnel sends calls to a waypoint; pods with sidecars, and pods in no mesh, neither call through one nor are guarded by it.',
  remedy: 'Label the namespace `istio.io/dataplane-mode: ambient`, or take the label off.',
  aliases: ['KIA1312'],
  see: ['https://istio.io/latest/docs/ambient/usage/waypoint/'],
  check(set, report) {
    for (const namespace of set.all('', 'Namespace')) {
      const pods = workloadsIn(set, namespace.name);
      if (!asks(namespace.labels) || pods.length === 0 || namespaceEnrolment(set, namespace.name).dataPlane === 'istio-ambient') continue;
      if (pods.some(workload => enrolment(set, workload).dataPlane === 'istio-ambient')) continue;
      const { why } = enrolment(set, pods[0]!);
      report(namespace, ['metadata', 'labels', LABEL], {
        message: `Namespace ${namespace.name} asks for waypoint ${namespace.labels[LABEL]}, and none of its pods is in ambient mode (${why}).`,
        remedy: `Label namespace ${namespace.name} istio.io/dataplane-mode: ambient, or take ${LABEL} off.`,
      });
    }
    for (const workload of workloads(set)) {
      const { dataPlane, why } = enrolment(set, workload);
      if (!asks(workload.labels) || workload.madeBy || dataPlane === 'istio-ambient' || (dataPlane === 'none' && set.find('', 'Namespace', null, workload.namespace) === undefined)) continue;
      report(workload.object, [...workload.template, 'metadata', 'labels', LABEL], {
        message: `Pods of ${workload.name} ask for waypoint ${workload.labels[LABEL]}, and are not in ambient mode (${why}).`,
        remedy: `Label the pods istio.io/dataplane-mode: ambient, or take ${LABEL} off.`,
      });
    }
  },
};

function asks(labels: Readonly<Record<string, string>>): boolean {
  return Boolean(labels[LABEL]) && labels[LABEL] !== 'none';
}
