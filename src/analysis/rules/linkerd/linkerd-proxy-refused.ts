import { enrolment } from '../../../manifest/enrolment';
import { namespaceFacts } from '../../../manifest/namespaces';
import { records } from '../../../manifest/manifest-object';
import type { Workload } from '../../../manifest/workloads';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const linkerdProxyRefused: Rule = {
  id: 'linkerd-proxy-refused',
  severity: 'error',
  what: 'Pods ask for Linkerd\'s proxy and cannot get one.',
  why: 'The injector leaves pods alone that mount no token of their ServiceAccount, which the proxy proves its identity with, and does not see namespaces with the label `config.linkerd.io/admission-webhooks: disabled`. Such pods run without the proxy, in plaintext and outside all policies.',
  remedy: 'Let the pods mount their token, and take the label off the namespace.',
  aliases: [],
  see: ['https://linkerd.io/2-edge/features/proxy-injection/'],
  check(set, report) {
    for (const workload of workloads(set)) {
      const { object, template, podSpec, namespace, madeBy, annotations } = workload;
      if (madeBy || enrolment(set, workload).dataPlane !== 'linkerd') continue;
      const name = `${object.kind} ${object.namespace}/${object.name}`;
      if (podSpec['automountServiceAccountToken'] === false && !mountsToken(workload)) {
        report(object, [...template, 'spec', 'automountServiceAccountToken'], {
          message: `The pods of ${name} mount no token, and Linkerd does not inject its proxy.`,
          remedy: 'Write automountServiceAccountToken: true, or mount a projected ServiceAccount token at /var/run/secrets/kubernetes.io/serviceaccount.',
        });
      }
      const facts = namespaceFacts(set, namespace);
      if (facts.object && facts.labels['config.linkerd.io/admission-webhooks'] === 'disabled') {
        report(facts.object, ['metadata', 'labels', 'config.linkerd.io/admission-webhooks'], {
          message: `The injector does not see namespace "${namespace}", and the pods of ${name}${annotations['linkerd.io/inject'] === undefined ? '' : ', which ask for it,'} get no proxy.`,
          remedy: 'Take the label off the namespace.', related: [object],
        });
      }
    }
  },
};

function mountsToken({ podSpec }: Workload): boolean {
  return records(podSpec['volumes']).some(([{ projected }]) => JSON.stringify(projected ?? null).includes('serviceAccountToken'));
}
