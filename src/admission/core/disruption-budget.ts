import { oneOfStrictly } from './checks';
import type { Field } from './field';
import { intOrPercent } from './int-or-percent';
import { labelSelector } from './selectors';

export function disruptionBudget(object: Field): void {
  const spec = object.at('spec');
  const [available, unavailable] = [spec.at('minAvailable'), spec.at('maxUnavailable')];
  intOrPercent(available);
  intOrPercent(unavailable);
  if (available.isSet && unavailable.isSet) {
    unavailable.refuse(`${unavailable.name} is set beside ${available.name}.`, `Keep one of minAvailable and maxUnavailable.`);
  }
  labelSelector(spec.at('selector'));
  oneOfStrictly(spec.at('unhealthyPodEvictionPolicy'), ['IfHealthyBudget', 'AlwaysAllow']);
}
