import { authorizationPolicies } from '../../../manifest/istio/authorization-policies';
import { passedWaypoint } from '../../../manifest/istio/policy-reach';
import { policiesAtWaypoint } from '../../../manifest/istio/policy-targets';
import { findService, servicesOf } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const serviceAroundPolicy: Rule = {
  id: 'service-around-policy',
  severity: 'error',
  what: 'A policy at a waypoint names one Service, and another one leads through a waypoint to the same pods without a policy.',
  why: 'A policy with `targetRefs` holds for the Services that it names. The pods trust the waypoint, so that a call to the other Service comes through unchecked.',
  remedy: 'Name every Service in front of the pods in `targetRefs`.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  failClosed: true,
  check(set, report) {
    for (const { object, target, namespace, action, dryRun } of authorizationPolicies(set)) {
      if (target.kind !== 'targets' || dryRun || action !== 'ALLOW') continue;
      const told = new Set<string>();
      for (const { group, kind, name, path } of target.refs) {
        const service = group === '' && kind === 'Service' ? findService(set, namespace, name) : undefined;
        if (!service || !passedWaypoint(set, service)) continue;
        for (const workload of service.workloads) {
          for (const other of servicesOf(set, workload)) {
            const waypoint = passedWaypoint(set, other);
            if (!waypoint || told.has(other.host) || policiesAtWaypoint(set, 'AuthorizationPolicy', waypoint, other).length > 0) continue;
            told.add(other.host);
            report(object, path, {
              message: `Service ${other.name} leads through waypoint ${waypoint.namespace}/${waypoint.name} to the pods of ${workload.name} too, and no AuthorizationPolicy names it: its callers are not checked.`,
              remedy: `Add \`{ group: "", kind: Service, name: ${other.name} }\` to targetRefs.`,
              related: [other.object, workload.object],
            });
          }
        }
      }
    }
  },
};
