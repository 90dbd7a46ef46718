import type { Field } from '../field';
import type { Complain } from './complain';
import { checkDuration, nameOf } from './complain';

export const OUTLIER_RULES = ['outlier-detection/local-origin-failures', 'outlier-detection/percent'] as const;

/** What istiod refuses in an `outlierDetection`, wherever it stands. */
export function checkOutlierDetection(outlier: Field, complain: Complain): void {
  const failures = outlier.at('consecutiveLocalOriginFailures');
  if (failures.number > 0 && !outlier.at('splitExternalLocalOriginErrors').flag) {
    complain('outlier-detection/local-origin-failures', failures,
      `\`consecutiveLocalOriginFailures\` ${failures.number} counts nothing without splitExternalLocalOriginErrors.`,
      'Set splitExternalLocalOriginErrors: true beside it, or take consecutiveLocalOriginFailures out.');
  }
  for (const percent of [outlier.at('maxEjectionPercent'), outlier.at('minHealthPercent')]) {
    if (percent.number >= 0 && percent.number <= 100) continue;
    complain('outlier-detection/percent', percent, `\`${nameOf(percent)}\` ${percent.number} is no percentage.`, 'Write a number from 0 to 100.');
  }
  checkDuration(outlier.at('baseEjectionTime'), complain);
  checkDuration(outlier.at('interval'), complain);
}
