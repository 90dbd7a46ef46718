import type { OperationAttribute, SourceAttribute } from '../../../manifest/istio/authorization-policies';
import { authorizationPolicies, valuesOf } from '../../../manifest/istio/authorization-policies';
import type { Field } from '../../../manifest/field';
import type { Rule } from '../../rule';

const ATTRIBUTES: readonly (SourceAttribute | OperationAttribute)[] = ['principals', 'requestPrincipals', 'hosts', 'methods', 'paths'];

export const wildcardInMiddle: Rule = {
  id: 'wildcard-in-middle',
  severity: 'error',
  what: 'A value of an AuthorizationPolicy has a "*" that is neither its first nor its last character, or two of them.',
  why: 'Only a "*" at the beginning or the end stands for anything; any other is compared as the character itself. An ALLOW with such a value refuses what it is for, a DENY lets it through.',
  remedy: 'Write one "*" at the beginning or the end; in paths, write `{*}` for one segment and `{**}` for the rest.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/authorization-policy/'],
  check(set, report) {
    for (const { object, rules } of authorizationPolicies(set)) {
      for (const rule of rules) {
        const values = [
          ...ATTRIBUTES.flatMap(attribute => valuesOf(rule, attribute).map(value => ({ ...value, isPath: attribute === 'paths' }))),
          ...rule.conditions.filter(condition => condition.at('key').text.startsWith('request.headers[') || condition.at('key').text.startsWith('request.auth.claims['))
            .flatMap(condition => [...condition.at('values').items(), ...condition.at('notValues').items()]).map(({ text, path }: Field) => ({ text, path, isPath: false })),
        ];
        for (const { text, path, isPath } of values) {
          // Templates have their own form, which admission checks.
          if (text === '*' || text.includes('{*}') || text.includes('{**}')) continue;
          const rest = text.startsWith('*') ? text.slice(1) : text.endsWith('*') ? text.slice(0, -1) : text;
          if (!rest.includes('*')) continue;
          report(object, path, {
            message: `In "${text}", ${text.startsWith('*') ? 'only the first "*" stands for anything, and the other is' : text.endsWith('*') ? 'only the last "*" stands for anything, and the other is' : 'the "*" is'} compared as the character itself.`,
            remedy: isPath && /^\/([^*]*|\*)(\/([^*]*|\*))*$/.test(text) ? `Write "${text.split('/').map((one, index, all) => (one === '*' ? (index === all.length - 1 ? '{**}' : '{*}') : one)).join('/')}".`
              : `Write "${text.slice(0, text.indexOf('*', 1) + 1)}", or list the values that are meant.`,
          });
        }
      }
    }
  },
};
