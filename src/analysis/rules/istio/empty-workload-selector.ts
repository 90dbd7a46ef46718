import { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

/** Where objects of a kind select pods, and what an empty selector comes to. */
const SELECTORS: readonly (readonly [group: string, kind: string, path: readonly [string, string]])[] = [
  ['security.istio.io', 'AuthorizationPolicy', ['selector', 'matchLabels']],
  ['security.istio.io', 'RequestAuthentication', ['selector', 'matchLabels']],
  ['security.istio.io', 'PeerAuthentication', ['selector', 'matchLabels']],
  ['telemetry.istio.io', 'Telemetry', ['selector', 'matchLabels']],
  ['extensions.istio.io', 'WasmPlugin', ['selector', 'matchLabels']],
  ['extensions.istio.io', 'TrafficExtension', ['selector', 'matchLabels']],
  ['networking.istio.io', 'ProxyConfig', ['selector', 'matchLabels']],
  ['networking.istio.io', 'DestinationRule', ['workloadSelector', 'matchLabels']],
  ['networking.istio.io', 'Sidecar', ['workloadSelector', 'labels']],
  ['networking.istio.io', 'ServiceEntry', ['workloadSelector', 'labels']],
  ['networking.istio.io', 'EnvoyFilter', ['workloadSelector', 'labels']],
];

export const emptyWorkloadSelector: Rule = {
  id: 'empty-workload-selector',
  severity: 'warning',
  what: 'An object has a selector of pods without labels.',
  why: 'It selects every pod of the namespace, and of the whole mesh if the object is in the root namespace, although it looks like a choice.',
  remedy: 'Write the labels of the pods, or take the selector out if all are meant.',
  aliases: ['IST0133'],
  check(set, report) {
    for (const [group, kind, [selector, labels]] of SELECTORS) {
      for (const object of set.all(group, kind)) {
        const field = Field.spec(object).at(selector);
        if (!field.isSet || field.at(labels).size > 0) continue;
        const scope = object.namespace === set.settings.rootNamespace && kind !== 'ServiceEntry' ? 'the whole mesh' : `namespace "${object.namespace}"`;
        report(object, field.path, {
          message: `\`${selector}\` of ${kind} ${object.name} has no labels, so that it stands for all pods of ${scope}.`,
          remedy: `Write ${selector}.${labels} with the labels of the pods, or take ${selector} out.`,
        });
      }
    }
  },
};
