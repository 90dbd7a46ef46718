import { knowsPorts } from '../../../manifest/known-objects';
import { isProxyPort, portsOf, servers } from '../../../manifest/linkerd/servers';
import { servicesOf, targetPortOf } from '../../../manifest/services';
import type { Workload } from '../../../manifest/workloads';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Rule } from '../../rule';

export const serverPortUnmatched: Rule = {
  id: 'server-port-unmatched',
  severity: 'error',
  what: 'A Server is about a port that its pods do not have.',
  why: 'The port of a Server is one of the containers, by number or name; it is never that of the Service. A port that is not there leaves the real one to the default policy, which usually admits everybody.',
  remedy: 'Write the number of the container port.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/authorization-policy/#server'],
  check(set, report) {
    for (const server of servers(set)) {
      const { port, namespace } = server;
      const pods = server.workloads.filter(({ ports }) => ports.length > 0);
      if (port === undefined || isProxyPort(port) || pods.length === 0 || pods.some(workload => portsOf(server, workload).some(number => has(workload, number)))) continue;
      const behind = typeof port === 'number' ? containerPort(set, pods, port) : undefined;
      if (behind === undefined && !pods.every(knowsPorts)) continue;
      const declared = [...new Set(pods.flatMap(({ ports }) => ports.map(({ name, number }) => (name === undefined ? `${number}` : `${name} (${number})`))))].join(', ');
      // A container may listen on a port that it does not declare; a name has to be declared.
      report(server.object, ['spec', 'port'], {
        ...(typeof port === 'number' && behind === undefined && { severity: 'warning' as const }),
        message: behind !== undefined ? `Port ${port} is that of a Service in namespace "${namespace}"; the containers behind it listen on ${behind}.`
          : `No container of the pods has a port ${typeof port === 'number' ? port : `called "${port}"`} (there are: ${declared}).`,
        remedy: `Write port: ${behind ?? pods[0]!.ports[0]!.number}.`,
        related: pods.map(({ object }) => object),
      });
    }
  },
};

function has({ ports }: Workload, number: number): boolean {
  return ports.some(port => port.number === number);
}

/** Where a Service has this port: the one of the containers behind it. */
function containerPort(set: ManifestSet, pods: readonly Workload[], port: number): number | undefined {
  for (const workload of pods) {
    for (const service of servicesOf(set, workload)) {
      const found = service.ports.find(p => p.port === port);
      const target = found && targetPortOf(found, workload);
      if (target !== undefined && target !== port) return target;
    }
  }
  return undefined;
}
