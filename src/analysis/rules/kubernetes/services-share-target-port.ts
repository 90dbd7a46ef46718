import { enrolment } from '../../../manifest/enrolment';
import { refText } from '../../../manifest/object-ref';
import type { KubeServicePort, Service } from '../../../manifest/services';
import { servicesOf, targetPortOf } from '../../../manifest/services';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const servicesShareTargetPort: Rule = {
  id: 'services-share-target-port',
  severity: 'info',
  what: 'Two Services send different ports of theirs to one port of the same pods, in an Istio mesh.',
  why: 'At the pods Istio cannot tell by which Service a call came. Metrics name one of them, and a policy at a waypoint that names a port means the Service\'s port, which is another in each.',
  remedy: 'Use the same port number in both Services, or one Service with both ports.',
  aliases: ['IST0137'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0137/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      const inFront = servicesOf(set, workload);
      if (workload.madeBy || inFront.length < 2 || !enrolment(set, workload).dataPlane.startsWith('istio-')) continue;
      const byTarget = new Map<string, (readonly [Service, KubeServicePort])[]>();
      for (const service of inFront) {
        for (const port of service.ports) {
          const target = targetPortOf(port, workload);
          if (target === undefined) continue;
          const key = `${port.protocol} ${target}`;
          byTarget.set(key, [...byTarget.get(key) ?? [], [service, port]]);
        }
      }
      for (const [key, exposed] of byTarget) {
        const [first] = exposed;
        const other = exposed.find(([service, { port }]) => service !== first![0] && port !== first![1].port);
        if (!other) continue;
        const number = Number(key.split(' ')[1]);
        report(workload.object, workload.ports.find(port => port.number === number)?.path ?? [...workload.template, 'spec', 'containers'], {
          message: `Port ${number} of ${refText(workload.object.ref)} is port ${first![1].port} of ${refText(first![0].object.ref)} and port ${other[1].port} of ${refText(other[0].object.ref)}.`,
          remedy: `Use port ${first![1].port} in ${refText(other[0].object.ref)} too.`, related: [first![0].object, other[0].object],
        });
      }
    }
  },
};
