import { deployedGatewayPods } from '../../../manifest/istio/gateways';
import { targetRefs } from '../../../manifest/istio/policy-targets';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { entryOf, record, texts } from '../../../manifest/manifest-object';
import type { ManifestSet } from '../../../manifest/manifest-set';
import type { Labels } from '../../../manifest/selectors';
import { matchesLabels } from '../../../manifest/selectors';
import type { Workload } from '../../../manifest/workloads';
import { selectedEverywhere, selectedWorkloads, workloads, workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';

const KINDS = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];

export const guardWithoutPods: Rule = {
  id: 'guard-without-pods',
  severity: 'error',
  what: 'An AuthorizationPolicy, PeerAuthentication or RequestAuthentication selects labels that no pods have.',
  why: 'It guards nothing: the pods that it was written for go by whatever else holds for them.',
  remedy: 'Select labels that stand on the pod template of the workload that is meant.',
  aliases: ['IST0127', 'KIA0004'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0127/'],
  check(set, report) {
    for (const kind of KINDS) {
      for (const policy of set.all('security.istio.io', kind)) {
        const labels = texts(record(policy.spec['selector'])['matchLabels']);
        if (Object.keys(labels).length === 0 || targetRefs(policy).length > 0 || isSelecting(set, policy, labels)) continue;
        const meshWide = policy.namespace === set.settings.rootNamespace;
        // A PeerAuthentication of the root namespace selects nothing wherever its labels stand; that is said elsewhere.
        if (meshWide && kind === 'PeerAuthentication') continue;
        const here = meshWide ? workloads(set) : workloadsIn(set, policy.namespace!);
        const near = nearestOf(here, labels);
        const said = Object.entries(labels).map(([key, value]) => `${key}: ${value}`).join(', ');
        report(policy, near ? ['spec', 'selector', 'matchLabels', near.key] : ['spec', 'selector', 'matchLabels'], {
          severity: here.length > 0 && !meshWide ? 'error' : 'info',
          // istioctl looks at the others no more.
          aliases: kind === 'AuthorizationPolicy' ? ['IST0127', 'KIA0004'] : ['KIA0004'],
          message: near ? `No pods of namespace ${near.workload.namespace} have label ${near.key}: ${labels[near.key]}; those of ${near.workload.name} have ${near.value === undefined ? `no label ${near.key}` : `${near.key}: ${near.value}`}.`
            : `No pods ${here.length > 0 ? '' : 'of these manifests '}in ${meshWide ? 'the mesh' : `namespace ${policy.namespace}`} have the labels ${said}.`,
          remedy: near?.value !== undefined ? `Write ${near.key}: ${near.value}.` : near ? `Take ${near.key} out of the selector, or add it to the pod template of ${near.workload.name}.`
            : `Select labels of a pod template${meshWide ? '' : ` in namespace ${policy.namespace}, or move this ${kind} to the namespace of the pods`}.`,
          related: near ? [near.workload.object] : [],
        });
      }
    }
  },
};

function isSelecting(set: ManifestSet, { namespace }: ManifestObject, labels: Labels): boolean {
  const meshWide = namespace === set.settings.rootNamespace;
  return (meshWide ? selectedEverywhere(set, labels) : selectedWorkloads(set, namespace!, labels)).length > 0
    || deployedGatewayPods(set).some(pods => (meshWide || pods.namespace === namespace) && matchesLabels(labels, pods.labels))
    // Istio's own gateways, which manifests need not hold.
    || (meshWide && Object.entries(labels).every(([key, value]) => /gateway/.test(value) && ['istio', 'app'].includes(key)));
}

/** The workload that misses one label only, and that label. */
function nearestOf(here: readonly Workload[], labels: Labels): { readonly workload: Workload; readonly key: string; readonly value: string | undefined } | undefined {
  for (const workload of here) {
    const missing = Object.entries(labels).filter(([key, value]) => entryOf(workload.labels, key) !== value);
    const key = missing[0]?.[0];
    const value = key === undefined ? undefined : entryOf(workload.labels, key);
    if (missing.length !== 1 || key === undefined || (Object.keys(labels).length === 1 && value === undefined)) continue;
    if (Object.keys(labels).length > 1 || here.length === 1 || sameLetters(value ?? '', labels[key]!)) return { workload, key, value };
  }
  return undefined;
}

function sameLetters(one: string, other: string): boolean {
  const [a, b] = [one, other].map(text => text.toLowerCase());
  return a!.startsWith(b!) || b!.startsWith(a!);
}
