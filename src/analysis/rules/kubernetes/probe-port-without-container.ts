import { refText } from '../../../manifest/object-ref';
import { probesOf } from '../../../manifest/probes';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const probePortWithoutContainer: Rule = {
  id: 'probe-port-without-container',
  severity: 'error',
  what: 'A probe calls a port that its container does not declare.',
  why: 'A port name that the container does not have fails every probe: pods never become ready, or are restarted for ever. A number that no container declares works if something listens there all the same.',
  remedy: 'Let the probe name a port of its own container, or declare the port there.',
  aliases: [],
  see: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      const { object, ports, madeBy } = workload;
      if (madeBy) continue;
      for (const { kind, container, port, number, path } of probesOf(workload)) {
        const declared = ports.filter(candidate => candidate.container === container);
        if (number === undefined && !/^\d+$/.test(String(port))) {
          report(object, path, {
            message: `The ${kind} of container ${container} of ${refText(object.ref)} calls port ${port}, and the container names ${declared.flatMap(({ name }) => name ?? []).join(', ') || 'no ports'}.`,
            remedy: `Write the number of the port, or add \`name: ${port}\` to a port of container ${container}.`,
          });
        } else if (typeof port === 'number' && declared.length > 0 && !ports.some(candidate => candidate.number === port)) {
          report(object, path, {
            severity: 'info',
            message: `The ${kind} of container ${container} of ${refText(object.ref)} calls port ${port}, which no container declares (declared: ${declared.map(candidate => candidate.number).join(', ')}).`,
            remedy: `Check that something listens on port ${port}, or probe a declared port.`,
          });
        }
      }
    }
  },
};
