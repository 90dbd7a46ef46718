import { list, record, text } from '../../manifest/manifest-object';
import { choice, forbidden, requiredItems } from './checks';
import type { Field } from './field';
import { shown } from './field';
import { hasSyntaxStrictly, labelValue, qualifiedName } from './syntax';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** Labels of a map: keys are qualified names, values label values. */
export function labels(field: Field): void {
  for (const [key, value] of field.textEntries) {
    if (!qualifiedName.accepts(key)) {
      value.refuse(`The label key ${shown(key)} in ${field.name} is not a qualified name.`,
        `Write the key like "app" or "example.com/app": it may have only ${qualifiedName.words}.`);
    }
    hasSyntaxStrictly(value, labelValue);
  }
}

const MOST_ANNOTATIONS = 256 * 1024;

/** Annotations of a map: keys are qualified names in any case, and there may not be more than 256 KiB of them. */
export function annotations(field: Field): void {
  let bytes = 0;
  for (const [key, value] of field.entries) {
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value.text);
    if (!qualifiedName.accepts(key.toLowerCase())) {
      value.refuse(`The annotation key ${shown(key)} in ${field.name} is not a qualified name.`,
        `Write the key like "note" or "example.com/note": it may have only ${qualifiedName.words}.`);
    }
  }
  if (bytes > MOST_ANNOTATIONS) {
    field.refuse(`${field.name} holds ${String(bytes)} bytes, more than 256 KiB.`, `Shorten ${field.name} to 256 KiB in all.`);
  }
}

export function labelSelector(selector: Field): void {
  labels(selector.at('matchLabels'));
  for (const expression of selector.at('matchExpressions').items) labelRequirement(expression);
}

function labelRequirement(expression: Field): void {
  const operator = expression.at('operator');
  const values = expression.at('values');
  if (operator.text === 'In' || operator.text === 'NotIn') requiredItems(values, 'value');
  else if (operator.text === 'Exists' || operator.text === 'DoesNotExist') {
    if (values.length > 0) forbidden(values, `the operator ${operator.text} takes no values`);
  } else unknownOperator(operator, OPERATORS);
  hasKey(expression.at('key'));
  for (const value of values.textItems) hasSyntaxStrictly(value, labelValue);
}

/** A key of a label that must be there. */
export function hasKey(key: Field): void {
  if (key.isEmpty) key.refuse(`${key.name} is missing or empty.`, `Set ${key.name} to the key of a label, such as "app".`);
  else hasSyntaxStrictly(key, qualifiedName);
}

export function unknownOperator(operator: Field, operators: readonly string[]): void {
  if (operator.isSet && typeof operator.value !== 'string') return;
  operator.refuse(`${operator.name} is ${shown(operator.text)}, which is no operator.`, `Set ${operator.name} to ${choice(operators)}.`);
}

export function isEmptySelector(selector: Field): boolean {
  return selector.at('matchLabels').size + selector.at('matchExpressions').length === 0;
}

/** A map of texts as the server reads it: null is the empty text. */
export function labelMap(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(record(value)).flatMap(([key, label]) => (label === null ? [[key, '']] : typeof label === 'string' ? [[key, label]] : [])));
}

/** Whether labels fulfil a label selector; undefined if the selector cannot be read. */
export function selectorMatches(selector: unknown, labelsOfPod: Readonly<Record<string, string>>): boolean | undefined {
  const { matchLabels, matchExpressions } = record(selector);
  const wanted = Object.entries(record(matchLabels)).map(([key, value]) => [key, (value ?? '') as unknown] as const);
  const expressions = list(matchExpressions).map(record);
  const readable = wanted.every(([key, value]) => qualifiedName.accepts(key) && typeof value === 'string' && labelValue.accepts(value))
    && expressions.every(({ key, operator, values }) => qualifiedName.accepts(text(key) ?? '') && OPERATORS.includes(operator)
      && (operator === 'In' || operator === 'NotIn') === list(values).length > 0
      && textsOf(values).every(value => typeof value === 'string' && labelValue.accepts(value)));
  if (!readable) return undefined;
  return wanted.every(([key, value]) => Object.hasOwn(labelsOfPod, key) && labelsOfPod[key] === value)
    && expressions.every(({ key, operator, values }) => {
      const has = Object.hasOwn(labelsOfPod, key);
      switch (operator) {
        case 'In': return has && textsOf(values).includes(labelsOfPod[key]);
        case 'NotIn': return !has || !textsOf(values).includes(labelsOfPod[key]);
        case 'Exists': return has;
        default: return !has;
      }
    });
}

function textsOf(values: unknown): unknown[] {
  return list(values).map((value: unknown) => value ?? '');
}
