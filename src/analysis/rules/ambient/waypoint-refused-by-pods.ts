import { enrolment } from '../../../manifest/enrolment';
import { mayTake, podPolicies } from '../../../manifest/istio/admitted-callers';
import { passedWaypoint } from '../../../manifest/istio/policy-reach';
import { services } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const waypointRefusedByPods: Rule = {
  id: 'waypoint-refused-by-pods',
  severity: 'error',
  what: 'The policies on pods behind a waypoint allow its clients, and not the waypoint.',
  why: 'The pods\' ztunnel sees the waypoint as the caller of everything that passed it: where no ALLOW policy on the pods names it, all of that is refused.',
  remedy: 'Allow the waypoint\'s identity in a policy on the pods, and judge its clients in one with `targetRefs`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    const told = new Set<string>();
    for (const service of services(set)) {
      const waypoint = passedWaypoint(set, service);
      if (!waypoint) continue;
      for (const workload of service.workloads) {
        if (enrolment(set, workload).dataPlane !== 'istio-ambient') continue;
        const allowing = podPolicies(set, workload, 'ALLOW');
        // With rules for nobody, nobody is meant to call.
        const list = allowing.find(({ rules }) => rules.length > 0);
        if (!list || allowing.some(({ rules, object }) => mayTake(rules, waypoint.principal, object))) continue;
        const key = `${list.object.key} ${waypoint.principal}`;
        if (told.has(key)) continue;
        told.add(key);
        report(list.object, ['spec', 'rules'], {
          message: `Calls to Service ${service.name} reach the pods of ${workload.name} as ${waypoint.principal}, the identity of waypoint ${waypoint.namespace}/${waypoint.name}, which no ALLOW policy on the pods takes: all of them are refused.`,
          remedy: `Add "${waypoint.principal}" to \`from[].source.principals\`.`,
          related: [waypoint.object, workload.object],
        });
      }
    }
  },
};
