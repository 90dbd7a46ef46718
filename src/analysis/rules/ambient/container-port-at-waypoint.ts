import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { servicesBehind, servicesTargeted } from '../../../manifest/istio/policy-reach';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { targetRefs } from '../../../manifest/istio/policy-targets';
import type { Service } from '../../../manifest/services';
import { targetPortOf } from '../../../manifest/services';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

export const containerPortAtWaypoint: Rule = {
  id: 'container-port-at-waypoint',
  severity: 'error',
  what: 'A policy at a waypoint names a port of the containers instead of the port of the Service.',
  why: 'A waypoint compares `ports` with the Service\'s ports, unlike sidecars and ztunnel: an ALLOW for another port refuses everything, a DENY never fires.',
  remedy: 'Write the Service\'s port; where the targets map ports differently, write one policy for each.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ambient/usage/l7-features/'],
  failClosed: true,
  check(set, report) {
    for (const policy of authorizationPolicies(set)) {
      const behind = servicesAt(set, policy.object);
      if (behind.length === 0) continue;
      const servicePorts = new Set(behind.flatMap(({ ports }) => ports.map(({ port }) => port)));
      for (const { text, path } of policy.rules.flatMap(rule => valuesOf(rule, 'ports'))) {
        const number = Number(text);
        if (servicePorts.has(number)) continue;
        const meant = behind.flatMap(service => service.ports.map(port => ({ service, port }))).find(({ service, port }) => port.targetPort === number
          || service.workloads.some(workload => targetPortOf(port, workload) === number));
        if (!meant) continue;
        report(policy.object, path, {
          message: `Port ${text} is a port of the containers behind Service ${meant.service.name}; a waypoint knows its ports only, ${listed([...servicePorts].sort((a, b) => a - b))}.`,
          remedy: `Write "${meant.port.port}", the port of Service ${meant.service.name} that sends to ${text}.`,
          related: [meant.service.object],
        });
      }
    }
  },
};

/** Services at whose waypoint a policy is asked. */
function servicesAt(set: ManifestSet, policy: ManifestObject): readonly Service[] {
  const gateways = targetRefs(policy).filter(({ kind }) => kind === 'Gateway');
  return [...servicesTargeted(set, policy), ...gateways.flatMap(({ name }) => servicesBehind(set).get(`${policy.namespace}/${name}`) ?? [])];
}
