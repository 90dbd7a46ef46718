import type { Field } from '../../manifest/field';
import type { Complain } from '../../manifest/istio/complain';
import { nameOf } from '../../manifest/istio/complain';
import { isLabelKey, isLabelValue } from '../../manifest/istio/label-syntax';

export const LABEL_RULES = ['labels'] as const;

/** A map of labels that some workload should have. */
export function checkLabels(labels: Field, complain: Complain): void {
  for (const [key, value] of labels.entries()) {
    if (!isLabelKey(key)) {
      complain('labels', value, `\`${nameOf(labels)}\` has "${key}", which is no key of a label.`,
        'Write a name of letters, digits, "-", "_" and ".", at most 63, with a DNS name and "/" before it if need be.');
    } else if (!isLabelValue(value.text)) {
      complain('labels', value, `\`${nameOf(labels)}\` has "${key}: ${value.text}", which is no value of a label.`,
        'Write a value of letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.');
    }
  }
}
