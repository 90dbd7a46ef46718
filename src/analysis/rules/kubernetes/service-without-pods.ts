import { knowsLabelKey, knowsPods } from '../../../manifest/known-objects';
import { refText } from '../../../manifest/object-ref';
import { services } from '../../../manifest/services';
import { selectedWorkloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const serviceWithoutPods: Rule = {
  id: 'service-without-pods',
  severity: 'warning',
  what: 'The selector of a Service matches no pods of its namespace.',
  why: 'The Service has no endpoints: calls to it fail with 503 or a refused connection.',
  remedy: 'Let `spec.selector` be labels that the pod template has (not those of the Deployment), in the namespace of the Service. Reported where the manifests hold pods of that namespace; an `info` where those have none of the labels\' keys, since pods may come from elsewhere.',
  aliases: [],
  see: ['https://kubernetes.io/docs/concepts/services-networking/service/#services-in-kubernetes'],
  check(set, report) {
    for (const service of services(set)) {
      const { object, namespace, selector, externalName, workloads, madeBy } = service;
      const pairs = Object.entries(selector);
      if (madeBy || externalName !== undefined || pairs.length === 0 || workloads.length > 0 || !knowsPods(set, namespace)) continue;
      // Pods that lack few of the labels are likely the ones that are meant.
      const near = pairs.flatMap(([key, value]) => selectedWorkloads(set, namespace, { [key]: value })[0] ?? [])
        .map(({ labels, object: of }) => ({ of, wrong: pairs.filter(([key, value]) => labels[key] !== value) })).sort((a, b) => a.wrong.length - b.wrong.length)[0];
      const likely = near !== undefined || pairs.some(([key]) => knowsLabelKey(set, namespace, key));
      const selected = pairs.map(([key, value]) => `${key}=${value}`).join(', ');
      report(object, ['spec', 'selector'], {
        severity: likely ? 'warning' : 'info',
        message: `No pods in namespace ${namespace} have the labels ${selected} that ${refText(object.ref)} selects.`,
        remedy: near ? `Select labels of a pod template, or add ${near.wrong.map(([key, value]) => `\`${key}: ${value}\``).join(', ')} to the pods of ${refText(near.of.ref)}.` : `Select labels that pods in namespace ${namespace} have, if they do not come from elsewhere.`,
      });
    }
  },
};
