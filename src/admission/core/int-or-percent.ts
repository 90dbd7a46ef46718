import { atLeast } from './checks';
import type { Field } from './field';
import { hasSyntaxStrictly, percentage } from './syntax';

/** A number of pods, or a percentage of them. */
export function intOrPercent(field: Field, canExceedAll = false): void {
  if (typeof field.value === 'string') {
    if (!hasSyntaxStrictly(field, percentage)) return;
    if (!canExceedAll && parseInt(field.text, 10) > 100) field.refuse(`${field.name} is ${field.text}, more than 100%.`, `Set ${field.name} to 100% or less.`);
  } else atLeast(field, 0);
}

/** Whether it comes to no pods at all, as what cannot be read does; `otherwise` where it is not set. */
export function isNone(field: Field, otherwise: boolean): boolean {
  if (!field.isSet) return otherwise;
  if (typeof field.value === 'number') return field.value === 0;
  return !/^([+-]?\d+|\d+%)$/.test(field.text) || Number.parseInt(field.text, 10) === 0;
}
