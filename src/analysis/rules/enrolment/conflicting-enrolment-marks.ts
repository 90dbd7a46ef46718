import { namespaceEnrolment } from '../../../manifest/enrolment';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { Rule } from '../../rule';

export const conflictingEnrolmentMarks: Rule = {
  id: 'conflicting-enrolment-marks',
  severity: 'warning',
  what: 'A namespace carries the marks of more than one data plane.',
  why: 'Only one of them handles the traffic: `istio-injection` hides `istio.io/rev`, a sidecar hides ambient mode, and pods that both Istio and Linkerd inject get two proxies that intercept each other\'s traffic. The others look as if they were in force.',
  remedy: 'Keep the mark of the data plane that is meant, and take the others off the namespace.',
  aliases: ['IST0123'],
  see: ['https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/', 'https://istio.io/latest/docs/ambient/usage/add-workloads/'],
  check(set, report) {
    for (const namespace of set.all('', 'Namespace')) {
      const marks = marksOf(namespace);
      if (marks.length < 2) continue;
      const { dataPlane, why } = namespaceEnrolment(set, namespace.name);
      const [, second] = marks;
      report(namespace, second!.path, {
        message: `Namespace ${namespace.name} carries ${marks.map(({ text }) => text).join(' and ')}; its pods get ${dataPlane} (${why}).`,
        remedy: `Keep the one that is meant and take off ${marks.length === 2 ? 'the other' : 'the others'}: ${marks.map(({ text }) => text).join(' or ')}.`,
      });
    }
  },
};

interface Mark {
  readonly text: string;
  readonly path: readonly string[];
}

function marksOf({ labels, annotations }: ManifestObject): Mark[] {
  const label = (key: string): Mark => ({ text: `label ${key}: ${labels[key]}`, path: ['metadata', 'labels', key] });
  const inject = annotations['linkerd.io/inject'];
  return [
    ...(labels['istio-injection'] === 'enabled' ? [label('istio-injection')] : []),
    ...(labels['istio.io/rev'] ? [label('istio.io/rev')] : []),
    ...(labels['istio.io/dataplane-mode'] === 'ambient' ? [label('istio.io/dataplane-mode')] : []),
    ...(inject === 'enabled' || inject === 'ingress' ? [{ text: `annotation linkerd.io/inject: ${inject}`, path: ['metadata', 'annotations', 'linkerd.io/inject'] }] : []),
  ];
}
