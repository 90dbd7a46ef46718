import { targetRefs } from '../../../manifest/istio/policy-targets';
import { deployedGatewayPods } from '../../../manifest/istio/gateways';
import { record, texts } from '../../../manifest/manifest-object';
import { matchesLabels } from '../../../manifest/selectors';
import { selectedEverywhere, selectedWorkloads, workloadsIn } from '../../../manifest/workloads';
import type { Rule } from '../../rule';
import { listed } from '../../wording';

/** Kinds with the field that selects pods, and the field of its labels. */
const KINDS: readonly (readonly [group: string, kind: string, field: string, labels: string])[] = [
  ['networking.istio.io', 'Sidecar', 'workloadSelector', 'labels'],
  ['networking.istio.io', 'EnvoyFilter', 'workloadSelector', 'labels'],
  ['networking.istio.io', 'DestinationRule', 'workloadSelector', 'matchLabels'],
  ['networking.istio.io', 'ProxyConfig', 'selector', 'matchLabels'],
  ['telemetry.istio.io', 'Telemetry', 'selector', 'matchLabels'],
  ['extensions.istio.io', 'WasmPlugin', 'selector', 'matchLabels'],
  ['extensions.istio.io', 'TrafficExtension', 'selector', 'matchLabels'],
];

/** They hold for pods of every namespace where they stand in the root namespace. */
const MESH_WIDE = new Set(['EnvoyFilter', 'WasmPlugin', 'TrafficExtension']);

export const selectorWithoutPods: Rule = {
  id: 'selector-without-pods',
  severity: 'error',
  what: 'An object of Istio for certain pods selects labels that no pods of its namespace have.',
  why: 'It does nothing. Selectors are compared with labels of pods, not of Services or Deployments, in the object\'s own namespace.',
  remedy: 'Select labels that stand on the pod template of the workload that is meant.',
  aliases: ['IST0101', 'KIA0004'],
  see: ['https://istio.io/latest/docs/reference/config/type/workload-selector/'],
  check(set, report) {
    for (const [group, kind, field, key] of KINDS) {
      for (const object of set.all(group, kind)) {
        const namespace = object.namespace ?? '';
        const labels = texts(record(object.spec[field])[key]);
        if (Object.keys(labels).length === 0 || targetRefs(object).length > 0 || selectedWorkloads(set, namespace, labels).length > 0) continue;
        if (deployedGatewayPods(set).some(pods => pods.namespace === namespace && matchesLabels(labels, pods.labels))) continue;
        if (namespace === set.settings.rootNamespace && (MESH_WIDE.has(kind) ? selectedEverywhere(set, labels).length > 0 : workloadsIn(set, namespace).length === 0)) continue;
        const here = workloadsIn(set, namespace);
        const said = JSON.stringify(labels).replaceAll('"', '');
        report(object, ['spec', field, key], {
          severity: here.length > 0 ? 'error' : 'info',
          message: here.length > 0 ? `No pods of namespace ${namespace} have the labels ${said}; its pods are those of ${listed(here.map(one => `${one.name} ${JSON.stringify(one.labels).replaceAll('"', '')}`), 3)}.`
            : `No pods of these manifests in namespace ${namespace} have the labels ${said}.`,
          remedy: `Set \`spec.${field}.${key}\` to labels of a pod template in namespace ${namespace}, or move this ${kind} to the namespace of the pods.`,
        });
      }
    }
  },
};
