import { refText } from '../../../manifest/object-ref';
import type { WorkloadPort } from '../../../manifest/workloads';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const duplicateContainerPort: Rule = {
  id: 'duplicate-container-port',
  severity: 'warning',
  what: 'Two containers of a pod declare the same port number, or the same port name.',
  why: 'Containers of a pod share its network: the second to listen on a number fails. Of two ports with one name, a Service, a probe or a policy gets one, and not necessarily the one that is meant.',
  remedy: 'Give each container of the pod its own port numbers and names.',
  aliases: [],
  see: ['https://kubernetes.io/docs/concepts/workloads/pods/#pod-networking'],
  check(set, report) {
    for (const { object, ports, madeBy } of workloads(set)) {
      if (madeBy) continue;
      const [numbers, names] = [new Map<string, WorkloadPort>(), new Map<string, WorkloadPort>()];
      for (const port of ports) {
        const key = `${port.protocol} ${port.number}`;
        const [sameNumber, sameName] = [numbers.get(key), port.name === undefined ? undefined : names.get(port.name)];
        numbers.set(key, sameNumber ?? port);
        if (port.name !== undefined) names.set(port.name, sameName ?? port);
        if (sameNumber) {
          report(object, [...port.path, 'containerPort'], {
            message: `Containers ${sameNumber.container} and ${port.container} of ${refText(object.ref)} both declare ${port.protocol} port ${port.number}.`,
            remedy: sameNumber.container === port.container ? 'Declare it once.' : `Let container ${port.container} listen on another port.`,
          });
        } else if (sameName && sameName.number !== port.number) {
          report(object, [...port.path, 'name'], {
            message: `Containers ${sameName.container} (${sameName.number}) and ${port.container} (${port.number}) of ${refText(object.ref)} both name a port ${port.name}.`,
            remedy: 'Give one of the two another name.',
          });
        }
      }
    }
  },
};
