import { enrolment } from '../../../manifest/enrolment';
import { listsPort, podAnnotation, portList } from '../../../manifest/linkerd/port-list';
import { portsOf, servers } from '../../../manifest/linkerd/servers';
import { namespaceFacts } from '../../../manifest/namespaces';
import type { Rule } from '../../rule';

const SKIP = 'config.linkerd.io/skip-inbound-ports';

export const skippedPortWithServer: Rule = {
  id: 'skipped-port-with-server',
  severity: 'error',
  what: 'A Server is about a port that goes past the proxy.',
  why: 'What `config.linkerd.io/skip-inbound-ports` lists never comes to the proxy: no policy, no mutual TLS and no metrics. The Server and its policies are not asked.',
  remedy: 'Take the port out of the annotation, or the Server and its policies out.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/reference/proxy-configuration/'],
  check(set, report) {
    for (const server of servers(set)) {
      // Everybody may call such a port, with the proxy or past it.
      if (server.accessPolicy === 'all-unauthenticated') continue;
      for (const workload of server.workloads) {
        const stated = podAnnotation(set, workload, SKIP);
        const skipped = stated === undefined ? undefined : portsOf(server, workload).find(port => listsPort(portList(stated), port));
        if (skipped === undefined || workload.madeBy || enrolment(set, workload).dataPlane !== 'linkerd') continue;
        const [object, path] = workload.annotations[SKIP] === undefined ? [namespaceFacts(set, workload.namespace).object ?? workload.object, ['metadata', 'annotations', SKIP]]
          : [workload.object, [...workload.template, 'metadata', 'annotations', SKIP]];
        report(object, path, {
          message: `Port ${skipped} goes past the proxy of ${workload.object.kind} ${workload.namespace}/${workload.name}, so that Server ${server.namespace}/${server.name} is not asked.`,
          remedy: `Take ${skipped} out of ${SKIP}: "${stated}".`,
          related: [server.object],
        });
      }
    }
  },
};
