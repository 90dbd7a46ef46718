import { destinationRules } from '../../../manifest/istio/destination-rules';
import { isVisibleIn } from '../../../manifest/istio/export';
import { hostsNamed } from '../../../manifest/istio/host-registry';
import { isWildcard } from '../../../manifest/istio/hosts';
import { workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const destinationRuleNeverRead: Rule = {
  id: 'destination-rule-never-read',
  severity: 'warning',
  what: 'A DestinationRule stands in a namespace where no caller reads it.',
  why: 'A proxy reads DestinationRules of its own namespace, else of the called Service\'s, else of the root namespace; one in any other namespace is ignored without a word.',
  remedy: 'Move it to the namespace of the Service, or of the callers that it is for.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration'],
  check(set, report) {
    for (const { host, objects, namespace, visibility, workloadSelector } of destinationRules(set)) {
      const known = hostsNamed(set, host);
      const homes = new Set(known.map(one => one.namespace));
      if (isWildcard(host) || known.length === 0 || workloadSelector || homes.has(namespace) || namespace === set.settings.rootNamespace) continue;
      const own = workloadsIn(set, namespace).length > 0;
      const elsewhere = [...homes].some(home => workloadsIn(set, home).length > 0);
      if (own || !elsewhere) continue;
      report(objects[0]!, ['metadata', 'namespace'], {
        message: `Namespace ${namespace} has no pods that call ${host}, and callers elsewhere look in their own namespace, in ${[...homes].join(', ')} and in ${set.settings.rootNamespace} only.`,
        remedy: `Set \`metadata.namespace: ${[...homes][0]!}\`${isVisibleIn(visibility, [...homes][0]!) ? '' : ' and `exportTo: ["*"]`'}.`,
        related: known.map(({ object }) => object),
      });
    }
  },
};
