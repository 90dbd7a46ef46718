import { refText } from '../../manifest/object-ref';
import type { Coverage } from '../../simulator/coverage';
import { missedRules } from '../../simulator/coverage';
import { visible } from './text';

/** Rules that no request has exercised, a line an object. */
export function missedText(coverage: Coverage): string[] {
  const { rules, exercised } = coverage;
  const missed = missedRules(coverage).map(({ object, rules: places }) => `  not exercised: ${visible(refText(object))}${places.length === 0 ? '' : ` ${places.length === 1 ? 'rule' : 'rules'} ${places.join(', ')}`}`);
  return [`Coverage: ${exercised} of ${rules} routes, rules and policies exercised${rules === 0 ? '' : ` (${Math.floor(100 * exercised / rules)}%)`}.`, ...missed];
}
