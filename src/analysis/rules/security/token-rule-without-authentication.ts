import { authorizationPolicies } from '../../../manifest/istio/authorization-policies';
import { policiesBeside, tokenFields } from '../../../manifest/istio/token-rules';
import { ambientPodsUnder, podsUnder } from '../../../manifest/istio/policy-reach';
import { targetRefs } from '../../../manifest/istio/policy-targets';
import type { Rule } from '../../rule';

export const tokenRuleWithoutAuthentication: Rule = {
  id: 'token-rule-without-authentication',
  severity: 'error',
  what: 'An AuthorizationPolicy goes by the token of requests where no RequestAuthentication reads tokens.',
  why: 'Without a RequestAuthentication no request has a principal or claims: an ALLOW by them refuses everybody, a DENY by them stops nobody, and a DENY of requests without a token refuses all.',
  remedy: 'Add a RequestAuthentication for the same pods, or the same targets.',
  aliases: [],
  see: ['https://istio.io/latest/docs/reference/config/security/request_authentication/'],
  check(set, report) {
    for (const { object, rules, action, dryRun } of authorizationPolicies(set)) {
      const fields = rules.flatMap(tokenFields);
      // What ztunnel cannot judge by is said elsewhere.
      if (fields.length === 0 || dryRun || (targetRefs(object).length === 0 && ambientPodsUnder(set, object).length === podsUnder(set, object).length)) continue;
      const places = policiesBeside(set, object, 'RequestAuthentication');
      if (!places?.some(policies => policies.length === 0)) continue;
      const first = fields[0]!;
      const name = first.path.at(-1) === 'key' ? first.text : String(first.path.at(-1));
      report(object, first.path, {
        message: `No RequestAuthentication reads tokens where this policy holds: ${name} is never there, and the rule ${
          name.startsWith('not') ? `${action === 'DENY' ? 'denies' : 'allows'} every request` : action === 'DENY' ? 'denies nobody' : 'allows nobody'}.`,
        remedy: `Add a RequestAuthentication in namespace ${object.namespace} with the same ${targetRefs(object).length > 0 ? 'targetRefs' : 'selector'} and the issuer of the tokens in \`jwtRules\`.`,
      });
    }
  },
};
