import { canaries } from '../../../manifest/canaries';
import { list } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const canaryStepsOutOfRange: Rule = {
  id: 'canary-steps-out-of-range',
  severity: 'warning',
  what: 'The steps of a Canary are not what a release can do: a weight beyond 100, steps that fall, or matches without iterations.',
  why: 'Weights are percent. A/B tests need `iterations`; without them Flagger takes the analysis for a canary release by weights, and the matches are not used.',
  remedy: 'Let `stepWeights` rise, with nothing above 100; say `iterations` beside `match`.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/deployment-strategies'],
  check(set, report) {
    for (const { object, analysis, analysisField } of canaries(set)) {
      const at = ['spec', analysisField];
      for (const field of ['maxWeight', 'stepWeight', 'stepWeightPromotion', 'mirrorWeight']) {
        const weight: unknown = analysis[field];
        if (typeof weight !== 'number' || (weight >= 0 && weight <= 100)) continue;
        report(object, [...at, field], { message: `The ${field} of ${refText(object.ref)} is ${weight}, and weights go from 0 to 100.`, remedy: `Set ${field} to at most 100.` });
      }
      const steps = list(analysis['stepWeights']);
      steps.forEach((weight: unknown, index) => {
        const before: unknown = steps[index - 1];
        if (typeof weight !== 'number' || (weight >= 0 && weight <= 100 && !(typeof before === 'number' && weight <= before))) return;
        report(object, [...at, 'stepWeights', index], {
          message: `Step ${index + 1} of ${refText(object.ref)} has weight ${weight}, ${weight > 100 || weight < 0 ? 'and weights go from 0 to 100' : `after ${String(before)}: it does not rise`}.`,
          remedy: 'Let stepWeights rise from step to step, to at most 100.',
        });
      });
      if (list(analysis['match']).length > 0 && analysis['iterations'] === undefined) {
        report(object, [...at, 'match'], {
          message: `${refText(object.ref)} has matches and no iterations, so Flagger makes a release by weights of it and does not use them.`,
          remedy: 'Add `iterations: 10` for an A/B test, or take match out.',
        });
      }
    }
  },
};
