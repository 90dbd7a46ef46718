import { enrolment } from '../../../manifest/enrolment';
import { portProtocol } from '../../../manifest/linkerd/app-protocol';
import type { PortProtocol } from '../../../manifest/linkerd/app-protocol';
import { DEFAULT_OPAQUE_PORTS, listsPort, OPAQUE_PORTS, podAnnotation, portList } from '../../../manifest/linkerd/port-list';
import { serversOfPort } from '../../../manifest/linkerd/servers';
import { portsInFrontOf } from '../../../manifest/services';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const HTTP: readonly PortProtocol[] = ['http/1', 'http/2'];

export const opaquePortsReplaceDefaults: Rule = {
  id: 'opaque-ports-replace-defaults',
  severity: 'warning',
  what: 'Pods list their opaque ports, and a port of theirs that is opaque by default is not among them.',
  why: 'The annotation replaces the default list (25, 587, 3306, 4444, 5432, 6379, 9300, 11211). A database on such a port, in which the server speaks first, then waits ten seconds for each connection.',
  remedy: 'Add the port to the list, if what it speaks is not HTTP.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/protocol-detection/'],
  check(set, report) {
    const defaults = portList(DEFAULT_OPAQUE_PORTS);
    for (const workload of workloads(set)) {
      const stated = podAnnotation(set, workload, OPAQUE_PORTS);
      if (stated === undefined || workload.madeBy || enrolment(set, workload).dataPlane !== 'linkerd') continue;
      const list = portList(stated);
      for (const port of workload.ports) {
        const isListed = listsPort(list, port.number) || (port.name !== undefined && list.others.includes(port.name));
        if (!listsPort(defaults, port.number) || isListed || /^(http|grpc|h2c)/.test(port.name ?? '') || serversOfPort(set, workload, port.number).length > 0
          || portsInFrontOf(set, workload, port.number).some(([, { appProtocol }]) => HTTP.includes(portProtocol(appProtocol)))) continue;
        report(workload.object, [...port.path, 'containerPort'], {
          message: `Port ${port.number} is opaque by default and not in the list "${stated}" that replaces the default.`,
          remedy: `Write ${OPAQUE_PORTS}: "${[stated, port.number].filter(part => part !== '').join(',')}".`,
        });
      }
    }
  },
};
