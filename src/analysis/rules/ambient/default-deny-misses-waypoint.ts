import { enrolment } from '../../../manifest/enrolment';
import { mayTake, podPolicies } from '../../../manifest/istio/admitted-callers';
import { authorizationPolicies, authorizationPolicyOf, matchesEverything } from '../../../manifest/istio/authorization-policies';
import { passedWaypoint } from '../../../manifest/istio/policy-reach';
import { policiesAtWaypoint } from '../../../manifest/istio/policy-targets';
import { services } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const defaultDenyMissesWaypoint: Rule = {
  id: 'default-deny-misses-waypoint',
  severity: 'error',
  what: 'A policy that allows nothing in a namespace, or in the mesh, does not hold for a Service behind a waypoint.',
  why: 'Waypoints ignore policies without `targetRefs`. Where the pods admit the waypoint, everybody can call the Service through it.',
  remedy: 'Add a policy without rules that targets the waypoint\'s Gateway, or GatewayClass `istio-waypoint` from the root namespace.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  failClosed: true,
  check(set, report) {
    const denying = authorizationPolicies(set).filter(({ action, rules, target, dryRun }) => action === 'ALLOW' && rules.length === 0 && !dryRun
      && target.kind === 'workloads' && Object.keys(target.labels).length === 0);
    if (denying.length === 0) return;
    const told = new Set<string>();
    for (const service of services(set)) {
      const waypoint = passedWaypoint(set, service);
      const policy = denying.find(({ namespace }) => namespace === service.namespace) ?? denying.find(({ namespace }) => namespace === set.settings.rootNamespace);
      if (!waypoint || !policy) continue;
      const guards = policiesAtWaypoint(set, 'AuthorizationPolicy', waypoint, service).map(object => authorizationPolicyOf(set, object)!);
      if (guards.some(({ action, dryRun }) => action === 'ALLOW' && !dryRun)) continue;
      const pod = service.workloads.find(workload => {
        const lists = podPolicies(set, workload, 'ALLOW');
        // Pods that admit everybody are an exception from the policy on every way to them.
        return enrolment(set, workload).dataPlane === 'istio-ambient' && !lists.some(({ rules }) => rules.some(matchesEverything))
          && lists.some(({ rules, object }) => mayTake(rules, waypoint.principal, object));
      });
      if (!pod || told.has(`${policy.object.key} ${service.host}`)) continue;
      told.add(`${policy.object.key} ${service.host}`);
      report(policy.object, ['spec'], {
        message: `This policy does not hold at waypoint ${waypoint.namespace}/${waypoint.name}: everybody can call Service ${service.namespace}/${service.name} through it, since the pods of ${pod.name} admit the waypoint.`,
        remedy: `Add an AuthorizationPolicy in namespace ${waypoint.namespace} with only \`targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: ${waypoint.name} }]\`.`,
        related: [service.object, waypoint.object],
      });
    }
  },
};
