import { passedWaypoint } from '../../../manifest/istio/policy-reach';
import { targetRefs } from '../../../manifest/istio/policy-targets';
import { serviceWaypoint, waypoints } from '../../../manifest/istio/waypoints';
import { findService } from '../../../manifest/services';
import type { Rule } from '../../rule';

const KINDS = [['security.istio.io', 'AuthorizationPolicy'], ['security.istio.io', 'RequestAuthentication'], ['telemetry.istio.io', 'Telemetry'],
  ['extensions.istio.io', 'WasmPlugin'], ['extensions.istio.io', 'TrafficExtension']] as const;

export const policyTargetWithoutWaypoint: Rule = {
  id: 'policy-target-without-waypoint',
  severity: 'error',
  what: 'A policy targets a Service that has no waypoint.',
  why: 'Only a waypoint reads what targets a Service. Sidecars and ztunnel ignore it, and calls come through unchecked.',
  remedy: 'Declare a waypoint and label the Service `istio.io/use-waypoint`, or select the pods with `selector` if they have sidecars.',
  aliases: ['KIA0109', 'KIA1317'],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  check(set, report) {
    for (const [group, kind] of KINDS) {
      for (const policy of set.all(group, kind)) {
        for (const { group: of, kind: to, name, path } of targetRefs(policy)) {
          const service = of === '' && to === 'Service' ? findService(set, policy.namespace!, name) : undefined;
          if (!service || passedWaypoint(set, service)) continue;
          const use = serviceWaypoint(set, service);
          // That the waypoint is missing is said where it is named.
          if (use && !use.waypoint) continue;
          const isKnown = use !== undefined || set.find('', 'Namespace', null, service.namespace) !== undefined;
          const waypoint = [...waypoints(set).values()].find(one => one.namespace === service.namespace)?.name ?? '<waypoint>';
          report(policy, path, {
            severity: isKnown ? 'error' : 'info',
            message: use ? `Waypoint ${use.namespace}/${use.name} is not for calls to Services, so nothing carries out this ${kind} for Service ${name}.`
              : `Service ${name} has no waypoint${isKnown ? '' : ' in these manifests'}, and nothing else carries out this ${kind}.`,
            remedy: use ? `Label Gateway ${use.namespace}/${use.name} istio.io/waypoint-for: all.`
              : `Label Service ${name} istio.io/use-waypoint: ${waypoint}, or write \`selector\` instead of targetRefs if its pods have sidecars.`,
            related: [service.object],
          });
        }
      }
    }
  },
};
