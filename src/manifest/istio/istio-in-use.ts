import { view } from '../manifest-set';

const LABELS = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'];

/** Whether manifests show that Istio handles some of the traffic: what is said of Istio only makes sense then. */
export const istioInUse = view((set): boolean => set.settings.mesh.startsWith('istio')
  || set.objects.some(({ group, kind, labels }) => group.endsWith('.istio.io') || (kind === 'Namespace' && LABELS.some(label => labels[label] !== undefined && labels[label] !== 'disabled'))));
