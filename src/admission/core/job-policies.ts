import { list } from '../../manifest/manifest-object';
import { inRange, oneOf, required, requiredItems, requiredOneOf, unique } from './checks';
import { tooMany } from './containers';
import type { Field } from './field';
import { shown } from './field';
import { hasSyntax, qualifiedName } from './syntax';

const MOST = 20;
const MOST_CODES = 255;
const MOST_INDEX_TEXT = 64 * 1024;

/** What becomes of a Job when one of its pods fails in a certain way. */
export function podFailurePolicy(spec: Field): void {
  const rules = spec.at('podFailurePolicy', 'rules');
  const pod = spec.at('template', 'spec');
  const names = ['containers', 'initContainers'].flatMap(kind => pod.at(kind).items).map(container => container.at('name').text);
  tooMany(rules, MOST);
  for (const rule of rules.items) {
    const action = rule.at('action');
    requiredOneOf(action, ['FailJob', 'FailIndex', 'Ignore', 'Count']);
    if (action.value === 'FailIndex' && !spec.at('backoffLimitPerIndex').isSet) {
      action.refuse(`${action.name} is FailIndex, but ${spec.at('backoffLimitPerIndex').name} is not set.`, `Set ${spec.at('backoffLimitPerIndex').name}, or ${action.name} to FailJob.`);
    }
    const codes = rule.at('onExitCodes');
    const conditions = rule.at('onPodConditions');
    if (codes.isSet && typeof codes.value === 'object') exitCodes(codes, names);
    tooMany(conditions, MOST);
    for (const condition of conditions.items) {
      if (required(condition.at('type'), 'the type of a pod condition, such as "DisruptionTarget"')) hasSyntax(condition.at('type'), qualifiedName);
      oneOf(condition.at('status'), ['True', 'False', 'Unknown']);
    }
    if (codes.isSet === conditions.length > 0) {
      rule.refuse(`${rule.name} has ${codes.isSet ? 'both onExitCodes and onPodConditions' : 'neither onExitCodes nor onPodConditions'}.`, `Set either onExitCodes or onPodConditions in ${rule.name}.`);
    }
  }
}

function exitCodes(codes: Field, containers: readonly string[]): void {
  const operator = codes.at('operator');
  const values = codes.at('values');
  const container = codes.at('containerName');
  requiredOneOf(operator, ['In', 'NotIn']);
  if (typeof container.value === 'string' && !containers.includes(container.text)) {
    container.refuse(`${container.name} is ${shown(container.value)}, but the pods have no container of that name.`, `Set ${container.name} to ${containers.join(' or ')}.`);
  }
  requiredItems(values, 'exit code');
  tooMany(values, MOST_CODES);
  if (operator.value === 'In') {
    for (const value of values.items) {
      if (value.isEmpty) value.refuse(`${value.name} is 0, which is no failure.`, `Remove ${value.name}.`);
    }
  }
  unique(values.items, 'exit codes');
  const numbers = list(values.value).map((value: unknown) => value ?? 0).filter((value): value is number => typeof value === 'number');
  if (new Set(numbers.filter(value => value === 0)).size < numbers.filter(value => value === 0).length) values.refuse(`${values.name} holds 0 more than once.`, `Keep one 0 in ${values.name}.`);
  if (numbers.some((value, index) => index > 0 && numbers[index - 1]! > value)) {
    values.refuse(`${values.name} is ${shown(numbers)}, which is not in ascending order.`, `Set ${values.name} to ${shown([...new Set(numbers)].sort((a, b) => a - b))}.`);
  }
}

/** When an Indexed Job has succeeded before all its indexes have. */
export function successPolicy(policy: Field, completions: number | undefined): void {
  const rules = policy.at('rules');
  requiredItems(rules, 'rule');
  tooMany(rules, MOST);
  for (const rule of rules.items) {
    const [count, indexes] = [rule.at('succeededCount'), rule.at('succeededIndexes')];
    if (!count.isSet && !indexes.isSet) rule.refuse(`${rule.name} is empty.`, `Set succeededCount or succeededIndexes in ${rule.name}.`);
    if (completions === undefined) continue;
    const listed = typeof indexes.value === 'string' ? indexCount(indexes, completions) : undefined;
    inRange(count, 0, Math.min(completions, listed ?? completions));
  }
}

/** How many indexes a text such as "0-3,5" lists; what is wrong with it is refused. */
function indexCount(field: Field, completions: number): number {
  let last = -Infinity;
  let total = 0;
  const wrong = (): number => {
    field.refuse(`${field.name} is ${shown(field.value)}, which does not list indexes below ${String(completions)} in ascending order.`,
      `Write ${field.name} as numbers and ranges such as "0-2,4", below ${String(completions)}.`);
    return 0;
  };
  if (field.text === '') return 0;
  if (field.text.length > MOST_INDEX_TEXT) return wrong();
  for (const interval of field.text.split(',')) {
    const limits = interval.split('-');
    const [first, end] = limits.map(limit => (/^[+]?\d+$/.test(limit) ? Number(limit) : NaN)) as [number, number | undefined];
    const to = end ?? first;
    if (limits.length > 2 || !(first < completions && to < completions) || (end !== undefined && first >= end) || last >= first) return wrong();
    total += to - first + 1;
    last = to;
  }
  return total;
}
