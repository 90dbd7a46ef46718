import { enrolment } from '../../../manifest/enrolment';
import { authorizationPolicyOf } from '../../../manifest/istio/authorization-policies';
import { passedWaypoint } from '../../../manifest/istio/policy-reach';
import { policiesAtWaypoint, policiesOnPods } from '../../../manifest/istio/policy-targets';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { namespaces } from '../../../manifest/namespaces';
import { servicesOf } from '../../../manifest/services';
import type { Workload } from '../../../manifest/workloads';
import { workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const podsWithoutPolicy: Rule = {
  id: 'pods-without-policy',
  severity: 'info',
  what: 'No AuthorizationPolicy says who may call some pods, while others of the namespace are guarded.',
  why: 'Pods that no policy is for take calls from everybody.',
  remedy: 'Add a policy for the pods, or one without rules for the namespace, which allows nothing by itself.',
  aliases: ['KIA1301'],
  see: ['https://istio.io/latest/docs/concepts/security/#authorization-policies'],
  check(set, report) {
    if (set.all('security.istio.io', 'AuthorizationPolicy').length === 0) return;
    for (const name of namespaces(set).keys()) {
      const called = workloadsIn(set, name).filter(workload => enrolment(set, workload).dataPlane.startsWith('istio') && !workload.runsToCompletion && servicesOf(set, workload).length > 0);
      const guarded = called.filter(workload => isGuarded(set, workload));
      if (guarded.length === 0 || guarded.length === called.length) continue;
      const known = new Set(guarded);
      for (const workload of called) {
        if (known.has(workload) || workload.madeBy) continue;
        report(workload.object, ['metadata', 'name'], {
          message: `No AuthorizationPolicy is for the pods of ${workload.name}, and everybody may call them; in namespace ${name}, ${listed(guarded.map(one => one.name), 3)} ${guarded.length === 1 ? 'has' : 'have'} one.`,
          remedy: `Add an AuthorizationPolicy that selects the pods of ${workload.name}, or one with \`spec: {}\` in namespace ${name}.`,
        });
      }
    }
  },
};

function isGuarded(set: ManifestSet, workload: Workload): boolean {
  const policies = [
    ...policiesOnPods(set, 'AuthorizationPolicy', workload),
    ...servicesOf(set, workload).flatMap(service => {
      const waypoint = passedWaypoint(set, service);
      return waypoint ? policiesAtWaypoint(set, 'AuthorizationPolicy', waypoint, service) : [];
    }),
  ];
  return policies.some(object => ['ALLOW', 'CUSTOM'].includes(authorizationPolicyOf(set, object)?.action ?? ''));
}
