import { enrolment } from '../../../manifest/enrolment';
import { services } from '../../../manifest/services';
import type { Rule } from '../../rule';

export const servicePartlyInMesh: Rule = {
  id: 'service-partly-in-mesh',
  severity: 'warning',
  what: 'Some pods behind a Service are in a mesh, and others are not, or are in another one.',
  why: 'Calls to the Service meet its policies or do not, as the endpoint happens to be: pods outside take plaintext from everybody, and a caller in the mesh reaches one half with an identity and the other half without.',
  remedy: 'Enrol all pods behind the Service in the same way, or give those outside a Service of their own.',
  aliases: [],
  check(set, report) {
    for (const { object, madeBy, workloads, namespace, name } of services(set)) {
      if (madeBy || workloads.length < 2) continue;
      const found = workloads.map(workload => ({ workload, ...enrolment(set, workload) }));
      const planes = [...new Set(found.map(({ dataPlane }) => dataPlane))];
      if (planes.length < 2) continue;
      const words = planes.map(plane => `${found.filter(({ dataPlane }) => dataPlane === plane).map(({ workload }) => workload.id).join(', ')}: ${plane}`);
      report(object, ['spec', 'selector'], {
        message: `The pods behind Service ${namespace}/${name} are not in one mesh (${words.join('; ')}).`,
        remedy: 'Give the pod templates the same enrolment label or annotation, or narrow the selector so that the Service has pods of one kind.',
        related: found.map(({ workload }) => workload.object),
      });
    }
  },
};
