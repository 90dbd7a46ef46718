import { field, list } from './foreign-json';

/** Whether pods with these labels, and maybe more, can be meant. */
export function maySelect(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (selector === undefined) return false;
  const fixed = Object.entries((field(selector, 'matchLabels') ?? {}) as Record<string, unknown>);
  return fixed.every(([key, value]) => labels[key] === undefined || labels[key] === value)
    && list(field(selector, 'matchExpressions')).every(expression => mayHold(expression, labels));
}

function mayHold(expression: unknown, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[String(field(expression, 'key'))];
  const values = list(field(expression, 'values'));
  if (value === undefined) return true;
  switch (field(expression, 'operator')) {
    case 'In': return values.includes(value);
    case 'NotIn': return !values.includes(value);
    case 'DoesNotExist': return false;
    default: return true;
  }
}
