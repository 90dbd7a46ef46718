import { knowsKind } from '../../../manifest/known-objects';
import { record } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import { valueAt } from '../../../manifest/field-path';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const serviceAccountNotFound: Rule = {
  id: 'service-account-not-found',
  severity: 'warning',
  what: 'Pods run under a service account that is not among those of their namespace in the manifests.',
  why: 'The API server makes no pod without its service account: nothing starts. In a mesh the account is also the identity by which policies know the pods.',
  remedy: 'Add the ServiceAccount, or correct `serviceAccountName`. Reported where the manifests hold other ServiceAccounts of that namespace.',
  aliases: [],
  see: ['https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/'],
  check(set, report) {
    for (const { object, namespace, serviceAccount, template, madeBy } of workloads(set)) {
      if (madeBy || serviceAccount === 'default' || set.find('', 'ServiceAccount', namespace, serviceAccount) || !knowsKind(set, '', 'ServiceAccount', namespace)) continue;
      const field = record(valueAt(object.body, [...template, 'spec']))['serviceAccountName'] === serviceAccount ? 'serviceAccountName' : 'serviceAccount';
      report(object, [...template, 'spec', field], {
        message: `The pods of ${refText(object.ref)} run under service account ${namespace}/${serviceAccount}, which is not among the ServiceAccounts of that namespace.`,
        remedy: `Add \`{ apiVersion: v1, kind: ServiceAccount, metadata: { name: ${serviceAccount}, namespace: ${namespace} } }\`, or correct the name.`,
      });
    }
  },
};
