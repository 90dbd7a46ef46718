import type { ManifestSet } from './manifest-set';
import { viewOf } from './manifest-set';
import type { NamespaceFacts } from './namespaces';
import { namespaceFacts } from './namespaces';
import type { DataPlaneName } from './settings';
import type { Workload } from './workloads';

/** Which data plane handles the traffic of pods, and what says so. */
export interface Enrolment {
  readonly dataPlane: DataPlaneName;
  /** "label istio-injection=enabled on namespace shop". */
  readonly why: string;
}

/** Namespaces in which no webhook and no CNI puts anything into a mesh. */
const SYSTEM_NAMESPACES = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/** What pods of a namespace are in that say nothing themselves. */
export function namespaceEnrolment(set: ManifestSet, name: string): Enrolment {
  const { labels, annotations, object }: NamespaceFacts = namespaceFacts(set, name);
  const on = (what: string) => `${what} on namespace ${name}`;
  if (SYSTEM_NAMESPACES.has(name)) return { dataPlane: 'none', why: `namespace ${name} is the cluster's own` };
  const injection = labels['istio-injection'];
  // The older label hides the other, whatever it says.
  if (injection === 'enabled') return { dataPlane: 'istio-sidecar', why: on('label istio-injection=enabled') };
  if (injection === undefined && labels['istio.io/rev']) return { dataPlane: 'istio-sidecar', why: on(`label istio.io/rev=${labels['istio.io/rev']}`) };
  if (labels['istio.io/dataplane-mode'] === 'ambient') return { dataPlane: 'istio-ambient', why: on('label istio.io/dataplane-mode=ambient') };
  const inject = annotations['linkerd.io/inject'];
  if (inject === 'enabled' || inject === 'ingress') return { dataPlane: 'linkerd', why: on(`annotation linkerd.io/inject=${inject}`) };
  if (injection !== undefined) return { dataPlane: 'none', why: on(`label istio-injection=${injection}`) };
  if (inject !== undefined) return { dataPlane: 'none', why: on(`annotation linkerd.io/inject=${inject}`) };
  if (labels['istio.io/dataplane-mode'] === 'none') return { dataPlane: 'none', why: on('label istio.io/dataplane-mode=none') };
  const { mesh, enrolled } = set.settings;
  const known = Object.hasOwn(enrolled, name) ? enrolled[name] : undefined;
  if (known) return { dataPlane: known, why: `namespace ${name} was said to be in ${known}` };
  if (mesh !== 'none') return { dataPlane: mesh, why: `namespace ${name} says nothing, and ${mesh} is what was asked for` };
  return { dataPlane: 'none', why: object ? on('no label and no annotation of a mesh') : `nothing is known of the labels of namespace ${name}` };
}

/** What a workload's pods are in: what they say themselves, else their namespace. */
export const enrolment = viewOf((set, workload: Workload): Enrolment => {
  const { labels, annotations, namespace } = workload;
  const inherited = namespaceEnrolment(set, namespace);
  const { dataPlane } = inherited;
  if (workload.hostNetwork && dataPlane !== 'none' && dataPlane !== 'gateway-api') return { dataPlane: 'none', why: 'hostNetwork: true on the pods' };
  if (SYSTEM_NAMESPACES.has(namespace)) return inherited;
  // Istio reads the annotation where the label is absent.
  const [sidecar, kind] = labels['sidecar.istio.io/inject'] !== undefined ? [labels['sidecar.istio.io/inject'], 'label'] : [annotations['sidecar.istio.io/inject'], 'annotation'];
  const says = `${kind} sidecar.istio.io/inject=${sidecar} on the pods`;
  if (sidecar === 'true' && !isDisabled(set, namespace)) return { dataPlane: 'istio-sidecar', why: says };
  if (sidecar === 'false' && dataPlane === 'istio-sidecar') return { dataPlane: 'none', why: says };
  const mode = labels['istio.io/dataplane-mode'];
  if (mode === 'ambient' && dataPlane !== 'istio-sidecar') return { dataPlane: 'istio-ambient', why: 'label istio.io/dataplane-mode=ambient on the pods' };
  if (mode === 'none' && dataPlane === 'istio-ambient') return { dataPlane: 'none', why: 'label istio.io/dataplane-mode=none on the pods' };
  const inject = annotations['linkerd.io/inject'] ?? labels['linkerd.io/inject'];
  if ((inject === 'enabled' || inject === 'ingress') && (dataPlane === 'none' || dataPlane === 'gateway-api')) return { dataPlane: 'linkerd', why: `annotation linkerd.io/inject=${inject} on the pods` };
  if (inject === 'disabled' && dataPlane === 'linkerd') return { dataPlane: 'none', why: 'annotation linkerd.io/inject=disabled on the pods' };
  return inherited;
});

/** A namespace that refuses sidecars refuses them to pods that ask for one too. */
function isDisabled(set: ManifestSet, namespace: string): boolean {
  return namespaceFacts(set, namespace).labels['istio-injection'] === 'disabled';
}
