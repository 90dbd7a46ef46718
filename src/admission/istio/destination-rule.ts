import { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { hostProblem, isDnsLabel } from '../../manifest/istio/host-syntax';
import type { ManifestObject } from '../../manifest/manifest-object';
import { checkExportTo } from './export-to';
import { checkLabels } from './labels';
import { checkSelector } from './selectors';
import { checkTrafficPolicy } from './traffic-policy';

export const DESTINATION_RULE_RULES = ['destination-rule/host', 'destination-rule/subset-name', 'destination-rule/duplicate-subset'] as const;

export function checkDestinationRule(object: ManifestObject, complain: Complain): void {
  const spec = Field.spec(object);
  const namespace = object.namespace ?? '';
  const host = spec.at('host');
  const problem = hostProblem(host.text);
  if (problem !== undefined) {
    complain('destination-rule/host', host, `"${host.text}" is no host: ${problem}.`, 'Write the full name of the Service, such as "cart.shop.svc.cluster.local".');
  }
  checkTrafficPolicy(spec.at('trafficPolicy'), namespace, complain);
  const known = new Set<string>();
  for (const subset of spec.at('subsets').items()) {
    const name = subset.at('name');
    if (known.has(name.text)) {
      complain('destination-rule/duplicate-subset', name, `There are two subsets "${name.text}".`, 'Give one of them another name, or merge the two.');
    }
    known.add(name.text);
    if (!isDnsLabel(name.text)) {
      complain('destination-rule/subset-name', name.isSet ? name : subset, `"${name.text}" is no name of a subset.`, 'Write letters, digits and inner dashes, 63 at most, such as "v2".');
    }
    checkLabels(subset.at('labels'), complain);
    checkTrafficPolicy(subset.at('trafficPolicy'), namespace, complain);
  }
  const selector = spec.at('workloadSelector');
  checkExportTo(spec.at('exportTo'), { namespace, forWorkloads: selector.isSet }, complain);
  checkSelector(selector.at('matchLabels'), complain);
}
