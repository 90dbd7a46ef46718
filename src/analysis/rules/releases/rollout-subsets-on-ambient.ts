import { enrolment } from '../../../manifest/enrolment';
import { refText } from '../../../manifest/object-ref';
import { rollouts } from '../../../manifest/rollouts';
import type { Rule } from '../../rule';

export const rolloutSubsetsOnAmbient: Rule = {
  id: 'rollout-subsets-on-ambient',
  severity: 'warning',
  what: 'A Rollout splits traffic between subsets, and its pods are in an ambient mesh.',
  why: 'Istio does not support subsets at waypoints: the split may work with one version and not with the next, and without a waypoint it does nothing.',
  remedy: 'Split between two Services with an HTTPRoute and the plugin `argoproj-labs/gatewayAPI`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    for (const { object, workload, destinationRule } of rollouts(set)) {
      if (!workload || !destinationRule || enrolment(set, workload).dataPlane !== 'istio-ambient') continue;
      report(object, destinationRule.path, {
        message: `${refText(object.ref)} splits traffic between subsets ${destinationRule.stableSubset} and ${destinationRule.canarySubset}, and its pods are in the ambient mesh, whose waypoints do not support subsets.`,
        remedy: 'Give each version a Service (canaryService, stableService), and split an HTTPRoute between them with `plugins: { argoproj-labs/gatewayAPI: { httpRoute: <HTTPRoute> } }`.',
      });
    }
  },
};
