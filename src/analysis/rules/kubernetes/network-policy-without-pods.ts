import { record, texts } from '../../../manifest/manifest-object';
import { knowsLabelKey, knowsPods } from '../../../manifest/known-objects';
import { selectedByPolicy } from '../../../manifest/network-policies';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const networkPolicyWithoutPods: Rule = {
  id: 'network-policy-without-pods',
  severity: 'warning',
  what: 'The podSelector of a NetworkPolicy matches no pods of its namespace.',
  why: 'The policy protects nothing, and the pods that it was written for stay open.',
  remedy: 'Let `spec.podSelector` be labels of the pods, in the namespace of the policy.',
  aliases: [],
  see: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
  check(set, report) {
    for (const policy of set.all('networking.k8s.io', 'NetworkPolicy')) {
      const namespace = policy.namespace ?? 'default';
      if (!knowsPods(set, namespace) || selectedByPolicy(set, policy).length > 0) continue;
      const selector = record(policy.spec['podSelector']);
      const pairs = Object.entries(texts(selector['matchLabels']));
      if (pairs.length === 0 && selector['matchExpressions'] === undefined) continue;
      // Pods that an operator makes are not in manifests, and have labels of their own.
      const near = pairs.some(([key]) => knowsLabelKey(set, namespace, key));
      report(policy, ['spec', 'podSelector'], {
        severity: near ? 'warning' : 'info',
        message: `No pods in namespace ${namespace} meet the podSelector of ${refText(policy.ref)}${pairs.length > 0 ? ` (${pairs.map(([key, value]) => `${key}=${value}`).join(', ')})` : ''}.`,
        remedy: 'Select labels that the pod templates have, or delete the policy.',
      });
    }
  },
};
