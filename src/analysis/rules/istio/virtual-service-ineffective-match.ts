import { coveredRules, ruleName } from './covered-matches';
import type { Rule } from '../../rule';

export const virtualServiceIneffectiveMatch: Rule = {
  id: 'virtual-service-ineffective-match',
  severity: 'warning',
  what: 'A match of a VirtualService adds nothing, since an earlier one matches all of its requests.',
  why: 'The first match is used: requests that this one was written for go where the earlier rule sends them.',
  remedy: 'Move the more specific match before the more general one, or take it out.',
  aliases: ['IST0131', 'IST0133'],
  see: ['https://istio.io/latest/docs/reference/config/analysis/ist0131/'],
  check(set, report) {
    for (const { object, rule, matches, unreachable } of coveredRules(set)) {
      if (unreachable) continue;
      for (const { match, by, byRule } of matches) {
        const own = byRule === rule;
        const other = own ? `match ${Number(by.path.at(-1)) + 1} of the same rule` : ruleName(byRule);
        report(object, match.path, {
          message: `Match ${Number(match.path.at(-1)) + 1} of ${ruleName(rule)} adds nothing: ${other} takes all of its requests.`,
          remedy: own ? 'Take this match out.' : `Move this rule before ${other}, or take the match out.`,
          ...(own ? { severity: 'info' as const } : {}),
        });
      }
    }
  },
};
