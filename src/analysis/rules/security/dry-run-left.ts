import { authorizationPolicies } from '../../../manifest/istio/authorization-policies';
import type { Rule } from '../../rule';

export const dryRunLeft: Rule = {
  id: 'dry-run-left',
  severity: 'warning',
  what: 'An AuthorizationPolicy is a dry run.',
  why: 'What it would decide is logged, and nothing is decided: a DENY stops nobody, and an ALLOW keeps nobody out.',
  remedy: 'Take the annotation `istio.io/dry-run` off once the logs show what was expected.',
  aliases: [],
  see: ['https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/'],
  check(set, report) {
    for (const { object, dryRun, action } of authorizationPolicies(set)) {
      if (!dryRun || (action !== 'ALLOW' && action !== 'DENY')) continue;
      report(object, ['metadata', 'annotations', 'istio.io/dry-run'], {
        message: `This ${action} is a dry run, and ${action === 'DENY' ? 'denies nothing' : 'keeps nobody out'}.`,
        remedy: 'Take annotation istio.io/dry-run off, or set it to "false", to put the policy in force.',
      });
    }
  },
};
