import { canaries } from '../../../manifest/canaries';
import { list, records, text } from '../../../manifest/manifest-object';
import { refText } from '../../../manifest/object-ref';
import type { Rule } from '../../rule';

export const canaryWithoutMetrics: Rule = {
  id: 'canary-without-metrics',
  severity: 'warning',
  what: 'The analysis of a Canary measures nothing and asks nobody.',
  why: 'Nothing can fail: Flagger steps through the weights and promotes every version, broken ones too.',
  remedy: 'Add `metrics` (request-success-rate and request-duration, or a MetricTemplate) or a webhook that can refuse.',
  aliases: [],
  see: ['https://docs.flagger.app/usage/metrics'],
  check(set, report) {
    for (const { object, analysis, analysisField } of canaries(set)) {
      const asks = records(analysis['webhooks']).some(([{ type }]) => !['post-rollout', 'event', 'rollback'].includes(text(type) ?? ''));
      if (object.spec['skipAnalysis'] === true || list(analysis['metrics']).length > 0 || asks) continue;
      report(object, ['spec', analysisField], {
        message: `The analysis of ${refText(object.ref)} has no metrics and no webhook that could refuse: every version is promoted.`,
        remedy: 'Add `metrics: [{ name: request-success-rate, interval: 1m, thresholdRange: { min: 99 } }]` to the analysis, or say `skipAnalysis: true` if that is meant.',
      });
    }
  },
};
