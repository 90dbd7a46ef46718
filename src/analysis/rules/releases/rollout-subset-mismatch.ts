import { records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import { rollouts } from '../../../manifest/rollouts';
import type { Rule } from '../../rule';

export const rolloutSubsetMismatch: Rule = {
  id: 'rollout-subset-mismatch',
  severity: 'error',
  what: 'The DestinationRule of a Rollout lacks a subset that the Rollout names, or has others beside them.',
  why: 'Without the subset there is nothing to write the version\'s label into, and calls to it fail. Subsets that the Rollout does not know are taken out of the DestinationRule when the controller writes it.',
  remedy: 'Let the DestinationRule have exactly the canary and the stable subset; keep other subsets in a DestinationRule of their own, or list them in `additionalSubsetNames`.',
  aliases: [],
  see: ['https://argo-rollouts.readthedocs.io/en/stable/features/traffic-management/istio/#subset-level-traffic-splitting'],
  check(set, report) {
    for (const { object, destinationRule } of rollouts(set)) {
      if (!destinationRule) continue;
      const { namespace, name, canarySubset, stableSubset, additional, path } = destinationRule;
      const found = set.find('networking.istio.io', 'DestinationRule', namespace, name);
      if (!found) continue;
      const subsets = records(found.spec['subsets']).map(([subset, index]) => ({ subset: text(subset['name']) ?? '', index }));
      for (const [field, wanted] of [['canarySubsetName', canarySubset], ['stableSubsetName', stableSubset]] as const) {
        if (subsets.some(({ subset }) => subset === wanted)) continue;
        report(object, [...path, field], {
          message: `${refText(found.ref)} has no subset ${wanted}, which ${refText(object.ref)} names as ${field}.`,
          remedy: `Add \`{ name: ${wanted}, labels: … }\` to spec.subsets of ${refText(found.ref)}, with labels of the pod template.`, related: [found],
        });
      }
      for (const { subset, index } of subsets) {
        if ([canarySubset, stableSubset, ...additional].includes(subset)) continue;
        report(found, ['spec', 'subsets', index], {
          severity: 'warning',
          message: `Argo Rollouts takes subset ${subset} out of ${refText(found.ref)} when it writes the subsets of ${refText(object.ref)}.`,
          remedy: `Move subset ${subset} to another DestinationRule, or add it to additionalSubsetNames of the Rollout.`, related: [object],
        });
      }
    }
  },
};
