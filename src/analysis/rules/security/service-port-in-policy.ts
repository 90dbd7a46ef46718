import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import { podsUnder } from '../../../manifest/istio/policy-reach';
import { portsInFrontOf, servicesOf, targetPortOf } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const servicePortInPolicy: Rule = {
  id: 'service-port-in-policy',
  severity: 'error',
  what: 'A policy on pods names the port of their Service instead of the port of the container.',
  why: 'Sidecars and ztunnel compare `ports` with the port that the pod is called at: an ALLOW for the Service\'s port refuses every call, a DENY never fires.',
  remedy: 'Write the `targetPort`, the number that the container listens at.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation'],
  failClosed: true,
  check(set, report) {
    for (const { object, rules, target } of authorizationPolicies(set)) {
      if (target.kind === 'targets' || target.meshWide) continue;
      const values = rules.flatMap(rule => valuesOf(rule, 'ports'));
      if (values.length === 0) continue;
      const pods = podsUnder(set, object);
      for (const { text, path } of values) {
        const number = Number(text);
        if (pods.some(workload => workload.ports.some(port => port.number === number) || portsInFrontOf(set, workload, number).length > 0)) continue;
        const found = pods.flatMap(workload => servicesOf(set, workload).flatMap(service => service.ports.filter(({ port }) => port === number)
          .map(port => ({ workload, service, target: targetPortOf(port, workload) }))))[0];
        if (!found?.target) continue;
        report(object, path, {
          message: `Port ${text} is a port of Service ${found.service.name}; the pods of ${found.workload.name} are called at ${found.target}.`,
          remedy: `Write "${found.target}".`,
          related: [found.service.object, found.workload.object],
        });
      }
    }
  },
};
