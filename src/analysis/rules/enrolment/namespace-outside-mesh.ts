import { enrolment, namespaceEnrolment } from '../../../manifest/enrolment';
import { workloads, workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

export const namespaceOutsideMesh: Rule = {
  id: 'namespace-outside-mesh',
  severity: 'info',
  what: 'A namespace with pods is in no mesh, while others of the same manifests are.',
  why: 'Its pods have no proxy: they call in plaintext and without an identity, so that STRICT services refuse them, and no policy protects them.',
  remedy: 'Enrol the namespace, or say that it stays outside (`istio-injection: disabled`, `linkerd.io/inject: disabled`).',
  aliases: ['IST0102'],
  see: ['https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/'],
  check(set, report) {
    const used = new Set(workloads(set).map(workload => enrolment(set, workload).dataPlane));
    used.delete('none');
    if (used.size === 0) return;
    for (const namespace of set.all('', 'Namespace')) {
      const pods = workloadsIn(set, namespace.name);
      const { labels, annotations, name } = namespace;
      const decided = labels['istio-injection'] ?? labels['istio.io/rev'] ?? labels['istio.io/dataplane-mode'] ?? annotations['linkerd.io/inject'];
      if (pods.length === 0 || decided !== undefined || name === set.settings.rootNamespace || namespaceEnrolment(set, name).dataPlane !== 'none') continue;
      const bare = pods.filter(workload => enrolment(set, workload).dataPlane === 'none' && !saysNo(workload.labels, workload.annotations));
      if (bare.length === 0) continue;
      report(namespace, ['metadata', 'name'], {
        message: `Namespace ${name} is in no mesh, and ${bare.length === 1 ? 'a workload' : `${bare.length} workloads`} in it (${bare.slice(0, 3).map(w => w.name).join(', ')}${bare.length > 3 ? ', …' : ''}) ha${bare.length === 1 ? 's' : 've'} no proxy.`,
        remedy: 'Put the label or annotation of your mesh on it: istio-injection: enabled, istio.io/dataplane-mode: ambient, or annotation linkerd.io/inject: enabled.',
      });
    }
  },
};

function saysNo(labels: Readonly<Record<string, string>>, annotations: Readonly<Record<string, string>>): boolean {
  return (labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject']) === 'false' || annotations['linkerd.io/inject'] === 'disabled' || labels['istio.io/dataplane-mode'] === 'none';
}
