import { coveredRules, ruleName } from './covered-matches';
import type { Rule } from '../../rule';

export const virtualServiceUnreachableRule: Rule = {
  id: 'virtual-service-unreachable-rule',
  severity: 'error',
  what: 'No request reaches a rule of a VirtualService, since earlier rules match everything that it matches.',
  why: 'The first rule that matches is used, so that what this one says never happens.',
  remedy: 'Move the rule before those that cover it, narrow them, or take it out.',
  aliases: ['IST0130', 'IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0130/'],
  check(set, report) {
    for (const { object, rule, matches, unreachable } of coveredRules(set)) {
      if (!unreachable) continue;
      const by = [...new Set(matches.map(({ byRule }) => ruleName(byRule)))].join(' and ');
      report(object, rule.path, {
        message: `No request reaches ${ruleName(rule)}: ${by} ${rule.at('match').size > 0 ? 'matches' : 'already matches'} everything that it matches.`,
        remedy: `Move it before ${by}, or take it out.`,
        aliases: rule.at('match').size > 0 ? ['IST0130', 'IST0131', 'IST0133'] : ['IST0130', 'IST0133'],
      });
    }
  },
};
