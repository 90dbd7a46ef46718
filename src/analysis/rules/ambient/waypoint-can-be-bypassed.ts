import { enrolment } from '../../../manifest/enrolment';
import { deniesAllBut, podPolicies } from '../../../manifest/istio/admitted-callers';
import type { AuthorizationPolicy, AuthorizationRule } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, matchesEverything } from '../../../manifest/istio/authorization-policies';
import { passedWaypoint } from '../../../manifest/istio/policy-reach';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const waypointCanBeBypassed: Rule = {
  id: 'waypoint-can-be-bypassed',
  severity: 'warning',
  what: 'A policy guards a Service at its waypoint, and the pods behind it take calls from anybody.',
  why: 'Calls to a pod\'s own address, from pods with sidecars, from ingress gateways and from outside the mesh do not pass the waypoint: its policies are not asked.',
  remedy: 'Add an AuthorizationPolicy on the pods that denies everybody but the waypoint\'s identity.',
  aliases: ['KIA1317'],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/', 'https://istio.io/latest/docs/ambient/usage/waypoint/'],
  check(set, report) {
    for (const { object, target, namespace, action, rules, dryRun } of authorizationPolicies(set)) {
      if (target.kind !== 'targets' || dryRun || action === 'AUDIT' || (action === 'ALLOW' && rules.some(matchesEverything))) continue;
      for (const { group, kind, name, path } of target.refs) {
        const service = group === '' && kind === 'Service' ? findService(set, namespace, name) : undefined;
        const waypoint = service && passedWaypoint(set, service);
        const open = waypoint && service.workloads.find(workload => enrolment(set, workload).dataPlane === 'istio-ambient'
          && isOpen(podPolicies(set, workload, 'ALLOW')) && !podPolicies(set, workload, 'DENY').some(policy => deniesAllBut(policy, waypoint.principal) || policy.rules.some(deniesEverybody)));
        if (!open) continue;
        report(object, path, {
          message: `Calls to the pods of ${open.name} that do not pass waypoint ${waypoint.namespace}/${waypoint.name} are not held up by this policy, and no other policy on the pods refuses them.`,
          remedy: `Add an AuthorizationPolicy in namespace ${namespace} with \`selector: { matchLabels: ${JSON.stringify(open.labels['app'] ? { app: open.labels['app'] } : service.selector).replaceAll('"', '').replaceAll(':', ': ')} }\`, action DENY and the rule \`from: [{ source: { notPrincipals: ["${waypoint.principal}"] } }]\`.`,
          related: [open.object, waypoint.object],
        });
      }
    }
  },
};

/** Whether a rule of a DENY asks neither who calls nor for what: on all ports, or on those that it names. */
function deniesEverybody({ sources, operations, conditions }: AuthorizationRule): boolean {
  return sources.length + conditions.length === 0 && operations.every(operation => operation.entries().every(([key]) => key === 'ports'));
}

/** Without an ALLOW policy anybody may call; with several, whoever one of them takes. */
function isOpen(allowing: readonly AuthorizationPolicy[]): boolean {
  return allowing.length === 0 || allowing.some(({ rules }) => rules.some(matchesEverything));
}
