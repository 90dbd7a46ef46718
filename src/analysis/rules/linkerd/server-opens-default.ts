import { enrolment } from '../../../manifest/enrolment';
import { podAnnotation } from '../../../manifest/linkerd/port-list';
import { servers } from '../../../manifest/linkerd/servers';
import type { Rule } from '../../rule';

const DEFAULT_POLICY = 'config.linkerd.io/default-inbound-policy';

export const serverOpensDefault: Rule = {
  id: 'server-opens-default',
  severity: 'info',
  what: 'A Server admits callers without an identity to pods whose default policy does not.',
  why: 'For the port of a Server the default policy of the pods and of their namespace is not asked: a strict namespace has one open port more.',
  remedy: 'Write `accessPolicy: all-authenticated` or `deny` on the Server, unless the port is meant to be open.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/'],
  check(set, report) {
    for (const { object, namespace, name, accessPolicy, workloads } of servers(set)) {
      if (!isOpen(accessPolicy)) continue;
      const strict = workloads.map(workload => [workload, podAnnotation(set, workload, DEFAULT_POLICY)] as const)
        .find(([workload, policy]) => policy !== undefined && !isOpen(policy) && enrolment(set, workload).dataPlane === 'linkerd');
      if (!strict) continue;
      report(object, ['spec', 'accessPolicy'], {
        message: `Server ${namespace}/${name} admits everybody with accessPolicy "${accessPolicy}", where the default policy of ${strict[0].object.kind} ${strict[0].namespace}/${strict[0].name} is ${strict[1]}.`,
        remedy: `Write accessPolicy: ${strict[1]}, unless the port is meant to be open.`,
        related: [strict[0].object],
      });
    }
  },
};

function isOpen(policy: string): boolean {
  return policy.endsWith('unauthenticated') || policy === 'audit';
}
