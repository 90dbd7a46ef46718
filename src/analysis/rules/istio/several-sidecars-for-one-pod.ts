import { enrolment, namespaceEnrolment } from '../../../manifest/enrolment';
import { sidecars } from '../../../manifest/istio/sidecars';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';
import { competitions } from './selected-pods';

export const severalSidecarsForOnePod: Rule = {
  id: 'several-sidecars-for-one-pod',
  severity: 'error',
  what: 'Two Sidecars are for the same pods: both select them, or both are for their whole namespace.',
  why: 'Istio does not join Sidecars: it uses the one that was created first, and the other does nothing.',
  remedy: 'Keep one Sidecar without a selector in a namespace, and let selectors of others not overlap.',
  aliases: ['IST0110', 'IST0111', 'KIA0002', 'KIA0003'],
  see: ['https://istio.io/latest/docs/reference/config/networking/sidecar/'],
  check(set, report) {
    const all = sidecars(set).map(({ object, namespace, workloadSelector }) => ({ object, namespace, labels: workloadSelector ?? {} }));
    for (const { one, other, workload } of competitions(set, all)) {
      // Pods in ambient mode read no Sidecar at all.
      if ((workload ? enrolment(set, workload) : namespaceEnrolment(set, one.namespace)).dataPlane === 'istio-ambient') continue;
      report(one.object, workload ? ['spec', 'workloadSelector'] : ['metadata', 'name'], {
        message: workload ? `${refText(other.object.ref)} selects ${workload.object.kind} ${workload.namespace}/${workload.name} too, and only the Sidecar that was created first holds for its pods.`
          : `${refText(other.object.ref)} is for all pods of namespace ${one.namespace} too, and only the Sidecar that was created first is used.`,
        remedy: workload ? 'Select other labels here, or join the two Sidecars.' : 'Join the two Sidecars, or give this one a `workloadSelector`.',
        related: [other.object], aliases: workload ? ['IST0110', 'KIA0003'] : ['IST0111', 'KIA0002'],
      });
    }
  },
};
