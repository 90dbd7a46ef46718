import { isLinkerdNamespace } from '../../../manifest/linkerd/presence';
import { isOpaqueAtPods, listsPort, OPAQUE_PORTS, portList } from '../../../manifest/linkerd/port-list';
import { serversOfPort } from '../../../manifest/linkerd/servers';
import { services, targetPortOf } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const opaquePortsDiffer: Rule = {
  id: 'opaque-ports-differ',
  severity: 'warning',
  what: 'A Service marks a port as opaque, and its pods do not.',
  why: 'Callers go by the Service, the proxy at the pods by their own annotation: it waits up to ten seconds for the first bytes of a client that waits for the server to speak first.',
  remedy: 'Write `config.linkerd.io/opaque-ports` on the pod template too, with the port of the container.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/protocol-detection/'],
  check(set, report) {
    for (const service of services(set)) {
      const stated = service.annotations[OPAQUE_PORTS];
      if (stated === undefined || service.madeBy || !isLinkerdNamespace(set, service.namespace)) continue;
      const missing = service.ports.filter(port => listsPort(portList(stated), port.port)).flatMap(port => service.workloads.flatMap(workload => {
        const target = targetPortOf(port, workload);
        if (target === undefined || isOpaqueAtPods(set, workload, target) || serversOfPort(set, workload, target)[0]?.proxyProtocol === 'opaque') return [];
        return [{ workload, target }];
      }));
      if (missing.length === 0) continue;
      const { workload, target } = missing[0]!;
      report(service.object, ['metadata', 'annotations', OPAQUE_PORTS], {
        message: `The pods of ${workload.object.kind} ${workload.namespace}/${workload.name} do not say that port ${target} is opaque.`,
        remedy: `Write ${OPAQUE_PORTS}: "${[...new Set(missing.filter(m => m.workload === workload).map(m => m.target))].join(',')}" on their pod template.`,
        related: [workload.object],
      });
    }
  },
};
