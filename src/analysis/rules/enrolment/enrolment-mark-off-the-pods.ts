import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const POD_LABELS = ['sidecar.istio.io/inject', 'istio.io/dataplane-mode', 'istio.io/use-waypoint'];

export const enrolmentMarkOffThePods: Rule = {
  id: 'enrolment-mark-off-the-pods',
  severity: 'warning',
  what: 'A mark of Istio for pods stands on the object that makes them instead of on its pod template.',
  why: 'Injection and the CNI read labels of pods. On a Deployment\'s own metadata the mark is read by nobody, so that pods stay in the mesh, or out of it, against what it says.',
  remedy: 'Move the mark to `metadata.labels` of the pod template.',
  aliases: ['IST0107'],
  see: ['https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy'],
  check(set, report) {
    for (const { object, template, labels, annotations, madeBy } of workloads(set)) {
      if (madeBy || template.length === 0) continue;
      for (const key of POD_LABELS) {
        const field = object.labels[key] !== undefined ? 'labels' : object.annotations[key] !== undefined ? 'annotations' : undefined;
        const value = object.labels[key] ?? object.annotations[key];
        // Tools that stamp one set of labels on everything put it in both places.
        if (!field || labels[key] !== undefined || annotations[key] !== undefined) continue;
        report(object, ['metadata', field, key], {
          aliases: field === 'annotations' ? ['IST0107'] : [],
          message: `${object.kind} ${object.namespace}/${object.name} has ${key}: ${JSON.stringify(value)} on itself and not on its pods, where it would be read.`,
          remedy: `Move it to ${template.join('.')}.metadata.labels.`,
        });
      }
    }
  },
};
