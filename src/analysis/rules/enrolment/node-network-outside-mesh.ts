import { namespaceEnrolment } from '../../../manifest/enrolment';
import type { ManifestSet } from '../../../manifest/manifest-set';
import { namespaceFacts } from '../../../manifest/namespaces';
import { workloads } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const nodeNetworkOutsideMesh: Rule = {
  id: 'node-network-outside-mesh',
  severity: 'warning',
  what: 'Pods with the network of their node stand in a namespace that is in a mesh.',
  why: 'No mesh captures the traffic of `hostNetwork` pods: they get no proxy and no identity, so that mTLS, allow-lists and routing do not hold for them, and what requires an identity refuses their calls.',
  remedy: 'Do without `hostNetwork`, or move these pods to a namespace outside the mesh, so that nobody counts on it.',
  aliases: [],
  see: ['https://istio.io/latest/docs/ops/deployment/application-requirements/'],
  check(set, report) {
    for (const { object, template, hostNetwork, namespace, id, labels, annotations, madeBy } of workloads(set)) {
      const { dataPlane, why } = namespaceEnrolment(set, namespace);
      const optedOut = labels['sidecar.istio.io/inject'] === 'false' || labels['istio.io/dataplane-mode'] === 'none' || annotations['linkerd.io/inject'] === 'disabled';
      if (!hostNetwork || madeBy || optedOut || dataPlane === 'none' || dataPlane === 'gateway-api') continue;
      report(object, [...template, 'spec', 'hostNetwork'], {
        // Nobody says of the namespace itself that it is in the mesh.
        ...(hasMarks(set, namespace) ? {} : { severity: 'info' as const }),
        message: `Pods of ${id} use the network of their node and stay out of ${dataPlane}, which namespace ${namespace} is in (${why}).`,
        remedy: `Take \`hostNetwork: true\` away, or say that they are meant to be out: ${dataPlane === 'linkerd' ? 'annotation linkerd.io/inject: disabled' : dataPlane === 'istio-ambient' ? 'label istio.io/dataplane-mode: none' : 'label sidecar.istio.io/inject: "false"'} on the pod template.`,
      });
    }
  },
};

function hasMarks(set: ManifestSet, namespace: string): boolean {
  const { labels, annotations } = namespaceFacts(set, namespace);
  return [labels['istio-injection'], labels['istio.io/rev'], labels['istio.io/dataplane-mode'], annotations['linkerd.io/inject']].some(mark => mark !== undefined);
}
