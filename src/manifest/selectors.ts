import { entryOf, list, record, records, text, texts } from './manifest-object';

export type Labels = Readonly<Record<string, string>>;

/** Whether labels hold every pair of a plain selector. An empty selector holds for all: who means none has to ask first. */
export function matchesLabels(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** Whether labels meet a Kubernetes LabelSelector (`matchLabels` and `matchExpressions`), whatever its shape is. */
export function matchesSelector(selector: unknown, labels: Labels): boolean {
  const { matchLabels, matchExpressions } = record(selector);
  return matchesLabels(texts(matchLabels), labels) && records(matchExpressions).every(([expression]) => meets(expression, labels));
}

function meets(expression: Record<string, unknown>, labels: Labels): boolean {
  const value = entryOf(labels, text(expression['key']) ?? '');
  const values = list(expression['values']);
  switch (expression['operator']) {
    case 'In': return value !== undefined && values.includes(value);
    case 'NotIn': return value === undefined || !values.includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    default: return false;
  }
}
