import { peerAuthentications, peerSelector } from '../../../manifest/istio/peer-authentication';
import { record } from '../../../manifest/manifest-object';
import { portsInFrontOf, servicesOf, targetPortOf } from '../../../manifest/services';
import { selectedWorkloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const portMtlsOnServicePort: Rule = {
  id: 'port-mtls-on-service-port',
  severity: 'error',
  what: 'A PeerAuthentication has a mode for the port of a Service instead of the port of the container.',
  why: 'The keys of `portLevelMtls` are the ports that pods are called at. The mode holds for a port that nobody calls, and the one that is meant keeps the policy\'s mode.',
  remedy: 'Write the `targetPort`, the number that the container listens at.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/peer_authentication/'],
  failClosed: true,
  check(set, report) {
    for (const policy of peerAuthentications(set)) {
      const selector = peerSelector(policy);
      if (!selector) continue;
      const pods = selectedWorkloads(set, policy.namespace!, selector);
      for (const key of Object.keys(record(policy.spec['portLevelMtls']))) {
        const number = Number(key);
        if (pods.some(workload => workload.ports.some(port => port.number === number) || portsInFrontOf(set, workload, number).length > 0)) continue;
        const found = pods.flatMap(workload => servicesOf(set, workload).flatMap(service => service.ports.filter(({ port }) => port === number)
          .map(port => ({ workload, service, target: targetPortOf(port, workload) }))))[0];
        if (!found?.target) continue;
        report(policy, ['spec', 'portLevelMtls', key], {
          message: `Port ${key} is a port of Service ${found.service.name}; the pods of ${found.workload.name} are called at ${found.target}, where this mode does not hold.`,
          remedy: `Write ${found.target} instead of ${key}.`,
          related: [found.service.object, found.workload.object],
        });
      }
    }
  },
};
