import { enrolment } from '../../../manifest/enrolment';
import { records } from '../../../manifest/manifest-object';
import { namespaceFacts } from '../../../manifest/namespaces';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const automaticImageWithoutInjection: Rule = {
  id: 'automatic-image-without-injection',
  severity: 'error',
  what: 'A container has `image: auto`, and its pods are not injected.',
  why: '`auto` is a placeholder for the proxy\'s image that injection fills in. Without injection the pods ask a registry for an image of that name and never start.',
  remedy: 'Let the pods be injected, or name the image.',
  aliases: ['IST0146', 'IST0147'],
  see: ['https://istio.io/latest/docs/setup/additional-setup/gateway/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      const { object, template, podSpec, id, namespace, madeBy } = workload;
      const known = namespaceFacts(set, namespace).object !== undefined;
      if (madeBy || enrolment(set, workload).dataPlane === 'istio-sidecar') continue;
      for (const [container, index] of records(podSpec['containers'])) {
        if (container['image'] !== 'auto' || container['name'] !== 'istio-proxy') continue;
        report(object, [...template, 'spec', 'containers', index, 'image'], {
          severity: known ? 'error' : 'warning',
          aliases: object.kind === 'Pod' ? ['IST0147'] : ['IST0146'],
          message: `Workload ${id} has a container with \`image: auto\`, and ${known ? 'its pods are not injected' : `nothing is known of the labels of namespace ${namespace}`}.`,
          remedy: 'Put label sidecar.istio.io/inject: "true" on the pod template.',
        });
      }
    }
  },
};
