import { serversOfPort, servers, portsOf } from '../../../manifest/linkerd/servers';
import type { Rule } from '../../rule';

export const overlappingServers: Rule = {
  id: 'overlapping-servers',
  severity: 'error',
  what: 'Two Servers are about the same port of the same pods.',
  why: 'Linkerd takes the older Server, or the first by name of two of the same age, and skips the other with its routes and policies. The webhook does not refuse it.',
  remedy: 'Leave one Server for each port, and put all policies on that one.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/'],
  check(set, report) {
    for (const server of servers(set)) {
      for (const workload of server.workloads) {
        const [port, winner] = portsOf(server, workload).map(number => [number, serversOfPort(set, workload, number)[0]!] as const).find(([, first]) => first !== server) ?? [];
        if (port === undefined || winner === undefined) continue;
        report(server.object, ['spec', 'port'], {
          message: `Server ${winner.namespace}/${winner.name} is about port ${port} of ${workload.object.kind} ${workload.namespace}/${workload.name} too, and this Server is skipped.`,
          remedy: `Put the policies of this Server on ${winner.namespace}/${winner.name}, and take one of the two out.`,
          related: [winner.object, workload.object],
        });
        break;
      }
    }
  },
};
