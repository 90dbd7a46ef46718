import type { Field } from '../../../manifest/field';
import { authorizationPolicies, negated, OPERATION_ATTRIBUTES, SOURCE_ATTRIBUTES } from '../../../manifest/istio/authorization-policies';
import { takesPrincipal } from '../../../manifest/istio/principals';
import type { Rule } from '../../rule';

const ATTRIBUTES = [...Object.keys(SOURCE_ATTRIBUTES), ...Object.keys(OPERATION_ATTRIBUTES)];

export const contradictoryRule: Rule = {
  id: 'contradictory-rule',
  severity: 'error',
  what: 'A source, an operation or a condition takes values and excludes all of them.',
  why: 'Nothing meets it: what it should allow is refused, what it should deny comes through.',
  remedy: 'Take the values out of one of the two lists.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/'],
  check(set, report) {
    for (const { object, rules, action } of authorizationPolicies(set)) {
      for (const rule of rules) {
        const pairs = [
          ...[...rule.sources, ...rule.operations].flatMap(field => ATTRIBUTES.map(key => ({ takes: field.at(key), excludes: field.at(negated(key)) }))),
          ...rule.conditions.map(condition => ({ takes: condition.at('values'), excludes: condition.at('notValues') })),
        ];
        for (const { takes, excludes } of pairs) {
          if (takes.size === 0 || !takes.items().every(value => isExcluded(value, excludes))) continue;
          report(object, excludes.path, {
            message: `\`${String(excludes.path.at(-1))}\` excludes all that \`${String(takes.path.at(-1))}\` takes, ${takes.items().map(({ text }) => `"${text}"`).join(', ')}: nothing is ${action === 'DENY' ? 'denied' : 'allowed'} by it.`,
            remedy: `Take ${takes.items().map(({ text }) => `"${text}"`).join(', ')} out of ${String(excludes.path.at(-1))}, or out of ${String(takes.path.at(-1))}.`,
          });
        }
      }
    }
  },
};

function isExcluded({ text }: Field, excludes: Field): boolean {
  return text !== '' && excludes.items().some(other => other.text === text || (!text.includes('*') && other.text.includes('*') && takesPrincipal(other.text, text)));
}
